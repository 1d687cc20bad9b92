import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { commitsOf, cutsOf, dropCuts, isCommitId, namedParents, resolveCommit, writeCuts } from './history.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const a = box.commit({ message: 'a' });
const b = box.commit({ message: 'b', parents: [a] });
const side = box.commit({ message: `side\n\nparent ${'f'.repeat(40)}`, parents: [a] });
const m = box.commit({ message: 'm', parents: [b, side], ref: 'refs/heads/main' });
afterAll(() => box.remove());

test('what is a commit id', () => {
  expect([a, 'a'.repeat(64)].every(isCommitId)).toBe(true);
  expect(['', 'main', a.slice(1), `${a}\n`, a.toUpperCase().replace(/\d/g, 'A'), `--${a}`].some(isCommitId)).toBe(
    false,
  );
});

test('names', async () => {
  expect(await resolveCommit(box.origin, 'main')).toBe(m);
  expect(await resolveCommit(box.origin, 'HEAD^2')).toBe(side);
  await expect(resolveCommit(box.origin, '-h')).rejects.toThrow('There is no commit -h');
});

test('the history as the clone has it, and the parents as the commits name them', async () => {
  expect(await cutsOf(box.origin)).toBeUndefined();
  expect(await commitsOf(box.origin, m)).toEqual(new Set([m, side, b, a]));
  expect(await commitsOf(box.origin, m, b)).toEqual(new Set([m, side]));
  const clone = box.shallow();
  expect((await cutsOf(clone))?.commits).toEqual(new Set([m]));
  expect(await commitsOf(clone, m)).toEqual(new Set([m]));
  expect(await commitsOf(clone, a)).toEqual(new Set());
  expect(await namedParents(clone, [m])).toEqual(new Map([[m, [b, side]]]));
  expect(await namedParents(box.origin, [side, a])).toEqual(
    new Map([
      [side, [a]],
      [a, []],
    ]),
  );
  expect(await namedParents(clone, [])).toEqual(new Map());
});

test('a commit that was cut off gets its parents back', async () => {
  const clone = box.shallow('--no-single-branch');
  box.git(clone, 'fetch', '-q', '--unshallow');
  box.git(clone, 'fetch', '-q', '--depth=1');
  const cuts = await cutsOf(clone);
  if (!cuts) throw new Error('The clone is not shallow.');
  expect(cuts.commits).toEqual(new Set([m]));
  await dropCuts(cuts, new Set());
  expect((await cutsOf(clone))?.commits).toEqual(new Set([m]));
  await dropCuts(cuts, new Set([m]));
  expect(await cutsOf(clone)).toBeUndefined();
  expect(existsSync(cuts.file)).toBe(false);
  expect((await commitsOf(clone, m)).size).toBe(4);
});

test('a list that cannot be written leaves no lock behind; the lock of another git stays', async () => {
  const file = path.join(box.shallow(), 'a-folder');
  mkdirSync(file);
  await expect(writeCuts({ file }, new Set([a]))).rejects.toThrow(/EISDIR|ENOTDIR|EEXIST/);
  expect(existsSync(`${file}.lock`)).toBe(false);
  writeFileSync(`${file}.lock`, '');
  await expect(writeCuts({ file }, new Set([a]))).rejects.toThrow('EEXIST');
  expect(existsSync(`${file}.lock`)).toBe(true);
});
