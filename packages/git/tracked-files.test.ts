import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { trackedFiles } from './tracked-files.ts';

const root = mkdtempSync(path.join(tmpdir(), 'tracked-files-'));
const names = ['a.py', 'pkg/a b.py', 'pkg/é\n".py'];

beforeAll(() => {
  mkdirSync(path.join(root, 'pkg'));
  for (const name of [...names, 'untracked.py']) writeFileSync(path.join(root, name), '');
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '--', ...names], { cwd: root });
});
afterAll(() => rmSync(root, { recursive: true }));

test('names as they are, quoted by nothing', async () => {
  expect(await trackedFiles(root)).toEqual(names);
});

test('of a folder, relative to it', async () => {
  expect(await trackedFiles(path.join(root, 'pkg'))).toEqual(['a b.py', 'é\n".py']);
});

test('no repository', async () => {
  expect(await trackedFiles(tmpdir())).toBeUndefined();
});
