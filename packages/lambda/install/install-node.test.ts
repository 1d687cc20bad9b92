import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startNpmRegistry } from '@ci-actions/local/index/npm-registry';
import type { PackageIndex } from '@ci-actions/local/index/package-index';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readRuntime } from '../platform.ts';
import { type InstallOptions, installDependencies } from './install.ts';
import { contentOf, contents, digest, keptLog, lockOf, npmPackage, program, put } from './test-tools.ts';

const machine = (cpu: string, libc: string) => ({ os: ['linux'], cpu: [cpu], libc: [libc] });
const natives = (['arm64', 'x64'] as const).flatMap((cpu) =>
  ['glibc', 'musl'].map((libc) => {
    const only = machine(cpu, libc);
    const manifest = { name: `native-${cpu}-${libc}`, version: '1.0.0', ...only };
    return [
      manifest.name,
      npmPackage(manifest, { 'index.node': `${cpu} ${libc}` }, { ...only, optional: true }),
    ] as const;
  }),
);
const packages = {
  ...Object.fromEntries(natives),
  '@shop/money': npmPackage(
    {
      name: '@shop/money',
      version: '1.0.0',
      main: 'index.js',
      bin: { money: 'cli.js' },
      scripts: { postinstall: 'touch ran' },
      optionalDependencies: Object.fromEntries(natives.map(([name]) => [name, '1.0.0'])),
    },
    { 'index.js': 'exports.host = require("os").platform;\nexports.vat = 19;\n', 'cli.js': '#!/usr/bin/env node\n' },
    { hasInstallScript: true },
    ['cli.js'],
  ),
  linter: npmPackage({ name: 'linter', version: '1.0.0' }, { 'index.js': '' }, { dev: true }),
};
const extra = npmPackage({ name: 'extra', version: '1.0.0' }, {});
const manifest = {
  name: 'fn',
  version: '1.0.0',
  dependencies: { '@shop/money': '1.0.0' },
  devDependencies: { linter: '1.0.0' } as Record<string, string>,
};
const project = { 'package.json': JSON.stringify(manifest), 'package-lock.json': lockOf(manifest, packages) };

