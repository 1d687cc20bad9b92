import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { areRight, findMismatch } from './check-deflated.mjs';

const entries = ['one', 'two two two two', '', 'x'.repeat(100_000), 'three'].map((text) => {
  const bytes = Buffer.from(text);
  return { bytes, packed: deflateRawSync(bytes), crc: crc32(bytes) };
});

test('what is right is found right, alone and with others', () => {
  expect(findMismatch(entries)).toBeUndefined();
  expect(areRight(entries)).toBe(true);
  for (const entry of entries) expect(findMismatch([entry])).toBeUndefined();
  expect(findMismatch([])).toBeUndefined();
});

describe.each([0, 1, 2, 3, 4])('what is wrong with number %i is found', (at) => {
  const bytes = entries[at]?.bytes ?? Buffer.alloc(0);
  test.each([
    ['another byte', deflateRawSync(Buffer.from(bytes).fill(1, 0, Math.min(1, bytes.length)))],
    ['a byte too many', deflateRawSync(Buffer.concat([bytes, Buffer.of(0)]))],
    ['half a stream', deflateRawSync(bytes).subarray(0, -1)],
    ['no stream', Buffer.alloc(20, 0xff)],
    ['nothing', Buffer.alloc(0)],
    ['two streams', Buffer.concat([deflateRawSync(bytes), deflateRawSync(bytes)])],
  ])('%s', (what, packed) => {
    // Nothing has no first byte to be another.
    if (what === 'another byte' && bytes.length === 0) return;
    const wrong = { bytes, packed, crc: crc32(bytes) };
    const all = entries.with(at, wrong);
    if (what === 'two streams') {
      // zlib reads the first and stops, as every reader of a zip archive does.
      expect(findMismatch([wrong])).toBeUndefined();
    } else {
      expect(findMismatch(all)).toBe(wrong);
      expect(findMismatch([wrong])).toBe(wrong);
    }
  });
});

test('two that have changed places are both wrong', () => {
  const [first, second] = entries as [(typeof entries)[0], (typeof entries)[0]];
  const swapped = [
    { ...first, packed: second.packed, crc: second.crc },
    { ...second, packed: first.packed, crc: first.crc },
  ];
  expect(findMismatch(swapped)).toBe(swapped[0]);
});
