import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { silent } from '@ci-actions/log/log';
import { afterAll, expect, test } from '@jest/globals';
import { deepenTo } from './deepen.ts';
import { fetchAnew } from './fetch-anew.ts';
import { cutsOf } from './history.ts';
import type { Remote } from './remote.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const a = box.commit({ message: 'a', files: { f: '1' } });
const b = box.commit({ message: 'b', parents: [a], files: { f: '2' } });
const c = box.commit({ message: 'c', parents: [b], files: { f: '3' }, ref: 'refs/heads/main' });
afterAll(() => box.remove());

const remoteOf = (folder: string): Remote => ({ folder, name: 'origin', env: {} });
const history = (folder: string) => box.git(folder, 'rev-list', 'HEAD').split('\n');
const besides = (folder: string) => readdirSync(path.join(folder, '.git')).filter((name) => name.startsWith('ci-'));

async function anew(folder: string): Promise<boolean> {
  const cuts = await cutsOf(folder);
  if (cuts === undefined) throw new Error('The clone is not cut off.');
  return fetchAnew(remoteOf(folder), c, 'tree:0', cuts);
}

test('the whole history comes, and the clone is no longer cut off', async () => {
  const folder = box.shallow();
  const refs = box.git(folder, 'show-ref');
  expect(await anew(folder)).toBe(true);
  expect(history(folder)).toEqual([c, b, a]);
  expect(await cutsOf(folder)).toBeUndefined();
  expect(box.git(folder, 'show-ref')).toBe(refs);
  expect(box.git(folder, 'config', '--get-regexp', '^remote.origin.p')).toBe('remote.origin.promisor true');
  expect(besides(folder)).toEqual([]);
  // What was left out comes when somebody asks for it.
  expect(box.git(folder, 'show', `${a}:f`)).toBe('1');
});

test('what does not come leaves the clone as it was', async () => {
  const folder = box.shallow();
  box.git(folder, 'remote', 'set-url', 'origin', path.join(box.root, 'gone.git'));
  expect(await anew(folder)).toBe(false);
  expect(history(folder)).toEqual([c]);
  expect([...((await cutsOf(folder))?.commits ?? [])]).toEqual([c]);
  expect(() => box.git(folder, 'config', '--get-regexp', 'promisor|partialclonefilter')).toThrow();
  expect(besides(folder)).toEqual([]);
});

test('settings that hold for the clone’s own folder alone, as actions/checkout makes them: git’s usual way', async () => {
  const folder = box.shallow();
  const own = path.join(box.root, 'own-settings');
  writeFileSync(own, `[url "${box.url}"]\n\tinsteadOf = own://origin\n`);
  box.git(folder, 'remote', 'set-url', 'origin', 'own://origin');
  box.git(folder, 'config', `includeIf.gitdir:${folder}/.git.path`, own);
  expect(await anew(folder)).toBe(false);
  expect(await deepenTo(remoteOf(folder), c, [], silent)).toBeUndefined();
  expect(history(folder)).toEqual([c, b, a]);
});
