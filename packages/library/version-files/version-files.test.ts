import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkVersionFiles } from './check-version-files.ts';
import { putVersionFiles } from './put-version-files.ts';
import { writeVersionFiles } from './write-version-files.ts';

let root: string;
let workspace: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'version-files-'));
  workspace = path.join(root, 'checkout');
  mkdirSync(workspace);
});
afterEach(() => rmSync(root, { recursive: true }));

function put(files: Readonly<Record<string, string | Buffer>>): string[] {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
    writeFileSync(path.join(workspace, name), content);
  }
  return Object.keys(files);
}

const written = async (files: readonly string[], version = '1.2.0') =>
  Object.fromEntries((await writeVersionFiles(workspace, files, version)).map((one) => [one.path, String(one.bytes)]));

/** What the tools write, and what people write; `@` stands for the version. */
const layouts: Readonly<Record<string, readonly [name: string, content: string]>> = {
  project: ['pyproject.toml', '[project]\nname = "shop-money"\nversion = "@"\n'],
  'with comments': [
    'pyproject.toml',
    '# version = "1.1.0"\n[project] # here\n  version   =\t"@"   # not "1.1.0"\nname="x"\n\n\n[tool.x]\nversion = "1.1.0"\n',
  ],
  'CRLF, no final line end': ['pyproject.toml', '[project]\r\nname = "x"\r\nversion = "@"\r\n[a]\r\nb = 1'],
  'a byte order mark': ['pyproject.toml', '\uFEFF[project]\nversion = "@"\n'],
  'a dotted key': ['pyproject.toml', 'project.name = "x"\nproject.version = "@"\n'],
  'quoted keys': ['pyproject.toml', "[\"project\"]\n'version' = '@'\n"],
  'an inline table': ['pyproject.toml', 'project = { name = "x", version = "@", dependencies = ["version"] }\n'],
  'three quotes': ['pyproject.toml', '[project]\nversion = """@"""\n'],
  'the same in a text of many lines': [
    'pyproject.toml',
    '[tool.a]\nx = """\n[project]\nversion = "1.1.0"\n"""\ny = \'\'\'\nversion = "1.1.0"\n\'\'\'\n[project]\nversion = "@"\n',
  ],
  'dates, large numbers and not a number': [
    'pyproject.toml',
    'a = 1979-05-27T07:32:00Z\nb = 9223372036854775807\nc = nan\n[project]\nversion = "@"\n',
  ],
  'not ASCII': ['pyproject.toml', '[project]\nauthors = [{ name = "Zoë 🎈" }]\nversion = "@"\n'],
  poetry: ['pyproject.toml', '[tool.poetry]\nname = "x"\nversion = "@"\npython_version = "1.1.0"\n'],
  'project and poetry': ['pyproject.toml', '[tool.poetry]\nversion = "@"\n[project]\nversion = "@"\n'],
  'poetry beside dynamic': ['pyproject.toml', '[project]\ndynamic = ["version"]\n[tool.poetry]\nversion = "@"\n'],
  'package.json': ['package.json', '{\n  "name": "x",\n  "version": "@",\n  "private": true\n}\n'],
  'package.json on one line': ['package.json', '{"engines":{"version":"1.1.0"},"version":"@","x":["version","1.1.0"]}'],
  'package.json with tabs and CRLF': ['package.json', '{\r\n\t"version"\t:\r\n\t\t"@"\r\n}\r\n\r\n'],
  'package.json with a mark': ['package.json', '\uFEFF{ "version": "@" , "z": "\\"version\\": \\"1.1.0\\"" }'],
  'package-lock.json': [
    'package-lock.json',
    '{\n "version": "@",\n "lockfileVersion": 3,\n "packages": {\n  "": { "version": "@" },\n  "node_modules/a": { "version": "1.1.0" }\n }\n}\n',
  ],
  'uv.lock': [
    'uv.lock',
    'version = 1\n\n[[package]]\nname = "a"\nversion = "1.1.0"\nsource = { registry = "x" }\n\n[[package]]\nname = "x"\nversion = "@"\nsource = { editable = "." }\n\n[[package]]\nname = "z"\nversion = "1.1.0"\n',
  ],
  'uv.lock of what is no package': ['uv.lock', '[[package]]\nname = "x"\nversion = "@"\nsource = { virtual = "." }\n'],
};

