import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { outputFile } from './output-file.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'output-file-'));
  mkdirSync(path.join(root, 'checkout/folder'), { recursive: true });
  mkdirSync(path.join(root, 'outside'));
  writeFileSync(path.join(root, 'checkout/file'), '');
  symlinkSync('../outside', path.join(root, 'checkout/out'));
  symlinkSync('../outside/image.tar', path.join(root, 'checkout/image-link.tar'));
});
afterEach(() => rmSync(root, { recursive: true }));

test.each(['image.tar', './a/b/image.tar', 'folder/image.tar', 'file'])('%s', async (given) => {
  const workspace = path.join(root, 'checkout');
  const file = await outputFile(workspace, given, 'image.tar');
  expect(file).toBe(path.join(workspace, given));
  writeFileSync(file, 'x');
});

test.each([
  ['../image.tar', 'leads out of the checkout'],
  ['/image.tar', 'leads out of the checkout'],
  ['.', 'is the checkout itself'],
  ['folder', 'is a folder'],
  ['new/', 'is the name of a folder'],
  ['out/image.tar', 'leads out of the checkout by a link'],
  ['out/new/image.tar', 'leads out of the checkout by a link'],
  ['image-link.tar', 'is there, and no plain file'],
  ['file/image.tar', 'lies below a file'],
])('%s: %s', async (given, why) => {
  await expect(outputFile(path.join(root, 'checkout'), given, 'image.tar')).rejects.toThrow(
    `The input \`output\` is ${JSON.stringify(given)}, which ${why}; set it to a file in the checkout, such as image.tar.`,
  );
  expect(readdirSync(path.join(root, 'outside'))).toEqual([]);
});
