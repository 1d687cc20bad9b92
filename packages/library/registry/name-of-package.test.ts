import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { nameOfPackage } from './name-of-package.ts';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'name-of-package-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const put = (name: string, content: string) => writeFileSync(path.join(workspace, name), content);

test.each([
  ['[project]\nname = "shop-money"\n', 'shop-money'],
  ['[tool.poetry]\nname = "shop-money"\n', 'shop-money'],
  ['[tool.poetry]\nname = "old"\n[project]\nname = "new"\n', 'new'],
  ['[tool.ruff]\nline-length = 120\n', undefined],
  ['[project]\nname = 1\n', undefined],
])('%j', async (content, name) => {
  put('pyproject.toml', content);
  expect(await nameOfPackage(workspace)).toBe(name);
});

test('the package.json counts where there is no other name, and first for npm', async () => {
  expect(await nameOfPackage(workspace)).toBeUndefined();
  put('package.json', '\uFEFF{"name":"@shop/money"}');
  expect(await nameOfPackage(workspace)).toBe('@shop/money');
  put('pyproject.toml', '[tool.ruff]\n');
  expect(await nameOfPackage(workspace)).toBe('@shop/money');
  put('pyproject.toml', '[project]\nname = "shop-money"\n');
  expect(await nameOfPackage(workspace, 'pypi')).toBe('shop-money');
  expect(await nameOfPackage(workspace, 'npm')).toBe('@shop/money');
});

test('a broken file and a link that leads out are refused', async () => {
  put('package.json', '{');
  await expect(nameOfPackage(workspace)).rejects.toThrow('package.json is no valid JSON');
  rmSync(path.join(workspace, 'package.json'));
  symlinkSync(import.meta.filename, path.join(workspace, 'package.json'));
  await expect(nameOfPackage(workspace)).rejects.toThrow(InputError);
});
