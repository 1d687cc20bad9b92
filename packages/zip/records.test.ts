import { describe, expect, test } from '@jest/globals';
import { centralHeader, type Described, endRecords, isHuge, localHeader } from './records.ts';

const gib = 2 ** 30;
const entry = (over: Partial<Described>): Described => ({
  name: Buffer.from('a'),
  mode: 0o100644,
  method: 8,
  crc: 1,
  packed: 5,
  size: 10,
  offset: 0,
  ...over,
});
/** The numbers in a zip64 extra field. */
const numbers = (extra: Buffer) =>
  Array.from({ length: extra.readUInt16LE(2) / 8 }, (_, index) => Number(extra.readBigUInt64LE(4 + 8 * index)));

describe('the central directory says in zip64 what does not fit, and only that', () => {
  test.each<[string, Partial<Described>, readonly number[]]>([
    ['nothing', {}, []],
    ['the largest that fits', { packed: 0xfffffffe, size: 0xfffffffe, offset: 0xfffffffe }, []],
    ['a size', { size: 0xffffffff }, [0xffffffff]],
    ['both sizes', { size: 6 * gib, packed: 5 * gib }, [6 * gib, 5 * gib]],
    ['an offset', { offset: 4 * gib }, [4 * gib]],
    ['all', { size: 7 * gib, packed: 6 * gib, offset: 5 * gib }, [7 * gib, 6 * gib, 5 * gib]],
  ])('%s', (_what, over, expected) => {
    const described = entry(over);
    const header = centralHeader(described);
    const shown = [20, 24, 42].map((at) => header.readUInt32LE(at));
    expect(shown).toEqual([described.packed, described.size, described.offset].map((n) => Math.min(n, 0xffffffff)));
    expect(header.readUInt16LE(6)).toBe(expected.length > 0 ? 45 : 20);
    expect(header.readUInt16LE(30)).toBe(header.length - 47);
    if (expected.length === 0) return expect(header).toHaveLength(47);
    expect(header.readUInt16LE(47)).toBe(1);
    return expect(numbers(header.subarray(47))).toEqual(expected);
  });
});

test('a local header has both sizes in zip64 when the size needs it, and its length depends on the size alone', () => {
  expect([isHuge(0xfffffffe), isHuge(0xffffffff)]).toEqual([false, true]);
  const header = localHeader(entry({ size: 5 * gib, packed: 9 }));
  expect(numbers(header.subarray(31))).toEqual([5 * gib, 9]);
  expect([4, 18, 22, 28].map((at) => header.readUInt16LE(at))).toEqual([45, 0xffff, 0xffff, 20]);
  expect(localHeader(entry({ size: 5 * gib, packed: 5 * gib }))).toHaveLength(header.length);
  expect(localHeader(entry({}))).toHaveLength(31);
});

test.each<[string, [number, number, number], boolean]>([
  ['65,535 entries', [65_535, 10, 20], false],
  ['65,536 entries', [65_536, 10, 20], true],
  ['a directory at 4 GiB', [1, 10, 4 * gib], true],
  ['a directory of 4 GiB', [1, 4 * gib, 20], true],
])('the end: %s', (_what, [count, length, offset], zip64) => {
  const end = endRecords(count, length, offset);
  expect(end).toHaveLength(zip64 ? 56 + 20 + 22 : 22);
  const plain = end.subarray(-22);
  expect([plain.readUInt16LE(10), plain.readUInt32LE(12), plain.readUInt32LE(16)]).toEqual([
    Math.min(count, 0xffff),
    Math.min(length, 0xffffffff),
    Math.min(offset, 0xffffffff),
  ]);
  if (!zip64) return;
  expect([24, 32, 40, 48].map((at) => Number(end.readBigUInt64LE(at)))).toEqual([count, count, length, offset]);
  expect([end.readUInt32LE(56), Number(end.readBigUInt64LE(64))]).toEqual([0x07064b50, offset + length]);
});
