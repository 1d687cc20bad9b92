import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
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

test.each(['report', './build/report/', 'build//report'])('%s is made', async (given) => {
  const folder = await outputFolder(workspace, given);
  const where = path.join(workspace, given);
  expect(statSync(where).isDirectory()).toBe(true);
  expect(folder).toEqual({
    html: path.join(where, 'test-report.html'),
    json: path.join(where, 'test-report.json'),
    markdown: path.join(where, 'test-report.md'),
    pattern: path.posix.normalize(given).replace(/\/$/, ''),
  });
});

test('one that is there already', async () => {
  mkdirSync(path.join(workspace, 'report'));
  expect((await outputFolder(workspace, path.join(workspace, 'report')))?.pattern).toBe('report');
});

test.each([
  ['.', /is the checkout itself/],
  ['../elsewhere', /leads out of the checkout;/],
  ['/', /leads out of the checkout;/],
  ['out', /leads out of the checkout by a link/],
  ['out/deeper/still', /leads out of the checkout by a link/],
  ['file', /cannot be made a folder \(EEXIST\)/],
  ['file/below', /cannot be made a folder \(ENOTDIR\)/],
])('%s is refused', async (given, why) => {
  symlinkSync(tmpdir(), path.join(workspace, 'out'));
  writeFileSync(path.join(workspace, 'file'), '');
  await expect(outputFolder(workspace, given)).rejects.toThrow(why);
});

test('a link that leads nowhere', async () => {
  symlinkSync(path.join(tmpdir(), 'nowhere', 'at', 'all'), path.join(workspace, 'dangling'));
  await expect(outputFolder(workspace, 'dangling')).rejects.toThrow(/cannot be made a folder/);
});
