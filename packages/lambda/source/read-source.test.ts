import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { silent } from '@ci-actions/log/log';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { leftOutByDefault } from './patterns.ts';
import { readSource, type SourceOptions, sourcePatterns } from './read-source.ts';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'read-source-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

function put(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
    writeFileSync(path.join(workspace, name), content);
  }
}

const options = (more: Partial<SourceOptions>): SourceOptions => ({
  workspace,
  source: 'fn',
  include: [],
  exclude: [],
  symlinks: 'preserve',
  log: silent,
  ...more,
});
const read = (more: Partial<SourceOptions> = {}) => readSource(options(more));
const names = (more: Partial<SourceOptions> = {}) => read(more).map((entry) => entry.path);

test('a folder gives its files in the order of their names, with size, date and right to run', () => {
  put({ 'fn/b.sh': '#!/bin/sh\n', 'fn/a/x.py': 'x = 1\n', 'fn/B.py': '' });
  chmodSync(path.join(workspace, 'fn/b.sh'), 0o755);
  chmodSync(path.join(workspace, 'fn/B.py'), 0o600);
  const entries = read();
  expect(entries).toMatchObject([
    { path: 'B.py', kind: 'file', size: 0, executable: false },
    { path: 'a/x.py', kind: 'file', size: 6, executable: false },
    { path: 'b.sh', kind: 'file', size: 10, executable: true },
  ]);
  for (const entry of entries) expect(entry).toHaveProperty('mtimeMs', expect.any(Number));
});

test('a single file goes to the root by its own name, also one that a link leads to', () => {
  put({ 'fn/app.py': 'x', 'lib/real.py': 'y' });
  symlinkSync('../lib/real.py', path.join(workspace, 'fn/named.py'));
  expect(read({ source: 'fn/app.py' })).toMatchObject([{ path: 'app.py', kind: 'file', size: 1 }]);
  expect(names({ source: 'fn/named.py' })).toEqual(['named.py']);
});

test('what tools leave behind stays out, and `!` takes it back, but not the repository itself', () => {
  const litter = {
    'fn/.git/config': '',
    'fn/.git2': '',
    'fn/__pycache__/a.pyc': '',
    'fn/a.pyc': '',
    'fn/.venv/x': '',
    'fn/.pytest_cache/x': '',
    'fn/node_modules/.cache/x': '',
    'fn/node_modules/a/index.js': '',
    'fn/.DS_Store': '',
    'fn/.lambdaignore': '',
    'fn/app.py': '',
  };
  put(litter);
  expect(names()).toEqual(['.git2', 'app.py', 'node_modules/a/index.js']);
  const all = names({ exclude: ['!.git', ...leftOutByDefault.map((pattern) => `!${pattern}`)] });
  expect(all).toEqual(
    Object.keys(litter)
      .map((name) => name.slice(3))
      .filter((name) => !name.startsWith('.git/'))
      .sort(),
  );
});

test('.lambdaignore is read before `exclude`, which goes before it', () => {
  put({
    'fn/.lambdaignore': '# notes\n*.md\r\n/docs/\n',
    'fn/app.py': '',
    'fn/a.md': '',
    'fn/keep.md': '',
    'fn/docs/x': '',
  });
  expect(names()).toEqual(['app.py']);
  expect(names({ exclude: ['!keep.md'] })).toEqual(['app.py', 'keep.md']);
});

