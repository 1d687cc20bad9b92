import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { remoteTags } from './remote-tags.ts';
import { sourceCommits } from './source-commits.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
afterAll(() => box.remove());
const a = box.commit({ message: 'a', files: { f: '1' } });
const b = box.commit({ message: 'b', parents: [a], ref: 'refs/heads/main' });
const trailer = (id: string) => `v\n\nSource-Commit: ${id}`;
const tags = {
  built: { message: trailer(a), parents: [a], files: { built: 'large' } },
  plain: { message: 'v', parents: [a] },
  lie: { message: trailer(b), parents: [a] },
  contradicts: { message: `${trailer(a)}\nSource-Commit: ${b}`, parents: [a] },
  merge: { message: trailer(a), parents: [a, b] },
  root: { message: trailer(a), parents: [] },
};
for (const [name, commit] of Object.entries(tags)) box.commit({ ...commit, ref: `refs/tags/${name}` });
const settings = (folder: string) => box.git(folder, 'config', '--local', '--list');

describe.each([true, false])('a server with filters: %s', (filters) => {
  test.each([true, false])('a shallow clone: %s', async (shallow) => {
    box.git(box.origin, 'config', 'uploadpack.allowFilter', String(filters));
    const folder = shallow ? box.shallow() : path.join(box.root, `complete-${filters}`);
    if (!shallow) box.git(box.root, 'clone', '-q', '--no-tags', box.url, folder);
    const remote = { folder, name: 'origin', env: {} };
    const before = settings(folder);
    const all = await remoteTags(remote);
    expect(await sourceCommits(remote, all)).toEqual(new Map([['built', a]]));
    const added = settings(folder)
      .replace(before, '')
      .split('\n')
      .filter((line) => /promisor|filter/i.test(line));
    expect(added.filter((line) => line !== 'remote.origin.promisor=true')).toEqual([]);
    if (!filters) expect(added).toEqual([]);
    expect(box.git(folder, 'rev-parse', '--is-shallow-repository')).toBe(String(shallow));
    expect(box.git(folder, 'tag')).toBe('');
    box.git(folder, 'remote', 'set-url', 'origin', '/nowhere');
    expect(await sourceCommits(remote, all)).toEqual(new Map([['built', a]]));
  });
});
