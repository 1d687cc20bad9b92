import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { outputFolder } from './output-folder.ts';

let workspace: string;
beforeEach(() => {
  workspace = realpathSync(mkdtempSync(path.join(tmpdir(), 'output-folder-')));
});
afterEach(() => rmSync(workspace, { recursive: true }));

test('none', async () => {
  expect(await outputFolder(workspace, '')).toBeUndefined();
});

test.each(['report', './build/report/', 'build//report'])('%s, which is not made yet', async (given) => {
  const where = path.join(workspace, path.normalize(given)).replace(/\/$/, '');
  expect(await outputFolder(workspace, given)).toEqual({
    html: path.join(where, 'test-report.html'),
    json: path.join(where, 'test-report.json'),
    markdown: path.join(where, 'test-report.md'),
    folder: where,
  });
  expect(existsSync(where)).toBe(false);
});

test('one that is there already', async () => {
  mkdirSync(path.join(workspace, 'report'));
  expect((await outputFolder(workspace, path.join(workspace, 'report')))?.folder).toBe(path.join(workspace, 'report'));
});

test.each([
  ['.', /is the checkout itself/],
  ['../elsewhere', /leads out of the checkout;/],
  ['/', /leads out of the checkout;/],
  ['out', /leads out of the checkout by a link/],
  ['out/deeper/still', /leads out of the checkout by a link/],
  ['file', /is, or lies below, a file/],
  ['file/below', /is, or lies below, a file/],
])('%s is refused', async (given, why) => {
  symlinkSync(tmpdir(), path.join(workspace, 'out'));
  writeFileSync(path.join(workspace, 'file'), '');
  await expect(outputFolder(workspace, given)).rejects.toThrow(why);
});

test('a link that leads nowhere', async () => {
  symlinkSync(path.join(tmpdir(), 'nowhere', 'at', 'all'), path.join(workspace, 'dangling'));
  await expect(outputFolder(workspace, 'dangling/below')).rejects.toThrow(/a link that leads nowhere/);
});
