import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commitDate } from './commit-date.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'commit-date-'));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_COMMITTER_DATE: '2026-03-04T05:06:07+02:00', GIT_AUTHOR_DATE: '2020-01-01T00:00:00Z' },
  }).trim();

beforeAll(() => {
  git('init', '-q', '-b', 'main');
  git('commit', '-q', '--allow-empty', '-m', 'one');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the date of the committer', async () => {
  const commit = git('rev-parse', 'HEAD');
  expect((await commitDate(folder, commit))?.toISOString()).toBe('2026-03-04T03:06:07.000Z');
});

test.each([
  ['a commit that is not there', folder, 'f'.repeat(40)],
  ['no commit', folder, '--all'],
  ['no repository', tmpdir(), 'f'.repeat(40)],
])('%s: none', async (_, where, commit) => {
  expect(await commitDate(where, commit)).toBeUndefined();
});