describe('include', () => {
  test.each([
    [['src/'], ['src/a.py', 'src/deep/b.py', 'src/deep/c.json']],
    [['/src/deep/'], ['src/deep/b.py', 'src/deep/c.json']],
    [['*.json'], ['data.json', 'src/deep/c.json']],
    [
      ['src/*/c.json', 'app.py'],
      ['app.py', 'src/deep/c.json'],
    ],
    [
      ['*.py', '*.json', '!c.json'],
      ['app.py', 'data.json', 'src/a.py', 'src/deep/b.py'],
    ],
    [
      ['# nothing', ''],
      ['app.py', 'data.json', 'src/a.py', 'src/deep/b.py', 'src/deep/c.json'],
    ],
  ])('%j takes in only what it names', (include, expected) => {
    put({ 'fn/app.py': '', 'fn/data.json': '', 'fn/src/a.py': '', 'fn/src/deep/b.py': '', 'fn/src/deep/c.json': '' });
    expect(names({ include })).toEqual(expected);
  });

  test('what is excluded stays out of it', () => {
    put({ 'fn/src/a.py': '', 'fn/src/b.md': '', 'fn/c.py': '' });
    expect(names({ include: ['src/'], exclude: ['*.md'] })).toEqual(['src/a.py']);
  });

  test('folders that cannot hold anything of it are not looked into', () => {
    put({ 'fn/src/a.py': '' });
    symlinkSync('/', path.join(workspace, 'fn/src/out'));
    mkdirSync(path.join(workspace, 'fn/other'));
    symlinkSync('/', path.join(workspace, 'fn/other/out'));
    expect(() => names({ include: ['src/*'] })).toThrow('The link "src/out" leads out');
    expect(names({ include: ['src/a.py'] })).toEqual(['src/a.py']);
  });
});

describe('links', () => {
  test('are kept, or followed by choice', () => {
    put({ 'fn/lib/a.py': 'x' });
    symlinkSync('lib', path.join(workspace, 'fn/also'));
    expect(read()).toMatchObject([
      { path: 'also', kind: 'link', target: 'lib' },
      { path: 'lib/a.py', kind: 'file' },
    ]);
    expect(read({ symlinks: 'follow' })).toMatchObject([
      { path: 'also/a.py', kind: 'file' },
      { path: 'lib/a.py', kind: 'file' },
    ]);
  });

  test.each([
    ['out of the source', '../secret', 'leads out of the folder'],
    ['to nothing', 'none', 'leads nowhere'],
    ['to itself', 'x', 'leads nowhere'],
  ])('%s are refused either way', (_what, target, message) => {
    put({ 'fn/app.py': '', secret: '' });
    symlinkSync(target, path.join(workspace, 'fn/x'));
    for (const symlinks of ['preserve', 'follow'] as const) {
      expect(() => names({ symlinks })).toThrow(message);
      expect(() => names({ symlinks })).toThrow(InputError);
    }
  });

  test('to what is left out are refused, so that nothing of the repository comes in by another name', () => {
    put({ 'fn/app.py': '', 'fn/.git/config': 'token' });
    symlinkSync('.git/config', path.join(workspace, 'fn/x'));
    for (const symlinks of ['preserve', 'follow'] as const) {
      expect(() => names({ symlinks })).toThrow('"x" is ".git/config" by a link, and that one is excluded');
    }
  });

  test('in a circle of folders are refused when they are followed', () => {
    put({ 'fn/a/b.py': '' });
    symlinkSync('..', path.join(workspace, 'fn/a/up'));
    expect(names()).toEqual(['a/b.py', 'a/up']);
    expect(() => names({ symlinks: 'follow' })).toThrow('The link "a/up" leads back to a folder that it is in');
  });
});

describe('is refused', () => {
  test.each([
    ['what is not there', 'none', 'there is no such file or folder in the workspace'],
    ['what is outside', '..', 'leads out of the workspace'],
    ['a folder of nothing', 'empty', 'The source folder "empty" holds no file to pack; check'],
  ])('%s', (_what, source, message) => {
    mkdirSync(path.join(workspace, 'empty/__pycache__'), { recursive: true });
    writeFileSync(path.join(workspace, 'empty/__pycache__/a.pyc'), '');
    expect(() => names({ source })).toThrow(message);
  });

  test.each(['fn.zip', 'app.JAR', 'app.war'])('%s, which is an archive already', (name) => {
    put({ [`out/${name}`]: 'PK', 'fn/lib.jar': 'PK' });
    expect(() => names({ source: `out/${name}` })).toThrow(
      `The input \`source\` is "out/${name}", which is an archive already`,
    );
    expect(() => names({ source: `out/${name}` })).toThrow('name the folder whose files go into it');
    // In a folder it is a file like others.
    expect(names()).toEqual(['lib.jar']);
  });

  test('a pipe, in the source or as it', () => {
    put({ 'fn/a.py': '' });
    if (spawnSync('mkfifo', [path.join(workspace, 'fn/p')]).status !== 0)
      return console.warn('Not shown: there is no mkfifo on this machine.');
    expect(() => names()).toThrow('"p" is a pipe, not a file');
    expect(() => names({ source: 'fn/p' })).toThrow('neither a file nor a folder');
  });

  test('a name that is not UTF-8', () => {
    put({ 'fn/a.py': '' });
    writeFileSync(Buffer.concat([Buffer.from(`${workspace}/fn/`), Buffer.from([0xe9])]), '');
    expect(() => names()).toThrow('"é" has a name that is not UTF-8; rename the file.');
  });

  test('a file that may not be read, before any is', () => {
    put({ 'fn/a.py': '', 'fn/b.py': '' });
    chmodSync(path.join(workspace, 'fn/b.py'), 0);
    if (process.getuid?.() === 0) return console.warn('Not shown: root may read every file.');
    expect(() => names()).toThrow('"b.py" cannot be read: this process may not; give it the right to.');
  });

  test('a .lambdaignore that is no text', () => {
    put({ 'fn/a.py': '' });
    writeFileSync(path.join(workspace, 'fn/.lambdaignore'), Buffer.from([0xff, 0xfe]));
    expect(() => names()).toThrow('"fn/.lambdaignore" is no text in UTF-8');
  });
});

