import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNpmRegistry } from '@ci-actions/local/index/npm-registry';
import type { PackageIndex } from '@ci-actions/local/index/package-index';
import { readDirectory } from '@ci-actions/zip/read-zip';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type BuildOptions, buildZip } from './build-zip.ts';
import { keptLog, lockOf, npmPackage, put } from './install/test-tools.ts';
import { readRuntime } from './platform.ts';

const money = npmPackage(
  { name: 'money', version: '1.0.0', main: 'index.js' },
  { 'index.js': 'exports.cents = 100;\n', 'docs/long.md': 'x'.repeat(5_000) },
);
const manifest = { name: 'fn', version: '1.0.0', dependencies: { money: '1.0.0' } };
const project = {
  'fn/index.js': 'exports.handler = async () => require("money").cents;\n',
  'fn/package.json': JSON.stringify(manifest),
  'fn/package-lock.json': lockOf(manifest, { money }),
};

let registry: PackageIndex;
let root: string;
let workspace: string;
beforeAll(async () => {
  registry = await startNpmRegistry([money.tarball]);
});
afterAll(() => registry.close());
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'build-zip-'));
  workspace = path.join(root, 'workspace');
  for (const name of ['workspace', 'temporary', 'home']) mkdirSync(path.join(root, name));
});
afterEach(() => rmSync(root, { recursive: true }));

const kept = keptLog();
const environment = () => ({ PATH: process.env.PATH, HOME: path.join(root, 'home') });
const build = (more: Partial<BuildOptions> = {}) =>
  buildZip({
    workspace,
    source: 'fn',
    include: [],
    exclude: [],
    symlinks: 'preserve',
    install: 'auto',
    runtime: readRuntime('nodejs22.x'),
    architecture: 'x86_64',
    handler: 'index.handler',
    layer: false,
    direct: true,
    mustInstall: true,
    out: path.join(root, 'fn.zip'),
    temporary: path.join(root, 'temporary'),
    env: { ...environment(), npm_config_registry: registry.url },
    today: '2026-11-21',
    log: kept.log,
    ...more,
  });

async function namesIn(file: string): Promise<string[]> {
  const handle = await open(file);
  try {
    return (await readDirectory(handle)).map(({ name }) => name);
  } finally {
    await handle.close();
  }
}

test('a function without dependencies: what is in it, how large, by which checksum', async () => {
  put(workspace, { 'fn/index.js': 'exports.handler = () => 1;\n', 'fn/lib/a.js': 'exports.a = 1;\n' });
  const zip = await build();
  const bytes = readFileSync(zip.file);
  expect(zip).toEqual({
    file: path.join(root, 'fn.zip'),
    size: bytes.length,
    unzippedSize: 42,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    folders: [
      { path: '.', bytes: 27 },
      { path: 'lib', bytes: 15 },
    ],
  });
  expect(await namesIn(zip.file)).toEqual(['index.js', 'lib/a.js']);
});

test('the zip of a run before, which lies in the source, is not packed', async () => {
  put(workspace, { 'fn/index.js': 'exports.handler = () => 1;\n' });
  const out = path.join(workspace, 'fn/fn.zip');
  const first = await build({ out });
  const second = await build({ out });
  expect(second.sha256).toBe(first.sha256);
  expect(await namesIn(out)).toEqual(['index.js']);
});

test('a deprecated runtime is a warning', async () => {
  put(workspace, { 'fn/index.js': 'exports.handler = () => 1;\n' });
  await build({ runtime: readRuntime('nodejs18.x') });
  expect(kept.lines.join('\n')).toMatch(/AWS has deprecated the runtime nodejs18\.x on 2025-09-01/);
});

test('what is wrong is said before anything is written', async () => {
  put(workspace, { 'fn/index.js': 'exports.main = () => 1;\n', 'fn/.env': 'TOKEN=abc\n' });
  await expect(build()).rejects.toThrow(/handler[\s\S]*\.env/);
  expect(existsSync(path.join(root, 'fn.zip'))).toBe(false);
});

