import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { PackageIndex } from '@ci-actions/local/index/package-index';
import { startPythonIndex } from '@ci-actions/local/index/python-index';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readRuntime } from '../platform.ts';
import { installDependencies } from './install.ts';
import { pipSettings } from './pip-settings.ts';
import { contents, program, put, tarball, wheel } from './test-tools.ts';

const any = (name: string, version: string, requires: readonly string[] = []) =>
  wheel({ name, version, tag: 'py3-none-any', files: { [`${name}/__init__.py`]: '' }, requires });
const wheels = {
  ...any('shop', '1.0', ['fast']),
  ...any('fast', '1.0'),
  ...any('fast', '2.0'),
  ...any('evil', '1.0'),
  // Only for Windows: what PIP_PLATFORM would let in.
  ...wheel({ name: 'fast', version: '3.0', tag: 'py3-none-win_amd64', files: { 'fast/win.py': '' } }),
};

const pip = spawnSync('python3', ['-m', 'pip', '--version']);
const withPip = pip.status === 0 ? describe : describe.skip;
if (pip.status !== 0) console.warn('Skipped: what pip makes of its settings, as there is no python3 with pip.');

let index: PackageIndex;
beforeAll(async () => {
  index = await startPythonIndex(wheels);
});
afterAll(() => index.close());

let root: string;
let workspace: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'pip-settings-')));
  workspace = path.join(root, 'workspace');
  for (const name of ['workspace/fn', 'temporary', 'home', 'elsewhere'])
    mkdirSync(path.join(root, name), { recursive: true });
  put(workspace, { 'fn/requirements.txt': 'shop\n' });
});
afterEach(() => rmSync(root, { recursive: true }));

const home = () => path.join(root, 'home');
/** The environment of a job in which pip knows the index. */
const job = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home(),
  PIP_INDEX_URL: index.url,
  PIP_RETRIES: '0',
  ...(process.env.PYENV_ROOT ? { PYENV_ROOT: process.env.PYENV_ROOT } : {}),
  ...more,
});
/** The packages that are installed, with their versions. */
async function install(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const { entries } = await installDependencies({
    workspace,
    source: 'fn',
    install: 'auto',
    runtime: readRuntime('python3.12'),
    architecture: 'x86_64',
    temporary: path.join(root, 'temporary'),
    env,
    log: silent,
  });
  const infos = entries.map((entry) => /^(.*)\.dist-info\/METADATA$/.exec(entry.path)?.[1]);
  return infos.filter((info) => info !== undefined);
}
async function refused(env: NodeJS.ProcessEnv): Promise<string> {
  const thrown: unknown = await install(env).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(InputError);
  return (thrown as Error).message;
}

/** A project whose build, which any pip would run, leaves a trace. */
const traced = (ran: string) => ({
  'setup.py': `open(${JSON.stringify(ran)}, 'w')\nfrom setuptools import setup\nsetup(name='evil')\n`,
});
/** Settings that send packages elsewhere, take them for this machine or another, install nothing, or something of their own. */
const others = (): Record<string, string> => ({
  target: path.join(root, 'elsewhere'),
  prefix: path.join(root, 'elsewhere'),
  root: path.join(root, 'elsewhere'),
  user: 'true',
  'require-virtualenv': 'true',
  'no-binary': ':all:',
  'only-binary': ':none:',
  platform: 'win_amd64',
  'python-version': '2.7',
  implementation: 'pp',
  abi: 'none',
  'dry-run': 'true',
  'ignore-requires-python': 'true',
  requirement: path.join(root, 'evil.txt'),
  editable: path.join(root, 'evil'),
  quiet: '3',
  log: path.join(root, 'elsewhere/log'),
});

withPip('what is meant for another pip install does not count here', () => {
  test.each<[string, () => NodeJS.ProcessEnv]>([
    [
      'in the environment',
      () =>
        Object.fromEntries(
          Object.entries(others()).map(([key, value]) => [`PIP_${key.toUpperCase().replaceAll('-', '_')}`, value]),
        ),
    ],
    [
      "in a person's configuration",
      () => {
        const lines = Object.entries(others()).map(([key, value]) => `${key} = ${value}`);
        put(home(), { '.config/pip/pip.conf': `[install]\n${lines.join('\n')}\n` });
        return {};
      },
    ],
  ])('%s', async (_where, settings) => {
    const ran = path.join(root, 'ran');
    put(root, { 'evil.txt': 'evil\n' });
    put(path.join(root, 'evil'), traced(ran));
    const before = contents(workspace);
    expect(await install(job(settings()))).toEqual(['fast-2.0', 'shop-1.0']);
    expect(existsSync(ran)).toBe(false);
    expect(readdirSync(path.join(root, 'elsewhere'))).toEqual([]);
    expect(contents(workspace)).toEqual(before);
  });
});

