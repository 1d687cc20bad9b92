import { expect, test } from '@jest/globals';
import { row } from './test-tools.ts';
import { Timings } from './timings.ts';

test('tests are counted by duration, from the first bar that has some to the last', () => {
  const timings = new Timings();
  for (const durationMs of [12, 99, 100, 2_000, 0, Number.NaN, -1]) timings.add(row({ durationMs }), 0);
  expect(timings.bars).toEqual([
    { label: '10 to 100 ms', tests: 2, ms: 111 },
    { label: '0.1 to 1 s', tests: 1, ms: 100 },
    { label: '1 to 10 s', tests: 1, ms: 2_000 },
  ]);
  expect(timings.untimed).toBe(3);
});

test('the slowest, the first of equal ones, with what is around them', () => {
  const timings = new Timings(2);
  for (const [index, durationMs] of [5, 9, 7, 9, 1].entries()) {
    timings.add(row({ name: `n${index}`, className: index === 1 ? 'Class' : '', durationMs }), index);
  }
  expect(timings.slowest).toEqual([
    { row: 1, name: 'Class › n1', ms: 9 },
    { row: 3, name: 'suite › n3', ms: 9 },
  ]);
});

test('no tests, no bars', () => {
  expect(new Timings().bars).toEqual([]);
});
