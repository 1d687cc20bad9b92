import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LoopbackGitHub, startGitHub } from '@ci-actions/local/github/server';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { deepenTo } from './deepen.ts';
import { readCommits } from './read-commits.ts';
import { authFor, type Remote } from './remote.ts';
import { type RemoteTag, remoteTags } from './remote-tags.ts';
import { type Sandbox, sandbox } from './testing.ts';

const remoteOf = (folder: string): Remote => ({ folder, name: 'origin', env: {} });
const messages = async (folder: string, from: string | undefined, to: string, paths: string[] = []) =>
  (await readCommits(folder, { ...(from ? { from } : {}), to, paths })).map(({ message }) => message);
const isShallow = (box: Sandbox, folder: string) => box.git(folder, 'rev-parse', '--is-shallow-repository') === 'true';
/** The candidates, in the order of their names. */
async function tagsOf(remote: Remote, ...names: string[]): Promise<RemoteTag[]> {
  const tags = await remoteTags(remote);
  return names.map((name) => tags.find((tag) => tag.name === name)).filter((tag) => tag !== undefined);
}

/** a(v1.0.0) - b - c(v1.1.0, annotated) - d - e(main); a - x(v9, no ancestor) - y(v8, no ancestor) */
function line(): Sandbox & { a: string; c: string; d: string; e: string } {
  const box = sandbox();
  const a = box.commit({ message: 'a', files: { 'src/a': '1', 'docs/a': '1' }, ref: 'refs/tags/v1.0.0' });
  const b = box.commit({ message: 'b', parents: [a], files: { 'src/a': '2' } });
  const c = box.commit({ message: 'c', parents: [b], files: { 'src/a': '3' } });
  const d = box.commit({ message: 'd', parents: [c], files: { 'docs/a': '2' } });
  const e = box.commit({ message: 'e', parents: [d], files: { 'src/a': '4' }, ref: 'refs/heads/main' });
  const x = box.commit({ message: 'x', parents: [a], ref: 'refs/tags/v9.0.0' });
  box.commit({ message: 'y', parents: [x], ref: 'refs/tags/v8.0.0' });
  box.git(box.origin, 'tag', '-a', '-m', 'v1.1.0', 'v1.1.0', c);
  return { ...box, a, c, d, e };
}

