import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkedOutCommit } from './checked-out.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'checked-out-'));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
const commits: string[] = [];

beforeAll(() => {
  git('init', '-q', '-b', 'main');
  for (const message of ['one', 'two']) {
    git('commit', '-q', '--allow-empty', '-m', message);
    commits.push(git('rev-parse', 'HEAD'));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the commit of the run, when it is checked out', async () => {
  const [, two = ''] = commits;
  expect(await checkedOutCommit(folder, two)).toBe(two);
});

test('another one, when the job has checked that out: the way back', async () => {
  const [one = '', two = ''] = commits;
  git('checkout', '-q', one);
  expect(await checkedOutCommit(folder, two)).toBe(one);
  git('checkout', '-q', 'main');
});

test('the commit of the run, when this job has committed on top of it', async () => {
  const [one = '', two = ''] = commits;
  expect(git('rev-parse', 'HEAD')).toBe(two);
  expect(await checkedOutCommit(folder, one)).toBe(one);
});

test('the commit of the run, where there is no repository', async () => {
  expect(await checkedOutCommit(tmpdir(), 'c0ffee')).toBe('c0ffee');
});

test('the commit of the run, when only a repository around the folder has another one', async () => {
  const inside = path.join(folder, 'job-without-a-checkout');
  mkdirSync(inside);
  expect(await checkedOutCommit(inside, 'f'.repeat(40))).toBe('f'.repeat(40));
});
