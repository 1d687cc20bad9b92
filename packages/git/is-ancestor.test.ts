import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isAncestor } from './is-ancestor.ts';

const root = mkdtempSync(path.join(tmpdir(), 'is-ancestor-'));
const full = path.join(root, 'full');
const shallow = path.join(root, 'shallow');
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
const commits: string[] = [];
let side = '';

beforeAll(() => {
  git(root, 'init', '-q', '-b', 'main', full);
  for (const message of ['one', 'two', 'three']) {
    git(full, 'commit', '-q', '--allow-empty', '-m', message);
    commits.push(git(full, 'rev-parse', 'HEAD'));
  }
  git(full, 'checkout', '-q', '-b', 'side', commits[0] ?? '');
  git(full, 'commit', '-q', '--allow-empty', '-m', 'side');
  side = git(full, 'rev-parse', 'HEAD');
  git(root, 'clone', '-q', '--depth=2', '--branch=main', pathToFileURL(full).href, shallow);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a descendant, an ancestor and a sibling', async () => {
  const [one = '', , three = ''] = commits;
  expect(await isAncestor(full, one, three)).toBe(true);
  expect(await isAncestor(full, three, one)).toBe(false);
  expect(await isAncestor(full, side, three)).toBe(false);
});

test('a shallow clone answers yes where it sees the link, and never a wrong no', async () => {
  const [one = '', two = '', three = ''] = commits;
  expect(await isAncestor(shallow, two, three)).toBe(true);
  expect(await isAncestor(shallow, three, two)).toBeUndefined();
  expect(await isAncestor(shallow, one, three)).toBeUndefined();
});

test('what is no commit id never reaches git', async () => {
  expect(await isAncestor(full, '--help', commits[0] ?? '')).toBeUndefined();
  expect(await isAncestor(full, 'main', 'side')).toBeUndefined();
});

test('a folder that is no repository cannot tell', async () => {
  const [one = '', two = ''] = commits;
  expect(await isAncestor(root, one, two)).toBeUndefined();
});