withPip('where packages are is what a person has set', () => {
  const nowhere = 'http://127.0.0.1:9/simple/';

  test('in a configuration file, of which the section of install goes first, and the environment before both', async () => {
    const { PIP_INDEX_URL: _, ...env } = job();
    put(home(), { '.config/pip/pip.conf': `[install]\nindex-url = ${index.url}\n[global]\nindex-url = ${nowhere}\n` });
    expect(await install(env)).toEqual(['fast-2.0', 'shop-1.0']);
    put(root, { 'other.conf': `[global]\nindex-url = ${nowhere}\nextra-index-url =\n  a\n  "b\n` });
    const PIP_CONFIG_FILE = path.join(root, 'other.conf');
    const options = { python: 'python3', workspace, own: root };
    const { env: got } = await pipSettings({ ...options, env: { ...job(), PIP_CONFIG_FILE, PIP_EXTRA_INDEX_URL: '' } });
    expect(got).toMatchObject({ PIP_INDEX_URL: index.url, PIP_EXTRA_INDEX_URL: '\na\n"b', PIP_CONFIG_FILE: devNull });
  });

  test('in a folder of wheels, relative to the workspace', async () => {
    put(path.join(workspace, 'wheels'), { ...any('shop', '1.0'), ...any('shop', '1.5') });
    expect(await install(job({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: 'wheels' }))).toEqual(['shop-1.5']);
  });

  test('a configuration that pip cannot read is an error', async () => {
    put(root, { 'broken.conf': 'nonsense\n' });
    expect(await refused(job({ PIP_CONFIG_FILE: path.join(root, 'broken.conf') }))).toMatch(
      /^pip cannot read its configuration: Configuration file .*Mend that file, or set PIP_CONFIG_FILE to another one\.$/,
    );
  });
});

withPip('limits of versions', () => {
  test('count, also by a path from the workspace; without dependencies where that is set', async () => {
    put(workspace, { 'limits/all.txt': 'fast<2\n-c more.txt\n', 'limits/more.txt': 'never==1\n' });
    expect(await install(job({ PIP_CONSTRAINT: 'limits/all.txt' }))).toEqual(['fast-1.0', 'shop-1.0']);
    expect(await install(job({ PIP_NO_DEPS: '1' }))).toEqual(['shop-1.0']);
  });

  test.each([
    [
      'what has to be built',
      (at: string) => `fast @ file://${at}/fast.tar.gz\n`,
      /"limits\.txt" asks for "fast @ file:.*would have to be built/,
    ],
    ['other formats', () => '--no-binary :all:\n', /"limits\.txt" says "--no-binary :all:"/],
  ])('with %s are refused, and nothing of it runs', async (_what, limits, message) => {
    const ran = path.join(root, 'ran');
    put(root, { 'fast.tar.gz': tarball(traced(ran)) });
    put(workspace, { 'limits.txt': limits(root) });
    expect(await refused(job({ PIP_CONSTRAINT: 'limits.txt' }))).toMatch(message);
    expect(existsSync(ran)).toBe(false);
  });

  test.each(['https://example.org/limits.txt', 'gone.txt'])('by %s are refused', async (name) => {
    expect(await refused(job({ PIP_CONSTRAINT: name }))).toMatch(
      /^pip's setting `constraint` \(PIP_CONSTRAINT\) names ".*", which is no file here; name one by its path/,
    );
  });

  test('do not count for what is locked', async () => {
    const bin = path.join(root, 'bin');
    program(bin, 'uv', '#!/bin/sh\nwhile [ "$1" != --output-file ]; do shift; done\necho "fast==2.0" > "$2"\n');
    put(workspace, { 'fn/uv.lock': '', 'limits.txt': 'fast<2\n' });
    expect(await install(job({ PATH: `${bin}:${process.env.PATH}`, PIP_CONSTRAINT: 'limits.txt' }))).toEqual([
      'fast-2.0',
    ]);
  });
});

test('of the environment pip gets what counts, and nothing of Python but its program', async () => {
  const given = {
    PATH: '/bin',
    PYTHONPATH: 'a',
    PYTHONHOME: 'b',
    INPUT_SOURCE: 'c',
    PIP_TARGET: 'd',
    PIP_index_url: 'e',
    PIP_CERT: 'ca.pem',
    PIP_FIND_LINKS: 'wheels https://example.org/ ~/wheels',
    PIP_CONSTRAINT: 'x.txt /y.txt https://example.org/z.txt',
    PIP_CONFIG_FILE: devNull,
  };
  expect(await pipSettings({ python: 'never run', workspace: '/w', own: '/o', env: given })).toEqual({
    env: {
      PATH: '/bin',
      PIP_INDEX_URL: 'e',
      PIP_CERT: path.resolve('/w/ca.pem'),
      PIP_FIND_LINKS: `${path.resolve('/w/wheels')} https://example.org/ ~/wheels`,
      PIP_CONFIG_FILE: devNull,
    },
    constraints: [path.resolve('/w/x.txt'), path.resolve('/y.txt'), 'https://example.org/z.txt'],
  });
});
