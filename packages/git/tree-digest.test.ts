import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import { sandbox } from './testing.ts';
import { treeDigest } from './tree-digest.ts';

const box = sandbox();
afterAll(() => box.remove());
const digest = (commit: string, folder = box.origin) => treeDigest({ folder, name: 'origin', env: {} }, commit);

/** A commit of one empty file with a name of any bytes. */
function named(name: Buffer): string {
  const blob = box.git(box.origin, 'hash-object', '-w', '-t', 'blob', '/dev/null');
  const input = Buffer.concat([Buffer.from(`100644 blob ${blob}\t`), name, Buffer.from('\0')]);
  const tree = execFileSync('git', ['-C', box.origin, 'mktree', '-z'], { input, encoding: 'utf8' }).trim();
  return box.git(box.origin, 'commit-tree', '-m', 'x', tree);
}

test('the files count, and not who committed them when', async () => {
  const one = box.commit({ message: 'one', files: { 'a/ü': '1', b: '2' }, ref: 'refs/heads/main' });
  const again = box.commit({ message: 'two', files: { 'a/ü': '1', b: '2' } });
  const other = box.commit({ message: 'one', files: { 'a/ü': '1', b: '3' } });
  const listed = execFileSync('git', ['-C', box.origin, 'ls-tree', '-r', '-z', '--full-tree', one]);
  expect(await digest(one)).toBe(`sha256:${createHash('sha256').update(listed).digest('hex')}`);
  expect(await digest(again)).toBe(await digest(one));
  expect(await digest(other)).not.toBe(await digest(one));
  expect(await digest(one, box.shallow())).toBe(await digest(one));
});

test('names that are no UTF-8 are told apart', async () => {
  const names = [[0xff], [0xfe], [0xef, 0xbf, 0xbd]].map((bytes) => named(Buffer.from(bytes)));
  const digests = await Promise.all(names.map((commit) => digest(commit)));
  expect(new Set(digests).size).toBe(3);
});

test('a commit that is not there', async () => {
  await expect(digest('f'.repeat(40))).rejects.toThrow('The files of commit ffffffffffff cannot be listed');
});
