import { execFileSync } from 'node:child_process';
import { afterAll, expect, test } from '@jest/globals';
import { remoteTags } from './remote-tags.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const commit = box.commit({ ref: 'refs/heads/main' });
const clone = box.shallow();
const remote = { folder: clone, name: 'origin', env: {} };
afterAll(() => box.remove());

test('a repository without tags', async () => {
  expect(await remoteTags(remote)).toEqual([]);
});

test('annotated, lightweight, a tag of a tag, and names that are no versions; 1,500 more', async () => {
  box.git(box.origin, 'tag', '-a', '-m', 'one', 'v1.0.0', commit);
  box.git(box.origin, 'tag', 'light', commit);
  box.git(box.origin, 'tag', '-a', '-m', 'two', 'nested/é', 'v1.0.0');
  const lines = Array.from({ length: 1_500 }, (_, i) => `create refs/tags/x${i} ${commit}\n`).join('');
  execFileSync('git', ['-C', box.origin, 'update-ref', '--stdin'], { input: lines });
  const tags = await remoteTags(remote);
  expect(tags).toHaveLength(1_503);
  const object = (name: string) => box.git(box.origin, 'rev-parse', `refs/tags/${name}`);
  expect(tags.filter(({ name }) => !name.startsWith('x'))).toEqual([
    { name: 'light', object: commit, commit, annotated: false },
    { name: 'nested/é', object: object('nested/é'), commit, annotated: true },
    { name: 'v1.0.0', object: object('v1.0.0'), commit, annotated: true },
  ]);
});

test('a remote that is not there, and one whose name looks like an option', async () => {
  await expect(remoteTags({ ...remote, name: 'upstream' })).rejects.toThrow(
    /^The tags of upstream cannot be listed: fatal: 'upstream' does not appear to be a git repository/,
  );
  await expect(remoteTags({ ...remote, name: '--upload-pack=true' })).rejects.toThrow('cannot be listed');
});
