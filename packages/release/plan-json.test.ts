import { expect, test } from '@jest/globals';
import { planJson } from './plan-json.ts';

const limit = 100_000;
const target = { environment: 'e', place: 's3://bucket/dags/' };
const planOf = (names: readonly string[]) => ({
  target,
  live: undefined,
  steps: names.map((what) => ({ change: 'add' as const, what, bytes: 1 })),
  unchanged: 2,
});

test('a short plan is whole', () => {
  expect(JSON.parse(planJson(planOf(['dags/a.py'])))).toEqual({
    place: 's3://bucket/dags/',
    environment: 'e',
    live: null,
    unchanged: 2,
    total: 1,
    omitted: 0,
    steps: [{ change: 'add', what: 'dags/a.py', bytes: 1 }],
  });
});

test.each([
  ['short names', 'a', 3_000],
  ['long names', 'x'.repeat(1024), 700],
  ['names of many bytes', '日'.repeat(341), 700],
  ['quotes, backslashes and control characters', '"\\\u0001\n'.repeat(256), 700],
  ['lone surrogates', '\ud800'.repeat(300), 700],
  ['one endless name', 'x'.repeat(200_000), 1],
])('a long plan of %s is cut at the limit, and says how much is left out', (_name, what, times) => {
  const text = planJson(planOf(Array.from({ length: times }, () => what)));
  const { total, omitted, steps } = JSON.parse(text);
  const step = Buffer.byteLength(JSON.stringify({ change: 'add', what, bytes: 1 })) + 1;
  expect(total).toBe(times);
  expect(omitted).toBe(times - steps.length);
  expect(omitted).toBeGreaterThan(0);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
  // No step is left out that would have fitted, but for the few digits of the numbers.
  expect(Buffer.byteLength(text) + step + 10).toBeGreaterThan(limit);
});
