import type { RemoteTag } from '@ci-actions/git/remote-tags';
import { expect, test } from '@jest/globals';
import { floatingTags } from './floating-tags.ts';

const tag = (name: string, commit = name): RemoteTag => ({
  name,
  object: `object of ${name}`,
  commit,
  annotated: true,
});

test.each([
  ['the first of a line', '1.0.0', [], [], ['v1', 'v1.0']],
  ['a patch', '1.0.1', ['v1.0.0'], ['v1', 'v1.0'], ['v1', 'v1.0']],
  ['a minor version', '1.1.0', ['v1.0.0'], ['v1', 'v1.0'], ['v1', 'v1.1']],
  ['a patch of an older line', '1.0.1', ['v1.1.0', 'v1.0.0'], ['v1', 'v1.1', 'v1.0'], ['v1.0']],
  ['an older major version', '1.9.0', ['v2.0.0', 'v1.8.0'], ['v1', 'v2'], ['v1', 'v1.9']],
  ['a pre-release', '2.0.0-rc.1', ['v1.0.0'], ['v1'], []],
  ['below 1.0.0, where a minor version may break', '0.2.1', ['v0.2.0'], ['v0.2'], ['v0.2']],
])('%s', (_what, version, versions, floating, moved) => {
  const tags = versions.map((name) => tag(name));
  const all = [...tags, ...floating.map((name) => tag(name, 'an older commit'))];
  const found = floatingTags(version, 'v', all, 'the new commit');
  expect(found.map(({ name }) => name)).toEqual(moved);
  // What is there is moved only from where it was seen.
  for (const { name, object } of found) expect(object).toBe(floating.includes(name) ? `object of ${name}` : '');
});

test('one that is there already stays', () => {
  const there = tag('v1', 'the new commit');
  expect(floatingTags('1.0.0', 'v', [there], 'the new commit').map(({ name }) => name)).toEqual(['v1.0']);
});