describe('with dependencies', () => {
  test('they are beside the source, and nothing of the installation stays behind', async () => {
    put(workspace, project);
    const zip = await build();
    expect(await namesIn(zip.file)).toEqual(expect.arrayContaining(['index.js', 'node_modules/money/index.js']));
    expect(readdirSync(path.join(root, 'temporary'))).toEqual([]);
  });

  test('of what is installed, a path from the root can be left out', async () => {
    put(workspace, project);
    const names = await namesIn((await build({ exclude: ['/node_modules/money/docs/'] })).file);
    expect(names).toContain('node_modules/money/index.js');
    expect(names.filter((name) => name.includes('docs'))).toEqual([]);
  });

  test('what a person has installed into the source gives way', async () => {
    put(workspace, { ...project, 'fn/node_modules/left/index.js': '1;\n', 'fn/node_modules/money/index.js': 'old\n' });
    const names = await namesIn((await build()).file);
    expect(names).not.toContain('node_modules/left/index.js');
    expect(names.filter((name) => name === 'node_modules/money/index.js')).toHaveLength(1);
  });

  test('a layer has them where the runtime looks', async () => {
    put(workspace, project);
    const names = await namesIn((await build({ layer: true, handler: '' })).file);
    expect(names).toContain('nodejs/node_modules/money/index.js');
  });
});

describe('in a layer patterns are about the source, and not about where its files lie in the layer', () => {
  const key = '-----BEGIN PRIVATE KEY-----\n';
  const keyed = npmPackage({ name: 'keyed', version: '1.0.0' }, { 'certs/dev.pem': key });
  const needsKeyed = { name: 'fn', version: '1.0.0', dependencies: { keyed: '1.0.0' } };
  const flat = { 'fn/money.js': '1;\n', 'fn/certs/dev.pem': key };
  const laidOut = { 'fn/nodejs/money.js': '1;\n', 'fn/nodejs/certs/dev.pem': key };
  const installed = {
    'fn/package.json': JSON.stringify(needsKeyed),
    'fn/package-lock.json': lockOf(needsKeyed, { keyed }),
  };
  const layer = (files: Record<string, string>, pattern: string) => {
    put(workspace, { ...files, 'fn/.lambdaignore': `${pattern}\n` });
    return build({ layer: true, handler: '', env: { ...environment(), npm_config_registry: keys.url } });
  };
  let keys: PackageIndex;
  beforeAll(async () => {
    keys = await startNpmRegistry([keyed.tarball]);
  });
  afterAll(() => keys.close());

  test.each<[string, Record<string, string>, string, string]>([
    ['of a source that is laid out here', flat, 'certs/dev.pem', 'nodejs/certs/dev.pem'],
    ['of one that is laid out already', laidOut, 'nodejs/certs/dev.pem', 'nodejs/certs/dev.pem'],
    ['of a dependency', installed, 'node_modules/keyed/certs/dev.pem', 'nodejs/node_modules/keyed/certs/dev.pem'],
  ])('a file %s is named, and taken back, by its path in the source', async (_what, files, inSource, inLayer) => {
    await expect(layer(files, '# nothing')).rejects.toThrow(`\n"${inSource}" holds a private key.`);
    expect(await namesIn((await layer(files, `!/${inSource}`)).file)).toContain(inLayer);
  });

  test('and not by its path in the layer; nor does that leave it out', async () => {
    await expect(layer(flat, '!/nodejs/certs/dev.pem')).rejects.toThrow('"certs/dev.pem" holds a private key.');
    await expect(layer(flat, '/nodejs/')).rejects.toThrow('"certs/dev.pem" holds a private key.');
    expect(await namesIn((await layer(flat, '/certs/')).file)).toEqual(['nodejs/money.js']);
  });
});