describe.each(Object.entries(layouts))('%s', (_what, [name, layout]) => {
  const content = (version: string) => layout.replaceAll('@', version);

  test('keeps all but the version', async () => {
    put({ [name]: content('1.1.0') });
    expect(await written([name])).toEqual({ [name]: content('1.2.0') });
    expect(readFileSync(path.join(workspace, name), 'utf8')).toBe(content('1.1.0'));
  });

  test('is not changed where it has the version', async () => {
    put({ [name]: content('1.2.0') });
    expect(await written([name])).toEqual({});
    await checkVersionFiles(workspace, [name], '1.2.0');
  });

  test('is told where it has another one, with its line', async () => {
    put({ [name]: content('1.1.0') });
    const line = layout.slice(0, layout.indexOf('@')).split('\n').length;
    const act = checkVersionFiles(workspace, [name], '1.2.0');
    await expect(act).rejects.toThrow(InputError);
    await expect(act).rejects.toThrow(`"${name}:${line}" has the version "1.1.0" and the release is 1.2.0`);
  });
});

describe('a version that is dynamic', () => {
  test.each([
    ['[project]\nname = "x"\ndynamic = ["readme", "version"]\n[tool.setuptools_scm]\n'],
    ['[tool.poetry]\nversion = "0.0.0"\n[tool.poetry-dynamic-versioning]\nenable = true\n'],
    [
      '[project]\ndynamic = ["version"]\n[tool.poetry]\nversion = "0.0.0"\n[tool.poetry-dynamic-versioning]\nenable = true\n',
    ],
  ])('is fine, and said: %j', async (content) => {
    put({ 'pyproject.toml': content });
    const lines: string[] = [];
    const log = { info: (line: string) => void lines.push(line) };
    await checkVersionFiles(workspace, ['pyproject.toml'], '1.2.0', log);
    expect(await writeVersionFiles(workspace, ['pyproject.toml'], '1.2.0', log)).toEqual([]);
    expect(lines).toEqual([
      '"pyproject.toml": its version is dynamic, so there is none to compare.',
      '"pyproject.toml": its version is dynamic, so there is none to change.',
    ]);
  });

  test('has none in uv.lock', async () => {
    put({ 'uv.lock': '[[package]]\nname = "x"\nsource = { editable = "." }\n' });
    await checkVersionFiles(workspace, ['uv.lock'], '1.2.0');
    expect(await written(['uv.lock'])).toEqual({});
  });
});

describe('a pre-release', () => {
  test('is spelled as each kind of file wants it', async () => {
    put({
      'pyproject.toml': '[project]\nversion = "1.1.0"\n',
      'package.json': '{"version":"1.1.0"}',
    });
    expect(await written(['pyproject.toml', 'package.json'], '1.2.0-rc.1')).toEqual({
      'pyproject.toml': '[project]\nversion = "1.2.0rc1"\n',
      'package.json': '{"version":"1.2.0-rc.1"}',
    });
  });

  test.each(['1.2.0rc1', '1.2.0-rc.1', '1.2rc1'])('is the same in Python as %s', async (spelled) => {
    put({ 'pyproject.toml': `[project]\nversion = "${spelled}"\n` });
    await checkVersionFiles(workspace, ['pyproject.toml'], '1.2.0-rc.1');
  });

  test('that Python does not know is refused for its files, and taken for others', async () => {
    put({ 'pyproject.toml': '[project]\nversion = "1.1.0"\n', 'package.json': '{"version":"1.2.0-test"}' });
    await checkVersionFiles(workspace, ['package.json'], '1.2.0-test');
    for (const act of [checkVersionFiles, writeVersionFiles]) {
      await expect(act(workspace, ['pyproject.toml'], '1.2.0-test')).rejects.toThrow(
        'The version "1.2.0-test" cannot be written into "pyproject.toml"',
      );
    }
  });
});