let registry: PackageIndex;
beforeAll(async () => {
  registry = await startNpmRegistry([...Object.values(packages), extra].map((each) => each.tarball));
});
afterAll(() => registry.close());

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'install-node-'));
  for (const name of ['workspace/fn', 'temporary', 'home', 'bin'])
    mkdirSync(path.join(root, name), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const options = (more: Partial<InstallOptions> = {}): InstallOptions => ({
  workspace: path.join(root, 'workspace'),
  source: 'fn',
  install: 'auto',
  runtime: readRuntime('nodejs22.x'),
  architecture: 'arm64',
  handler: 'index.handler',
  temporary: path.join(root, 'temporary'),
  env: {
    PATH: process.env.PATH,
    HOME: path.join(root, 'home'),
    npm_config_registry: registry.url,
    npm_config_fetch_retries: '0',
    // What would leave the bundler out.
    NODE_ENV: 'production',
  },
  log: silent,
  ...more,
});
const files = (given: Readonly<Record<string, string>>, folder = 'fn') =>
  put(path.join(root, 'workspace', folder), given);

describe('package-lock.json', () => {
  test('gives the packages of the function for its machine, the same bytes everywhere', async () => {
    files({ ...project, 'index.js': '', 'node_modules/old/index.js': '' });
    const before = contents(path.join(root, 'workspace'));
    const { log, lines } = keptLog();
    const installed = await installDependencies(options({ log }));
    expect(installed).toMatchObject({ how: 'package-lock.json', replacesSource: false, replaces: ['node_modules/'] });
    expect(installed.entries.map((entry) => entry.path)).toEqual([
      'node_modules/@shop/money/cli.js',
      'node_modules/@shop/money/index.js',
      'node_modules/@shop/money/package.json',
      'node_modules/native-arm64-glibc/index.node',
      'node_modules/native-arm64-glibc/package.json',
    ]);
    expect(lines.join('\n')).toContain('@shop/money@1.0.0. If one of them builds something there');
    expect(contents(path.join(root, 'workspace'))).toEqual(before);

    const elsewhere = path.join(root, 'elsewhere');
    put(elsewhere, { 'temporary/x': '', 'home/x': '' });
    put(path.join(elsewhere, 'ws/deep/fn'), project);
    const again = await installDependencies(
      options({
        workspace: path.join(elsewhere, 'ws'),
        source: 'deep/fn',
        temporary: path.join(elsewhere, 'temporary'),
        env: { ...options().env, HOME: path.join(elsewhere, 'home') },
      }),
    );
    expect(digest(again.entries)).toBe(digest(installed.entries));
  });

  test('of the project that the source is a folder of is taken, with the kind of its modules', async () => {
    files({
      'package.json': JSON.stringify({ ...manifest, type: 'module' }),
      'package-lock.json': project['package-lock.json'],
    });
    files({ 'index.js': '' }, 'fn/src/app');
    const { entries } = await installDependencies(options({ source: 'fn/src/app', architecture: 'x86_64' }));
    expect(Buffer.from(contentOf(entries.find((entry) => entry.path === 'package.json'))).toString()).toBe(
      '{"type":"module"}\n',
    );
    expect(entries.map((entry) => entry.path)).toContain('node_modules/native-x64-glibc/index.node');
  });

  test('that does not fit is refused with what npm misses', async () => {
    const more = { ...manifest, dependencies: { ...manifest.dependencies, extra: '1.0.0' } };
    files({ ...project, 'package.json': JSON.stringify(more) });
    await expect(installDependencies(options())).rejects.toThrow(
      /package-lock\.json does not fit package\.json; run `npm install` and commit both\. npm says:\n.*Missing: extra@1\.0\.0 from lock file/,
    );
  });

  test('of a package that the registry does not have is quoted from npm', async () => {
    const gone = npmPackage({ name: 'gone', version: '1.0.0' }, {});
    const needs = { ...manifest, dependencies: { gone: '1.0.0' }, devDependencies: {} };
    files({ 'package.json': JSON.stringify(needs), 'package-lock.json': lockOf(needs, { gone }) });
    await expect(installDependencies(options())).rejects.toThrow(
      /^npm could not install package-lock\.json \(exit code 1\)\. It printed at last:\n(.*\n)*.*404/,
    );
  });
});

test('without npm it says what to do', async () => {
  files(project);
  await expect(installDependencies(options({ env: { PATH: path.join(root, 'bin') } }))).rejects.toThrow(
    'package-lock.json is installed by npm, which is not on PATH; run actions/setup-node',
  );
});

test('without a package.json there is nothing', async () => {
  files({ 'index.js': '' });
  expect((await installDependencies(options())).how).toBe('nothing');
});

describe('esbuild', () => {
  const repository = path.join(process.cwd(), 'node_modules');
  const withEsbuild = { ...manifest, devDependencies: { esbuild: '1.0.0' } };
  /** The real one is 10 MB, so the package calls that of this repository. */
  const esbuild = npmPackage(
    { name: 'esbuild', version: '1.0.0', bin: { esbuild: 'bin/esbuild' } },
    { 'bin/esbuild': `#!/bin/sh\nexec '${path.join(repository, 'esbuild/bin/esbuild')}' "$@"\n` },
    { dev: true },
    ['bin/esbuild'],
  );
  let served: PackageIndex;
  beforeAll(async () => {
    served = await startNpmRegistry([...Object.values(packages), esbuild].map((each) => each.tarball));
  });
  afterAll(() => served.close());
  const bundling = (more: Partial<InstallOptions>) =>
    options({ source: 'apps/fn', env: { ...options().env, npm_config_registry: served.url }, ...more });
  const source = {
    'index.ts':
      "import { host, vat } from '@shop/money';\nimport { name } from '../../shared/name';\nexport const handler = async (): Promise<string> => `${name} ${vat} ${typeof host()}`;\n",
    'package-lock.json': project['package-lock.json'],
  };
  const shared = { 'name.ts': "export const name: string = 'shop';\n" };

  /** A checkout in which an earlier step has installed something else. */
  function checkout(folder: string, type: 'module' | 'commonjs'): void {
    put(path.join(folder, 'ws/shared'), shared);
    put(path.join(folder, 'ws/apps/fn'), {
      ...source,
      'package.json': JSON.stringify({ ...withEsbuild, type }),
      'package-lock.json': lockOf(withEsbuild, { ...packages, esbuild }),
      'node_modules/@shop/money/index.js': `exports.host = () => ${JSON.stringify(folder)};\nexports.vat = 7;\n`,
      'node_modules/@shop/money/package.json': '{"main":"index.js"}',
    });
    program(path.join(folder, 'ws/apps/fn/node_modules/esbuild/bin'), 'esbuild', '#!/bin/sh\nexit 3\n');
  }

  describe.each([
    ['commonjs', 'index.js'],
    ['module', 'index.mjs'],
  ] as const)('of a project of the type %s', (type, name) => {
    test('makes one file of what is locked, the same bytes everywhere', async () => {
      const digests: string[] = [];
      for (const place of ['one', 'deeper/two']) {
        const folder = path.join(root, place);
        checkout(folder, type);
        const before = contents(path.join(folder, 'ws'));
        put(folder, { 'temporary/x': '' });
        const { entries, replacesSource, how } = await installDependencies(
          bundling({ workspace: path.join(folder, 'ws'), temporary: path.join(folder, 'temporary') }),
        );
        expect({ replacesSource, how, paths: entries.map((entry) => entry.path) }).toEqual({
          replacesSource: true,
          how: 'esbuild',
          paths: [name],
        });
        expect(contents(path.join(folder, 'ws'))).toEqual(before);
        digests.push(digest(entries));
        put(folder, { [name]: contentOf(entries[0]) });
        const script = `import(${JSON.stringify(pathToFileURL(path.join(folder, name)).href)}).then(async (m) => console.log(await m.handler()))`;
        const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
        expect({ stdout, stderr }).toEqual({ stdout: 'shop 19 string\n', stderr: '' });
      }
      expect(digests[0]).toBe(digests[1]);
    });
  });

  describe('that is not installed', () => {
    test('is installed for this machine, as the lock file says', async () => {
      // A program in its place that says how it was called: the real one is 10 MB, and is asked above.
      const fake = npmPackage(
        { name: 'esbuild', version: '1.0.0', bin: { esbuild: 'bin/esbuild' } },
        {
          'bin/esbuild':
            '#!/bin/sh\nls -d node_modules/*\nfor arg; do case $arg in --outfile=*) echo "$@" > ${arg#*=};; esac; done\n',
        },
        { dev: true },
        ['bin/esbuild'],
      );
      const own = await startNpmRegistry([...Object.values(packages), fake].map((each) => each.tarball));
      try {
        const needs = { ...manifest, devDependencies: { esbuild: '1.0.0' } };
        put(path.join(root, 'workspace/shared'), shared);
        files(
          {
            ...source,
            'package.json': JSON.stringify(needs),
            'package-lock.json': lockOf(needs, { ...packages, esbuild: fake }),
          },
          'apps/fn',
        );
        const before = contents(path.join(root, 'workspace'));
        const { log, lines } = keptLog();
        const env = { ...options().env, npm_config_registry: own.url };
        const { entries } = await installDependencies(options({ source: 'apps/fn', env, log }));
        expect(Buffer.from(contentOf(entries[0])).toString()).toMatch(
          /^index\.ts --bundle --platform=node --target=node22 --preserve-symlinks --format=cjs --outfile=\S+\/index\.js /,
        );
        expect(lines).toContain('node_modules/esbuild');
        expect(contents(path.join(root, 'workspace'))).toEqual(before);
      } finally {
        await own.close();
      }
    });
  });

  describe('that fails', () => {
    test('is quoted', async () => {
      checkout(root, 'module');
      put(path.join(root, 'ws/apps/fn'), { 'index.ts': "import 'not-there';\n" });
      await expect(installDependencies(bundling({ workspace: path.join(root, 'ws') }))).rejects.toThrow(
        /^esbuild could not bundle "index\.ts" \(exit code 1\)\. It printed at last:\n(.*\n)*.*Could not resolve "not-there"/,
      );
    });
  });

  describe('is left out', () => {
    test.each([
      ['for a layer', { layer: true }, undefined],
      ['without a source file of the handler', { handler: 'other.handler' }, 'there is no source file of the handler'],
    ])('%s', async (_what, more, line) => {
      const { log, lines } = keptLog();
      const needs = { name: 'fn', version: '1.0.0', devDependencies: { esbuild: '1.0.0' } };
      const esbuild = npmPackage({ name: 'esbuild', version: '1.0.0' }, {}, { dev: true });
      files({
        'index.ts': '',
        'package.json': JSON.stringify(needs),
        'package-lock.json': lockOf(needs, { esbuild }),
      });
      const { how, replacesSource } = await installDependencies(options({ ...more, log }));
      expect({ how, replacesSource }).toEqual({ how: 'package-lock.json', replacesSource: false });
      if (line !== undefined) expect(lines.join('\n')).toContain(line);
    });
  });
});