describe('a line of commits', () => {
  const box = line();
  const { a, c, d, e } = box;
  afterAll(() => box.remove());
  afterEach(() => {
    for (const name of ['allowFilter', 'allowAnySHA1InWant'])
      box.git(box.origin, 'config', `uploadpack.${name}`, 'true');
    box.git(box.origin, 'update-ref', 'refs/heads/main', e);
  });

  test('a clone of one commit gets those since an annotated tag, and no more', async () => {
    const remote = remoteOf(box.shallow());
    const tag = await deepenTo(remote, e, await tagsOf(remote, 'v1.1.0', 'v1.0.0'), silent);
    expect(tag).toMatchObject({ name: 'v1.1.0', commit: c });
    expect(await messages(remote.folder, c, e)).toEqual(['e', 'd']);
    expect(isShallow(box, remote.folder)).toBe(true);
    expect(await messages(remote.folder, undefined, e)).toEqual(['e', 'd']);
    expect(box.git(remote.folder, 'tag')).toBe('');
  });

  test('since a lightweight tag; a name in place of the commit; again, and it changes nothing', async () => {
    const remote = remoteOf(box.shallow());
    const candidates = await tagsOf(remote, 'v1.0.0');
    expect(await deepenTo(remote, 'HEAD', candidates, silent)).toMatchObject({ name: 'v1.0.0' });
    box.git(remote.folder, 'remote', 'set-url', 'origin', '/nowhere');
    expect(await deepenTo(remote, 'HEAD', candidates, silent)).toMatchObject({ name: 'v1.0.0' });
    expect(await messages(remote.folder, a, 'HEAD')).toEqual(['e', 'd', 'c', 'b']);
  });

  test('a tag on the commit itself: zero commits, and nothing is fetched', async () => {
    box.git(box.origin, 'tag', 'on-head', e);
    const remote = remoteOf(box.shallow());
    const candidates = await tagsOf(remote, 'on-head');
    box.git(remote.folder, 'remote', 'set-url', 'origin', '/nowhere');
    expect(await deepenTo(remote, e, candidates, silent)).toMatchObject({ name: 'on-head' });
    expect(await messages(remote.folder, e, e)).toEqual([]);
  });

  test('one tag that is no ancestor is passed over', async () => {
    const remote = remoteOf(box.shallow());
    const tag = await deepenTo(remote, e, await tagsOf(remote, 'v9.0.0', 'v1.1.0'), silent);
    expect(tag).toMatchObject({ name: 'v1.1.0' });
    expect(await messages(remote.folder, c, e)).toEqual(['e', 'd']);
    expect(isShallow(box, remote.folder)).toBe(true);
  });

  test('after two of them the whole history tells', async () => {
    const remote = remoteOf(box.shallow());
    const tag = await deepenTo(remote, e, await tagsOf(remote, 'v9.0.0', 'v8.0.0', 'v1.1.0'), silent);
    expect(tag).toMatchObject({ name: 'v1.1.0' });
    expect(isShallow(box, remote.folder)).toBe(false);
    expect(await messages(remote.folder, undefined, e)).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(box.git(remote.folder, 'config', '--get-regexp', '^remote.origin.p')).toBe('remote.origin.promisor true');
  });

  test('no tag: the whole history, without what the commits hold', async () => {
    const remote = remoteOf(box.shallow());
    expect(await deepenTo(remote, e, [], silent)).toBeUndefined();
    const objects = box.git(remote.folder, 'cat-file', '--batch-all-objects', '--batch-check=%(objecttype)');
    expect(objects.split('\n').filter((type) => type === 'commit')).toHaveLength(5);
    expect(objects.split('\n').filter((type) => type === 'blob')).toHaveLength(2);
  });

  test('only tags that are no ancestors, or none at all: the whole history', async () => {
    for (const names of [['v9.0.0', 'v8.0.0'], ['v9.0.0'], []]) {
      const remote = remoteOf(box.shallow());
      expect(await deepenTo(remote, e, await tagsOf(remote, ...names), silent)).toBeUndefined();
      expect(await messages(remote.folder, undefined, e)).toEqual(['e', 'd', 'c', 'b', 'a']);
    }
  });

  test('a server without filters gives the files too, and the clone is no partial one', async () => {
    box.git(box.origin, 'config', 'uploadpack.allowFilter', 'false');
    const remote = remoteOf(box.shallow());
    expect(await deepenTo(remote, e, [], silent)).toBeUndefined();
    expect(await messages(remote.folder, undefined, e)).toHaveLength(5);
    expect(() => box.git(remote.folder, 'config', '--get-regexp', 'promisor|partialclonefilter')).toThrow();
  });

  test('a server that gives out only branches, when the branch has gone on', async () => {
    const remote = remoteOf(box.shallow());
    // The old protocol is the one in which a server may refuse ids.
    box.git(box.origin, 'config', 'uploadpack.allowAnySHA1InWant', 'false');
    box.commit({ message: 'f', parents: [e], ref: 'refs/heads/main' });
    const old = {
      ...remote,
      env: {
        GIT_PROTOCOL_FROM_USER: '1',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'protocol.version',
        GIT_CONFIG_VALUE_0: '0',
      },
    };
    expect(await deepenTo(old, e, await tagsOf(remote, 'v1.1.0'), silent)).toMatchObject({ name: 'v1.1.0' });
    expect(await messages(remote.folder, c, e)).toEqual(['e', 'd']);
    expect(box.git(remote.folder, 'rev-parse', 'origin/main')).toBe(e);
  });

  test('a tag that is gone from the remote meanwhile', async () => {
    const remote = remoteOf(box.shallow());
    const gone = { name: 'gone', object: c, commit: c, annotated: false };
    expect(await deepenTo(remote, e, [gone], silent)).toMatchObject({ name: 'gone' });
    expect(await messages(remote.folder, c, e)).toEqual(['e', 'd']);
  });

  test('a commit that is older than the tag', async () => {
    const folder = box.shallow();
    box.git(folder, 'fetch', '-q', '--depth=1', 'origin', d);
    box.git(folder, 'checkout', '-q', d);
    box.git(box.origin, 'tag', '-f', 'on-head', e);
    const remote = remoteOf(folder);
    expect(await deepenTo(remote, 'HEAD', await tagsOf(remote, 'on-head', 'v1.1.0'), silent)).toMatchObject({
      name: 'v1.1.0',
    });
    expect(await messages(folder, c, 'HEAD')).toEqual(['d']);
  });

  test('a commit that the clone does not have, shallow or complete', async () => {
    const f = box.commit({ message: 'f', parents: [e], ref: 'refs/heads/later' });
    const shallow = remoteOf(box.shallow('--branch=main'));
    const candidates = await tagsOf(shallow, 'v1.1.0');
    expect(await deepenTo(shallow, f, candidates, silent)).toMatchObject({ name: 'v1.1.0' });
    expect(await messages(shallow.folder, c, f)).toEqual(['f', 'e', 'd']);
    const complete = remoteOf(path.join(box.root, 'behind'));
    box.git(box.root, 'clone', '-q', '--single-branch', '--branch=main', box.url, complete.folder);
    expect(await deepenTo(complete, f, candidates, silent)).toMatchObject({ name: 'v1.1.0' });
    expect(await messages(complete.folder, c, f)).toEqual(['f', 'e', 'd']);
  });

  test('what the clone had, it keeps: one package after the other, each with tags of its own', async () => {
    const remote = remoteOf(box.shallow());
    expect(await deepenTo(remote, e, await tagsOf(remote, 'v1.0.0'), silent)).toMatchObject({ name: 'v1.0.0' });
    expect(await deepenTo(remote, e, await tagsOf(remote, 'v9.0.0', 'v1.1.0'), silent)).toMatchObject({
      name: 'v1.1.0',
    });
    expect(await messages(remote.folder, c, e)).toEqual(['e', 'd']);
    expect(await messages(remote.folder, a, e)).toEqual(['e', 'd', 'c', 'b']);
  });

  test('paths: the oldest commits count only where they touch them', async () => {
    const remote = remoteOf(box.shallow());
    await deepenTo(remote, e, await tagsOf(remote, 'v1.1.0'), silent, { trees: true });
    expect(isShallow(box, remote.folder)).toBe(true);
    expect(await messages(remote.folder, c, e, ['docs'])).toEqual(['d']);
    expect(await messages(remote.folder, c, e, ['src'])).toEqual(['e']);
    expect(await messages(remote.folder, c, e, [':(exclude)src'])).toEqual(['d']);
    const whole = remoteOf(box.shallow());
    await deepenTo(whole, e, [], silent, { trees: true });
    box.git(whole.folder, 'remote', 'set-url', 'origin', '/nowhere');
    expect(await messages(whole.folder, undefined, e, ['docs'])).toEqual(['d', 'a']);
  });

  test('a clone that is not deep enough says so', async () => {
    const folder = box.shallow();
    await expect(readCommits(folder, { from: a, to: e })).rejects.toThrow('deepen it first');
    await expect(readCommits(box.shallow('--depth=2'), { from: c, to: e, paths: ['docs'] })).rejects.toThrow(
      'deepen it with them first',
    );
  });

  test('a complete clone is only looked at', async () => {
    const folder = path.join(box.root, 'complete');
    box.git(box.root, 'clone', '-q', '--no-tags', box.url, folder);
    const remote = remoteOf(folder);
    const all = await tagsOf(remote, 'v9.0.0', 'v8.0.0', 'v1.1.0', 'v1.0.0');
    box.git(folder, 'remote', 'set-url', 'origin', '/nowhere');
    for (const skip of [0, 1, 2, 3]) {
      expect(await deepenTo(remote, e, all.slice(skip), silent)).toMatchObject({
        name: skip < 3 ? 'v1.1.0' : 'v1.0.0',
      });
    }
    expect(await deepenTo(remote, e, all.slice(0, 1), silent)).toBeUndefined();
    box.git(folder, 'checkout', '-q', '--detach', d);
    expect(await deepenTo(remote, 'HEAD', all.slice(2), silent)).toMatchObject({ name: 'v1.1.0' });
  });

  test('1,500 tags that are no ancestors', async () => {
    const x = box.git(box.origin, 'rev-parse', 'v9.0.0');
    const input = Array.from({ length: 1_500 }, (_, i) => `create refs/tags/many/${i} ${x}\n`).join('');
    execFileSync('git', ['-C', box.origin, 'update-ref', '--stdin'], { input });
    const remote = remoteOf(box.shallow());
    const many = (await remoteTags(remote)).filter(({ name }) => name.startsWith('many/'));
    expect(many).toHaveLength(1_500);
    const candidates = [...many, ...(await tagsOf(remote, 'v1.0.0'))];
    expect(await deepenTo(remote, e, candidates, silent)).toMatchObject({ name: 'v1.0.0' });
  });

  test('an unborn branch, and a name that is none', async () => {
    const folder = path.join(box.root, 'unborn');
    box.git(box.root, 'init', '-q', folder);
    await expect(deepenTo(remoteOf(folder), 'HEAD', [], silent)).rejects.toThrow(/^There is no commit HEAD in /);
    await expect(deepenTo(remoteOf(box.shallow()), '--all', [], silent)).rejects.toThrow('There is no commit --all');
  });

  test('a remote that is not there is an error, not an empty history', async () => {
    const folder = box.shallow();
    box.git(folder, 'remote', 'set-url', 'origin', path.join(box.root, 'gone.git'));
    await expect(deepenTo(remoteOf(folder), e, [], silent)).rejects.toThrow(
      /^The history cannot be fetched from origin: fatal: /,
    );
  });

  test('a shallow clone of a fork that is itself cut off: a warning, and what there is', async () => {
    const fork = path.join(box.root, 'fork.git');
    box.git(box.root, 'clone', '-q', '--bare', '--depth=2', '--branch=main', box.url, fork);
    const folder = path.join(box.root, 'of-fork');
    box.git(box.root, 'clone', '-q', '--depth=1', pathToFileURL(fork).href, folder);
    const warnings: string[] = [];
    const log = { ...silent, warning: (text: string) => void warnings.push(text) };
    expect(await deepenTo(remoteOf(folder), e, [], log)).toBeUndefined();
    expect(await messages(folder, undefined, e)).toEqual(['e', 'd']);
    expect(warnings).toEqual([expect.stringContaining('is itself cut off')]);
  });
});

