import { mkdirSync, mkdtempSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findEntry } from './bundle.ts';
import { mirror } from './mirror.ts';
import { readProject } from './read-project.ts';
import { contents, put } from './test-tools.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'read-project-')));
});
afterEach(() => rmSync(root, { recursive: true }));

const lock = (packages: Record<string, unknown>) => JSON.stringify({ lockfileVersion: 3, packages });
const json = JSON.stringify;

describe('readProject', () => {
  test.each([
    [
      'a lock of another tool',
      { 'package.json': json({ dependencies: { a: '1' } }), 'yarn.lock': '' },
      'but a lock file of Yarn, which is not read here',
    ],
    [
      'no lock',
      { 'package.json': json({ dependencies: { a: '1' } }) },
      '"fn/package.json" has dependencies and there is no package-lock.json beside it; run `npm install` and commit it.',
    ],
    [
      'workspaces',
      { 'package.json': json({ workspaces: ['a'] }), 'package-lock.json': lock({}) },
      'is the root of npm workspaces, which cannot be installed for one function',
    ],
    [
      'a folder by a link',
      { 'package.json': '{}', 'package-lock.json': lock({ 'node_modules/a': { link: true, resolved: '../a' } }) },
      'has packages that are folders of this machine ("node_modules/a")',
    ],
    [
      'a folder by its name',
      { 'package.json': '{}', 'package-lock.json': lock({ 'node_modules/a': { resolved: 'file:../a' } }) },
      'publish them as packages',
    ],
    ['no JSON', { 'package.json': '{' }, '"fn/package.json" cannot be read as JSON; mend it.'],
    [
      'a lock that is no JSON',
      { 'package.json': '{}', 'package-lock.json': '<<<<<<<' },
      '"fn/package-lock.json" cannot be read as JSON',
    ],
  ])('%s is refused', async (_what, files: Record<string, string>, message) => {
    put(root, files);
    await expect(readProject(root, 'fn')).rejects.toThrow(message);
    await expect(readProject(root, 'fn')).rejects.toThrow(InputError);
  });

  test('says what there is', async () => {
    put(root, {
      'package.json': `\ufeff${json({ type: 'module', devDependencies: { esbuild: '1' } })}`,
      'package-lock.json': lock({
        '': {},
        'node_modules/@a/native': { version: '1.0.0', hasInstallScript: true },
        'node_modules/esbuild': { version: '1.0.0', hasInstallScript: true, dev: true },
        'node_modules/maybe': { version: '1.0.0', hasInstallScript: true, optional: true },
      }),
    });
    expect(await readProject(root, 'fn')).toEqual({
      folder: root,
      lock: 'package-lock.json',
      esm: true,
      bundles: true,
      withScripts: ['@a/native@1.0.0'],
    });
  });

  test('without dependencies there is nothing to install', async () => {
    put(root, { 'package.json': '{"devDependencies":{"esbuild":"1"}}' });
    expect(await readProject(root, 'fn')).toMatchObject({ lock: undefined, esm: false });
  });
});

test.each([
  ['index.handler', 'index.ts', 'index'],
  ['dist/app.handler', 'dist/app.js', 'dist/app'],
  ['./src/app.handlers.get', 'src/app.mts', 'src/app'],
  ['', 'index.ts', 'index'],
  ['other.handler', undefined, undefined],
  ['../out.handler', undefined, undefined],
  ['/etc/out.handler', undefined, undefined],
])('the bundle of %j begins in %s', (handler, file, module) => {
  put(root, { 'fn/index.ts': '', 'fn/index.js': '', 'fn/dist/app.js': '', 'fn/src/app.mts': '', 'out.js': '' });
  expect(findEntry(path.join(root, 'fn'), handler)).toEqual(file === undefined ? undefined : { file, module });
});

test('a mirror has everything of the workspace but what is installed', async () => {
  put(root, {
    'ws/shared/a.ts': '',
    'ws/.git/config': '',
    'ws/node_modules/x/i.js': '',
    'ws/apps/fn/src/index.ts': '',
    'ws/apps/fn/package.json': '',
    'ws/apps/fn/node_modules/y/i.js': '',
    'ws/apps/tsconfig.json': '',
  });
  mkdirSync(path.join(root, 'into'));
  const project = await mirror(path.join(root, 'ws'), path.join(root, 'ws/apps/fn'), path.join(root, 'into'), [
    'package.json',
  ]);
  expect(project).toBe(path.join(root, 'into/apps/fn'));
  expect(Object.keys(contents(path.join(root, 'into'))).sort()).toEqual([
    'apps/fn/src',
    'apps/tsconfig.json',
    'shared',
  ]);
  expect(readlinkSync(path.join(root, 'into/shared'))).toBe(path.join(root, 'ws/shared'));
});