describe('a lock file beside', () => {
  const npm = '{"version":"1.1.0","packages":{"":{"version":"1.1.0"}}}';
  const uv = (folder: string) =>
    `[[package]]\nname = "${folder}"\nversion = "1.1.0"\nsource = { editable = "${folder}" }\n`;

  test('goes with its file', async () => {
    put({
      'package.json': '{"version":"1.1.0"}',
      'package-lock.json': npm,
      'npm-shrinkwrap.json': npm,
      'pyproject.toml': '[project]\nversion = "1.1.0"\n',
      'uv.lock': uv('.') + uv('packages/a'),
    });
    expect(await written(['package.json', './pyproject.toml'])).toEqual({
      'package.json': '{"version":"1.2.0"}',
      'package-lock.json': npm.replaceAll('1.1.0', '1.2.0'),
      'npm-shrinkwrap.json': npm.replaceAll('1.1.0', '1.2.0'),
      'pyproject.toml': '[project]\nversion = "1.2.0"\n',
      'uv.lock': uv('.').replace('1.1.0', '1.2.0') + uv('packages/a'),
    });
  });

  test('is told of', async () => {
    put({ 'package.json': '{"version":"1.2.0"}', 'package-lock.json': npm.replace('1.1.0', '1.2.0') });
    await expect(checkVersionFiles(workspace, ['package.json'], '1.2.0')).rejects.toThrow(
      '"package-lock.json:1" has the version "1.1.0" and the release is 1.2.0',
    );
  });

  test('may say nothing of the version', async () => {
    put({ 'package.json': '{"version":"1.2.0"}', 'package-lock.json': '{"packages":{"":{}}}' });
    put({ 'pyproject.toml': '[project]\nversion = "1.2.0"\n', 'uv.lock': 'version = 1\n' });
    await checkVersionFiles(workspace, ['package.json', 'pyproject.toml'], '1.2.0');
  });

  test('of a uv workspace has the members that are named', async () => {
    const member = '[project]\nversion = "1.1.0"\n';
    put({ 'packages/a/pyproject.toml': member, 'packages/b/pyproject.toml': member });
    put({ 'uv.lock': uv('packages/a') + uv('packages/b') });
    expect(await written(['packages/a/pyproject.toml', 'uv.lock'])).toEqual({
      'packages/a/pyproject.toml': '[project]\nversion = "1.2.0"\n',
      'uv.lock': uv('packages/a').replace('1.1.0', '1.2.0') + uv('packages/b'),
    });
  });
});

