import { expect, test } from '@jest/globals';
import { bytes, count, duration, listed, thousands } from './units.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [23_164_937, '23.2 MB'],
  [999_960, '1.0 MB'],
  [5e13, '50.0 TB'],
  [5e15, '5000.0 TB'],
])('%d bytes', (given, expected) => expect(bytes(given)).toBe(expected));

test.each([
  [0, '0 ms'],
  [84.4, '84 ms'],
  [3_240, '3.2 s'],
  [59_960, '1 min 0 s'],
  [125_000, '2 min 5 s'],
  [3_599_400, '59 min 59 s'],
  [3_600_000, '1 h 0 min'],
  [12_000_000, '3 h 20 min'],
  [7_170_000, '2 h 0 min'],
  [1e10, '2,777 h 47 min'],
])('%d milliseconds', (given, expected) => expect(duration(given)).toBe(expected));

test('a count with its noun', () => {
  expect([count(1, 'file'), count(2_000, 'file'), count(0, 'entry', 'entries')]).toEqual([
    '1 file',
    '2,000 files',
    '0 entries',
  ]);
});

test('a list in a sentence', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    'none',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [23_164_937, '23,164,937'],
])('%d with commas', (given, expected) => expect(thousands(given)).toBe(expected));
