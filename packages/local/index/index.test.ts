// Both are held to the clients that they are for, with what the example's own script makes.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { exec } from '@ci-actions/exec/exec';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startNpmRegistry } from './npm-registry.ts';
import type { PackageIndex } from './package-index.ts';
import { packageJsonOf } from './package-json-of.ts';
import { startPythonIndex } from './python-index.ts';

const script = path.join(process.cwd(), 'examples/lambda/scripts/build-libraries.py');
let libraries = '';
let folder = '';
let index: PackageIndex | undefined;
beforeAll(() => {
  libraries = mkdtempSync(path.join(tmpdir(), 'index-libraries-'));
  execFileSync('python3', ['-B', script, '--output', libraries]);
});
afterAll(() => rmSync(libraries, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'index-'));
});
afterEach(async () => {
  await index?.close();
  index = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const built = (ending: string) =>
  readdirSync(libraries).flatMap((name) =>
    name.endsWith(ending) ? [[name, readFileSync(path.join(libraries, name))] as const] : [],
  );
const env = () => ({ PATH: process.env.PATH ?? '', HOME: folder });
let hasPip = true;
try {
  execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'pipe' });
} catch {
  hasPip = false;
}

(hasPip ? test : test.skip)('pip installs from the Python index (skipped where python3 has no pip)', async () => {
  index = await startPythonIndex(Object.fromEntries(built('.whl')));
  const target = path.join(folder, 'target');
  const requirements = path.join(process.cwd(), 'examples/lambda/functions/orders/requirements.txt');
  const args = ['-m', 'pip', 'install', '--no-cache-dir', '--disable-pip-version-check', '--index-url', index.url];
  const { code, stderr } = await exec('python3', [...args, '--target', target, '--requirement', requirements], {
    env: env(),
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(existsSync(path.join(target, 'shop_money/vat.py'))).toBe(true);
  expect(index.requests).toEqual(['GET /simple/shop-money/', 'GET /files/shop_money-1.2.0-py3-none-any.whl']);
});

test('npm installs from the registry', async () => {
  index = await startNpmRegistry(built('.tgz').map(([, bytes]) => bytes));
  const args = ['install', '--no-audit', '--no-fund', '--registry', index.url, '--prefix', folder];
  const { code, stderr } = await exec('npm', [...args, '@shop/receipt-layout@^2.0.0'], { env: env(), cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(existsSync(path.join(folder, 'node_modules/@shop/receipt-layout/index.js'))).toBe(true);
  // npm may look for a newer npm.
  expect(index.requests.filter((request) => request !== 'GET /npm')).toEqual([
    'GET /@shop/receipt-layout',
    'GET /@shop/receipt-layout/-/receipt-layout-2.0.1.tgz',
  ]);
});

test('what is not there is not found', async () => {
  for (const start of [() => startPythonIndex({}), () => startNpmRegistry([])]) {
    const one = await start();
    expect((await fetch(`${one.url}other/`)).status).toBe(404);
    await one.close();
  }
});

test('a project has one name, however its files write it', async () => {
  const one = Buffer.from('a');
  index = await startPythonIndex({ 'Shop.Money_2-1.0.tar.gz': one, 'shop_money_2-1.1-py3-none-any.whl': one });
  const page = await (await fetch(`${index.url}shop-money-2/`)).text();
  expect(page.match(/<a /g)).toHaveLength(2);
});

test('a tarball that is no package is refused', () => {
  const [[, bytes] = []] = built('.tgz');
  expect(packageJsonOf(bytes as Buffer)).toMatchObject({ name: '@shop/receipt-layout', version: '2.0.1' });
  expect(() => packageJsonOf(gzipSync(Buffer.alloc(1024)))).toThrow('The tarball has no package/package.json.');
});
