import { expect, test } from '@jest/globals';
import { DistinctNames } from './distinct-names.ts';

test('a name that comes again gets a number', () => {
  const names = new DistinctNames();
  expect(['a', 'b', 'a', 'a', 'b', ''].map((name) => names.of('', name))).toEqual([
    'a',
    'b',
    'a (2)',
    'a (3)',
    'b (2)',
    '',
  ]);
});

test('names are distinct in their scope', () => {
  const names = new DistinctNames();
  expect([names.of('x', 'a'), names.of('y', 'a'), names.of('xa', ''), names.of('x', 'a')]).toEqual([
    'a',
    'a',
    '',
    'a (2)',
  ]);
});

test('many names stay as they are', () => {
  const names = new DistinctNames();
  const made = Array.from({ length: 200_000 }, (_, index) => names.of('', `case ${index}`));
  expect(made.findIndex((name, index) => name !== `case ${index}`)).toBe(-1);
  expect(names.of('', 'case 77')).toBe('case 77 (2)');
});