describe('merges', () => {
  const box = sandbox();
  // A branch from before the tag, one from the tag, and one that took the tag in; each merged after it.
  const a = box.commit({ message: 'a', files: { f: '1' } });
  const early = box.commit({ message: 'early', parents: [a], files: { early: '1' } });
  const t = box.commit({ message: 't', parents: [a], files: { f: '2' }, ref: 'refs/tags/v1.0.0' });
  const b = box.commit({ message: 'b', parents: [t], files: { f: '3' } });
  const m1 = box.commit({ message: 'm1', parents: [b, early], files: { early: '1' }, ref: 'refs/heads/early' });
  const late1 = box.commit({ message: 'late1', parents: [t], files: { late: '1' } });
  const late2 = box.commit({ message: 'late2', parents: [late1], files: { late: '2' } });
  const m2 = box.commit({ message: 'm2', parents: [t, late2], files: { late: '2' }, ref: 'refs/heads/main' });
  afterAll(() => box.remove());

  test('a branch from before the tag counts, and the tag’s own history does not', async () => {
    const remote = remoteOf(box.shallow('--branch=early'));
    expect(await deepenTo(remote, m1, await tagsOf(remote, 'v1.0.0'), silent, { trees: true })).toMatchObject({
      commit: t,
    });
    expect(isShallow(box, remote.folder)).toBe(true);
    expect(await messages(remote.folder, t, m1)).toEqual(['m1', 'b', 'early']);
    expect(await messages(remote.folder, t, m1, ['early'])).toEqual(['m1', 'early']);
    expect(await messages(remote.folder, t, m1, ['f'])).toEqual(['b']);
  });

  test('a merge right on the tag: the server cuts its branch off, which is then fetched by itself', async () => {
    const remote = remoteOf(box.shallow('--branch=main'));
    expect(await deepenTo(remote, m2, await tagsOf(remote, 'v1.0.0'), silent)).toMatchObject({ commit: t });
    expect(isShallow(box, remote.folder)).toBe(true);
    expect(await messages(remote.folder, t, m2)).toEqual(['m2', 'late2', 'late1']);
  });
});

