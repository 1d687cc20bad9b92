import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readCommits } from './read-commits.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const { origin } = box;
afterAll(() => box.remove());

/** A commit whose bytes are given. */
function raw(parent: string, message: Buffer, author = Buffer.from('Ann'), more = ''): string {
  const tree = box.git(origin, 'rev-parse', `${parent}^{tree}`);
  const who = Buffer.concat([author, Buffer.from(' <a@example.org> 1700000000 +0000\n')]);
  const head = [`tree ${tree}\nparent ${parent}\nauthor `, who, 'committer ', who, `${more}\n`, message];
  const input = Buffer.concat(head.map((part) => Buffer.from(part)));
  const args = ['-C', origin, 'hash-object', '-t', 'commit', '-w', '--stdin', '--literally'];
  return execFileSync('git', args, { input, encoding: 'utf8' }).trim();
}

const root = box.commit({ message: 'feat: one', files: { 'src/a': '1', 'docs/a': '1' } });

test('the newest first; from is left out, and all is read without it', async () => {
  const two = box.commit({ message: 'fix: two\n\nbody\n\nRefs: #1\n', parents: [root] });
  const three = box.commit({ message: 'three', parents: [two], ref: 'refs/heads/main' });
  expect(await readCommits(origin, { from: root, to: 'main' })).toEqual([
    { hash: three, author: 'Ann', message: 'three' },
    { hash: two, author: 'Ann', message: 'fix: two\n\nbody\n\nRefs: #1' },
  ]);
  expect((await readCommits(origin, { to: three })).map(({ hash }) => hash)).toEqual([three, two, root]);
  expect(await readCommits(origin, { from: three, to: three })).toEqual([]);
});

test.each([
  ['none at all', Buffer.from(''), ''],
  ['blank', Buffer.from('\n \n'), ''],
  ['lines that end as in Windows', Buffer.from('feat: a\r\n\r\nbody\r\n'), 'feat: a\r\n\r\nbody'],
  ['bytes that are no UTF-8', Buffer.from([0x66, 0xff, 0xc3, 0x28]), 'f\ufffd\ufffd('],
  ['four megabytes in one line', Buffer.alloc(4_000_000, 'x'), 'x'.repeat(4_000_000)],
  [
    'what looks like another commit',
    Buffer.from(`a\ncommit ${'f'.repeat(40)}\nparent b`),
    `a\ncommit ${'f'.repeat(40)}\nparent b`,
  ],
  ['a workflow command', Buffer.from('::set-output name=a::b'), '::set-output name=a::b'],
])('a message: %s', async (_, bytes, message) => {
  const to = raw(root, bytes);
  expect(await readCommits(origin, { from: root, to })).toEqual([{ hash: to, author: 'Ann', message }]);
});

test('a message and a name in another encoding that says so', async () => {
  const to = raw(root, Buffer.from('f\xfcr', 'latin1'), Buffer.from('J\xf6rg', 'latin1'), 'encoding ISO-8859-1\n');
  expect(await readCommits(origin, { from: root, to })).toEqual([{ hash: to, author: 'Jörg', message: 'für' }]);
});

test('a commit that is dated before its parent comes first all the same', async () => {
  const parent = box.commit({ message: 'parent', parents: [root] });
  const child = raw(parent, Buffer.from('child'));
  const side = box.commit({ message: 'side', parents: [root] });
  const to = box.commit({ message: 'merge', parents: [side, child] });
  const messages = (await readCommits(origin, { from: root, to })).map(({ message }) => message);
  expect(messages).toHaveLength(4);
  expect(messages.indexOf('child')).toBeLessThan(messages.indexOf('parent'));
});

test('paths: a merge counts for what it brings, and for nothing else', async () => {
  const docs = box.commit({ message: 'docs', parents: [root], files: { 'docs/a': '2' } });
  const src = box.commit({ message: 'src', parents: [root], files: { 'src/a': '2' } });
  const to = box.commit({ message: 'merge src', parents: [docs, src], files: { 'src/a': '2' } });
  const of = async (...paths: string[]) =>
    (await readCommits(origin, { from: root, to, paths })).map(({ message }) => message);
  expect(await of('docs')).toEqual(['docs']);
  expect(await of('src')).toEqual(['merge src', 'src']);
  expect(await of('src', 'docs')).toEqual(['merge src', 'src', 'docs']);
  expect(await of('elsewhere')).toEqual([]);
  expect(await of('--all')).toEqual([]);
  expect(await of(':(glob)**/a', ':(exclude)src')).toEqual(['docs']);
});

test('settings of the person change nothing', async () => {
  const set = (...args: string[]) => box.git(origin, 'config', ...args);
  set('log.showSignature', 'true');
  set('color.ui', 'always');
  set('log.decorate', 'full');
  set('i18n.logOutputEncoding', 'ISO-8859-1');
  const to = box.commit({ message: 'feat: ü', parents: [root] });
  expect(await readCommits(origin, { from: root, to })).toEqual([{ hash: to, author: 'Ann', message: 'feat: ü' }]);
});

test('what is not there', async () => {
  await expect(readCommits(origin, { to: 'nowhere' })).rejects.toThrow('There is no commit nowhere');
  await expect(readCommits(origin, { to: '--all' })).rejects.toThrow('There is no commit --all');
  await expect(readCommits(origin, { to: 'f'.repeat(40) })).rejects.toThrow('bad object');
  await expect(readCommits(path.join(box.root, 'none'), { to: root })).rejects.toThrow(/^git rev-parse failed in /);
});
