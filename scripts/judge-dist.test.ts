import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { judgeDist } from './judge-dist.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'judge-dist-'));
  mkdirSync(path.join(folder, 'bundle'));
  writeFileSync(path.join(folder, 'bundle/index.js'), 'x'.repeat(90));
});
afterEach(() => rmSync(folder, { recursive: true }));

const licenses = (text: string) => writeFileSync(path.join(folder, 'bundle/licenses.txt'), text);

test('a small one with licenses is good', () => {
  licenses('0123456789');
  expect(judgeDist(folder, 100)).toEqual([]);
});

test.each([[undefined], ['']])('licenses %j are none', (text) => {
  if (text !== undefined) licenses(text);
  expect(judgeDist(folder)).toEqual([expect.stringContaining('licenses.txt is missing or empty')]);
});

test('one byte too much', () => {
  licenses('0123456789!');
  expect(judgeDist(folder, 100)).toEqual([expect.stringMatching(/^dist\/ has 0\.00 MB, more than 0\.00 MB: /)]);
});

test('a first file that is too large', () => {
  licenses('x');
  expect(judgeDist(folder, 1000, 90)).toEqual([]);
  expect(judgeDist(folder, 1000, 89)).toEqual([
    expect.stringMatching(/^dist\/bundle\/index\.js has 90 bytes, more than 89: /),
  ]);
});