describe('over HTTP', () => {
  const box = line();
  let github: LoopbackGitHub;
  beforeAll(async () => {
    github = await startGitHub({ owner: 'o', repo: 'r', folder: box.origin });
  });
  afterAll(async () => {
    await github.close();
    box.remove();
  });

  test.each([
    ['the commits since a tag', ['v1.1.0'], ['e', 'd'], true],
    ['the whole history', ['v9.0.0', 'v8.0.0'], ['e', 'd', 'c', 'b', 'a'], false],
  ])('%s, by a token that may read', async (_, names, expected, shallow) => {
    const folder = box.shallow();
    box.git(folder, 'remote', 'set-url', 'origin', github.cloneUrl);
    const remote = { ...remoteOf(folder), env: authFor(github.url, github.mintToken().token) };
    await deepenTo(remote, box.e, await tagsOf(remote, ...names), silent);
    expect(await messages(folder, shallow ? box.c : undefined, box.e)).toEqual(expected);
    expect(isShallow(box, folder)).toBe(shallow);
  });

  test('without a token the remote’s refusal is named', async () => {
    const folder = box.shallow();
    box.git(folder, 'remote', 'set-url', 'origin', github.cloneUrl);
    await expect(deepenTo(remoteOf(folder), box.e, [], silent)).rejects.toThrow(/could not read Username/);
  });
});
