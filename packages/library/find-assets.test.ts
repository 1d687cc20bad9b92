import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findAssets } from './find-assets.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'find-assets-'));
  for (const name of ['dist/b.whl', 'dist/a b.tar.gz', 'other/b.whl']) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), 'x');
  }
  writeFileSync(path.join(root, 'empty.txt'), '');
  symlinkSync('/etc/hostname', path.join(root, 'dist/link.txt'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('files by their globs, by the names that GitHub keeps, each once', async () => {
  expect(await findAssets(root, ['dist/*.whl', 'dist/*'])).toEqual([
    { name: 'a.b.tar.gz', file: path.join(root, 'dist/a b.tar.gz'), size: 1 },
    { name: 'b.whl', file: path.join(root, 'dist/b.whl'), size: 1 },
  ]);
  expect(await findAssets(root, [])).toEqual([]);
});

test.each([
  ['../*', 'leads out of the checkout'],
  ['/etc/*', 'leads out of the checkout'],
  ['none/*', 'finds no file; build it in a step before this one'],
  ['dist/link.txt', 'finds no file'],
  ['empty.txt', 'which has 0 bytes'],
])('%j is refused', async (pattern, why) => {
  await expect(findAssets(root, [pattern])).rejects.toThrow(why);
});

test('two files of one name are refused', async () => {
  await expect(findAssets(root, ['**/*.whl'])).rejects.toThrow('two files that are called "b.whl"');
});
