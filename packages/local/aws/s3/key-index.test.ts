import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareBytes, firstBeyond, firstFrom, KeyIndex } from './key-index.ts';

const text = fc.string({ unit: 'binary', maxLength: 6 });

test('the order is that of the UTF-8 bytes, beyond U+FFFF too', () => {
  expect(['\u{1f600}', '\uff5e', 'ü', 'z', 'a/', 'a', 'Z'].sort(compareBytes)).toEqual([
    'Z',
    'a',
    'a/',
    'z',
    'ü',
    '\uff5e',
    '\u{1f600}',
  ]);
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

test('an index that is changed and read in any order holds what a set would', () => {
  const key = fc.constantFrom('a', 'a/b', 'a/c', 'b', 'ü');
  const change = fc.record({ key, add: fc.boolean(), read: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const index = new KeyIndex();
      const model = new Set<string>();
      for (const { key, add, read } of changes) {
        if (add && !model.has(key)) index.add(key);
        if (!add && model.has(key)) index.remove(key);
        if (add) model.add(key);
        else model.delete(key);
        if (read) expect(index.sorted()).toEqual([...model].sort(compareBytes));
      }
      expect(index.sorted()).toEqual([...model].sort(compareBytes));
    }),
  );
});

test('the positions that a listing jumps to', () => {
  const sorted = ['a', 'a/1', 'a/2', 'b', 'c/1'];
  expect(['', 'a', 'a/', 'a/2', 'bb', 'z'].map((from) => firstFrom(sorted, from))).toEqual([0, 0, 1, 2, 4, 5]);
  expect(['a/', 'a', 'b', 'x'].map((prefix) => firstBeyond(sorted, prefix, 0))).toEqual([3, 3, 4, 5]);
});
