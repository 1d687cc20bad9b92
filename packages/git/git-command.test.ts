import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { GitError, git, tryGit } from './git-command.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const first = box.commit({ ref: 'refs/heads/main' });
const clone = box.shallow();
afterAll(() => box.remove());
afterEach(() => {
  delete process.env.GIT_DIR;
});

test('what it prints; what it reads; what is added to its environment', async () => {
  expect((await git(clone, ['rev-parse', 'HEAD'])).trim()).toBe(first);
  const blob = await git(clone, ['hash-object', '--stdin'], { input: 'a' });
  expect(blob.trim()).toBe('2e65efe2a145dda7ee51d1741299f848e5bf752e');
  const env = { GIT_AUTHOR_NAME: 'Bob', GIT_AUTHOR_EMAIL: 'b@example.org' };
  expect(await git(clone, ['var', 'GIT_AUTHOR_IDENT'], { env })).toMatch(/^Bob <b@example.org> /);
});

test('a failure is a result, or an error that says what git said', async () => {
  expect((await tryGit(clone, ['rev-parse', '--verify', '--quiet', 'nowhere'])).code).toBe(1);
  const failed = git(clone, ['rev-list', 'f'.repeat(40)]);
  await expect(failed).rejects.toThrow(`git rev-list failed in ${clone}: fatal: bad object ${'f'.repeat(40)}`);
  await expect(failed).rejects.toBeInstanceOf(GitError);
});

test('a variable of a hook does not lead to another repository, nor does a repository around the folder', async () => {
  process.env.GIT_DIR = box.origin;
  expect((await git(clone, ['rev-parse', '--absolute-git-dir'])).trim()).toBe(path.join(clone, '.git'));
  const inside = path.join(clone, 'inside');
  mkdirSync(inside);
  expect((await tryGit(inside, ['rev-parse', '--git-dir'])).code).toBe(128);
});

test('programs that the repository names are not run', async () => {
  const mark = path.join(box.root, 'mark');
  const program = path.join(clone, '.git', 'hooks', 'reference-transaction');
  mkdirSync(path.dirname(program), { recursive: true });
  writeFileSync(program, `#!/bin/sh\ntouch '${mark}'\n`);
  chmodSync(program, 0o755);
  box.git(clone, 'config', 'core.fsmonitor', program);
  await git(clone, ['update-ref', 'refs/heads/other', first]);
  await git(clone, ['status']);
  expect(existsSync(mark)).toBe(false);
  // The same without our settings, so that the test can fail.
  box.git(clone, 'update-ref', 'refs/heads/another', first);
  expect(existsSync(mark)).toBe(true);
});