test('the archive of a run before does not go into the next', () => {
  put({ 'fn/a.py': '', 'fn/out/fn.zip': 'PK' });
  expect(names({ except: [path.join(workspace, 'fn/out/fn.zip')] })).toEqual(['a.py']);
});

describe('a file is meant', () => {
  test('where a `!` names it itself, unless a later line takes that back', () => {
    put({ 'fn/.lambdaignore': '!certs/\n' });
    const { takenBack } = sourcePatterns(options({ exclude: ['*.pem', '!dev.pem', '*.key', '!a.key', 'a.key'] }));
    const asked = ['dev.pem', 'x/dev.pem', 'live.pem', 'certs/x.crt', 'a.key', 'other.txt'];
    expect(asked.filter(takenBack)).toEqual(['dev.pem', 'x/dev.pem']);
  });

  test.each([
    [['!certs/dev.pem'], 'certs/dev.pem', true],
    [['!/certs/*.pem'], 'certs/dev.pem', true],
    [['!*.pem'], 'certs/dev.pem', true],
    [['!**/*.pem'], 'certs/dev.pem', true],
    [['!.env'], 'src/.env', true],
    [['!.env '], '.env', true],
    [['!.env.*'], '.env.production', true],
    // Of what a whitelist names again, the file comes in by the folder, and is meant by its own line, wherever that is.
    [['!src/.env', '/*', '!/src/'], 'src/.env', true],
    [['/*', '!/src/'], 'src/.env', false],
    [['/*', '!src'], 'src/.env', false],
    [['*', '!*/', '!*.py'], 'src/.env', false],
    [['!src/**'], 'src/.env', false],
    [['!src/**/'], 'src/.env', false],
    [['!src/*'], 'src/.env', false],
    [['!*'], '.env', false],
    [['!**'], '.env', false],
    [['!.*'], '.env', false],
    [['!.[a-z]*'], '.env', false],
    [['!.env/'], '.env', false],
    [['#!.env', '', '\\!.env'], '.env', false],
  ])('by %j is %s: %s', (exclude, name, meant) => {
    put({ 'fn/app.py': '' });
    expect(sourcePatterns(options({ exclude })).takenBack(name)).toBe(meant);
  });
});

test('of what is installed only patterns from the root on leave out', () => {
  put({ 'fn/.lambdaignore': 'dist/\n*.md\n/node_modules/\nnode_modules/**\n**/tests/\n' });
  const exclude = ['/boto3/', 'node_modules/x/docs/*', '!node_modules/x/docs/keep', 'numpy/tests/', '# /app/'];
  const { leftOutOfInstalled } = sourcePatterns(options({ exclude }));
  const asked = [
    'boto3/session.py',
    'node_modules/x/docs/a.md',
    'numpy/tests/a.py',
    'node_modules/x/docs/keep',
    'node_modules/x/dist/index.js',
    'node_modules/x/README.md',
    'scipy/tests/a.py',
    'app/x.py',
  ];
  expect(asked.filter(leftOutOfInstalled)).toEqual(asked.slice(0, 3));
});
