import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listFiles } from './list-files.ts';
import { replaceFolder } from './replace-folder.ts';

let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'replace-'));
  target = path.join(folder, 'dist');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Fills a folder with one file. */
const one = (name: string) => (at: string) => {
  mkdirSync(at, { recursive: true });
  writeFileSync(path.join(at, name), name);
};

test('a folder that is not there yet', () => {
  replaceFolder(target, one('a'));
  expect([listFiles(target), readdirSync(folder)]).toEqual([['a'], ['dist']]);
});

test('what was there is gone, and nothing is left beside it', () => {
  one('old')(target);
  replaceFolder(target, one('new'));
  expect([listFiles(target), readdirSync(folder)]).toEqual([['new'], ['dist']]);
});

test('while it is filled, the old one is whole', () => {
  one('old')(target);
  let seen = '';
  replaceFolder(target, (at) => {
    one('new')(at);
    seen = readFileSync(path.join(target, 'old'), 'utf8');
  });
  expect(seen).toBe('old');
});

test('a filling that fails half-way leaves the old one as it was, and nothing beside it', () => {
  one('old')(target);
  const fill = (at: string) => {
    one('half')(at);
    throw new Error('ncc failed.');
  };
  expect(() => replaceFolder(target, fill)).toThrow('ncc failed.');
  expect([listFiles(target), readdirSync(folder)]).toEqual([['old'], ['dist']]);
});

test('a filling that makes nothing leaves the old one too', () => {
  one('old')(target);
  expect(() => replaceFolder(target, () => {})).toThrow(/ENOENT/);
  expect([listFiles(target), readdirSync(folder)]).toEqual([['old'], ['dist']]);
});
