import { afterAll, expect, test } from '@jest/globals';
import { makeTag } from './make-tag.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const target = box.commit({ ref: 'refs/heads/main' });
const clone = box.shallow();
afterAll(() => box.remove());
const tag = { name: 'v1.2.3', target, message: 'v1.2.3\n\nfirst', date: new Date('2026-03-04T05:06:07.890Z') };

test('an annotated tag, the same each time, without a ref', async () => {
  const object = await makeTag(clone, tag);
  expect(box.git(clone, 'cat-file', 'tag', object)).toBe(
    [
      `object ${target}`,
      'type commit',
      'tag v1.2.3',
      'tagger github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> 1772600767 +0000',
      '',
      'v1.2.3\n\nfirst',
    ].join('\n'),
  );
  expect(await makeTag(clone, { ...tag, message: 'v1.2.3\n\nfirst\n' })).toBe(object);
  expect(box.git(clone, 'tag')).toBe('');
});

test.each(['', '-d', 'a b', 'a..b', 'v1\ntagger x', 'x.lock', 'a:b'])('%j is no name', async (name) => {
  await expect(makeTag(clone, { ...tag, name })).rejects.toThrow('cannot be the name of a tag');
});

test('a commit that is not there', async () => {
  await expect(makeTag(clone, { ...tag, target: 'f'.repeat(40) })).rejects.toThrow(/^git mktag failed/);
});
