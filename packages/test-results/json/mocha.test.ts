import { expect, test } from '@jest/globals';
import { lineOf, read } from './test-tools.ts';

const of = (lists: object) => ({ stats: {}, tests: [], pending: [], failures: [], passes: [], ...lists });

test('every field of a failed test', async () => {
  const file = 'C:\\w\\test\\calc.test.js';
  const { cases } = await read(
    of({
      failures: [
        {
          title: 'by zero',
          fullTitle: 'Calc divide by zero',
          file,
          duration: 8,
          currentRetry: 2,
          err: { message: 'Dummy reason\nmore', stack: `Error: Dummy reason\nmore\n    at Context (${file}:7:12)` },
        },
      ],
    }),
  );
  expect(cases).toEqual([
    {
      suite: { path: ['Calc divide'], declaredMs: 0 },
      name: 'by zero',
      className: '',
      state: 'failed',
      attempts: 3,
      flaky: false,
      message: 'Dummy reason',
      details: `Error: Dummy reason\nmore\n    at Context (${file}:7:12)`,
      file,
      line: 7,
      durationMs: 8,
    },
  ]);
});

test.each([
  [{ passes: [{ title: 'a', fullTitle: 'S a' }] }, 'S > a: passed'],
  [{ passes: [{ title: 'a', fullTitle: 'a' }] }, 'a: passed'],
  [{ passes: [{ title: 'a', fullTitle: 'something else' }] }, 'a: passed'],
  [{ passes: [{ title: '', fullTitle: 'S ' }] }, 'S > S: passed'],
  [{ passes: [{ title: 'a', fullTitle: 'a', currentRetry: 1 }] }, 'a: passed (2 attempts, flaky)'],
  [{ pending: [{ title: 'a', fullTitle: 'S a', currentRetry: 0 }] }, 'S > a: skipped'],
  [{ failures: [{ title: 'a', fullTitle: 'S a', err: null }] }, 'S > a: failed'],
  [{ passes: [{}] }, 'a case without a name: passed'],
])('%j is %s', async (lists, expected) => {
  expect((await read(of(lists))).cases.map(lineOf)).toEqual([expected]);
});

test.each([
  ['"before all" hook'],
  ['"before all" hook in "Calc"'],
  ['"after each" hook: cleans up for "adds"'],
  ['"before each" hook for "adds"'],
])('a hook that failed is no test but a failure of its suite: %s', async (title) => {
  const err = { message: 'no database', stack: 'Error: no database\n at x' };
  expect(await read(of({ failures: [{ title, fullTitle: `Calc ${title}`, err }] }))).toEqual({
    cases: [],
    suiteFailures: [
      {
        suite: { path: ['Calc'], declaredMs: 0 },
        message: `${title}: no database`,
        details: 'Error: no database\n at x',
      },
    ],
  });
});

test('a test that is no object is refused', async () => {
  await expect(read(of({ failures: [null] }))).rejects.toThrow('has a Mocha test that is no object');
});