describe('what is refused', () => {
  const both = [checkVersionFiles, writeVersionFiles];
  test.each<[string, string, string | Buffer | undefined, string]>([
    ['a file that is not there', 'pyproject.toml', undefined, 'there is no such file or folder in the workspace'],
    ['a kind that is not known', 'setup.py', 'x', 'names "setup.py", and only pyproject.toml, package.json,'],
    ['no version in TOML', 'pyproject.toml', '[project]\nname = "x"\n', '"pyproject.toml" has no version, neither in'],
    ['nothing in TOML', 'pyproject.toml', '', '"pyproject.toml" has no version, neither in'],
    ['no version in JSON', 'package.json', '{"x":{"version":"1.1.0"}}', '"package.json" has no version; add one'],
    ['JSON that is no object', 'package.json', '[]', '"package.json" has no version; add one'],
    ['no entry in uv.lock', 'uv.lock', 'version = 1\n', '"uv.lock" has no entry for the project itself; run `uv lock`'],
    [
      'a number',
      'pyproject.toml',
      '[project]\nversion = 1.1\n',
      'The version in "pyproject.toml" is no text; put it in',
    ],
    [
      'a number in JSON',
      'package.json',
      '{"version":1}',
      'The version in "package.json" is no text; put it in quotes.',
    ],
    [
      'broken TOML',
      'pyproject.toml',
      '[project]\nversion = "1',
      '"pyproject.toml" is no valid TOML: see line 2; mend it.',
    ],
    [
      'a key twice in TOML',
      'pyproject.toml',
      '[project]\nversion = "1"\nversion = "2"\n',
      'is no valid TOML: see line 3',
    ],
    ['broken JSON', 'package.json', '{"version":', '"package.json" is no valid JSON; mend it.'],
    [
      'a key twice in JSON',
      'package.json',
      '{"version":"1.0.0",\n"version":"1.1.0"}',
      '"package.json:2" is not the only',
    ],
    [
      'a key twice, alike',
      'package.json',
      '{"version":"1.1.0",\n"version":"1.1.0"}',
      '"package.json:2" is not the only',
    ],
    [
      'static and dynamic',
      'pyproject.toml',
      '[project]\nversion = "1.1.0"\ndynamic = ["version"]\n',
      'has a version in [project] and lists it in `dynamic` too',
    ],
    [
      'two versions',
      'pyproject.toml',
      '[project]\nversion = "1.1.0"\n[tool.poetry]\nversion = "1.0.0"\n',
      '"pyproject.toml" has two versions, "1.1.0" in [project] and "1.0.0" in [tool.poetry]; make them one.',
    ],
    ['bytes that are no text', 'package.json', Buffer.from([0x7b, 0xff]), '"package.json" is no text in UTF-8'],
  ])('%s', async (_what, name, content, message) => {
    if (content !== undefined) put({ [name]: content });
    for (const act of both) {
      await expect(act(workspace, [name], '1.2.0')).rejects.toThrow(InputError);
      await expect(act(workspace, [name], '1.2.0')).rejects.toThrow(message);
    }
  });

  test('a folder, and a link that leads out, also of a lock file', async () => {
    mkdirSync(path.join(workspace, 'a/package.json'), { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{"version":"1.1.0"}');
    symlinkSync('../package.json', path.join(workspace, 'package.json'));
    put({ 'b/package.json': '{"version":"1.1.0"}' });
    symlinkSync('../../package.json', path.join(workspace, 'b/package-lock.json'));
    for (const act of both) {
      await expect(act(workspace, ['a/package.json'], '1.2.0')).rejects.toThrow('is no file');
      await expect(act(workspace, ['package.json'], '1.2.0')).rejects.toThrow('leads out of the workspace');
      await expect(act(workspace, ['../package.json'], '1.2.0')).rejects.toThrow('leads out of the workspace');
      await expect(act(workspace, ['b/package.json'], '1.2.0')).rejects.toThrow('leads out of the workspace');
    }
  });

  test('a way of writing it that cannot be changed in place; to be compared it need not be', async () => {
    put({ 'pyproject.toml': '[project]\nversion = "1\\u002e1.0"\n' });
    await expect(written(['pyproject.toml'])).rejects.toThrow(
      'The version in "pyproject.toml" cannot be changed in place',
    );
    await checkVersionFiles(workspace, ['pyproject.toml'], '1.1.0');
  });
});

test('a link inside the workspace is the file that it leads to, once', async () => {
  put({ 'lib/pyproject.toml': '[project]\nversion = "1.1.0"\n' });
  symlinkSync('lib/pyproject.toml', path.join(workspace, 'pyproject.toml'));
  expect(await written(['pyproject.toml', 'lib/pyproject.toml'])).toEqual({
    'lib/pyproject.toml': '[project]\nversion = "1.2.0"\n',
  });
});

test('text of a file never begins a line of its own in a message', async () => {
  put({ 'package.json': JSON.stringify({ version: '1\n::error::x' }) });
  await expect(checkVersionFiles(workspace, ['package.json'], '1.2.0')).rejects.toThrow('"1\\n::error::x"');
});

test('ten thousand places that look like it cost no more than a few readings', async () => {
  const noise = 'version = "1.1.0"\n'.repeat(10_000);
  const content = `[tool.x]\na = '''\n${noise}'''\n[project]\nversion = "1.1.0"\n[tool.y]\nb = '''\n${noise}'''\n`;
  put({ 'pyproject.toml': content });
  const changed = (await written(['pyproject.toml']))['pyproject.toml'];
  expect(changed).toBe(content.replace('[project]\nversion = "1.1.0"', '[project]\nversion = "1.2.0"'));
});

test('put on the disk, a file keeps its mode', async () => {
  put({ 'package.json': '{"version":"1.1.0"}' });
  const file = path.join(workspace, 'package.json');
  const { mode } = statSync(file);
  await putVersionFiles(workspace, await writeVersionFiles(workspace, ['package.json'], '1.2.0'));
  expect(readFileSync(file, 'utf8')).toBe('{"version":"1.2.0"}');
  expect(statSync(file).mode).toBe(mode);
  rmSync(file);
  await expect(putVersionFiles(workspace, [{ path: 'package.json', bytes: Buffer.of() }])).rejects.toThrow(InputError);
});
