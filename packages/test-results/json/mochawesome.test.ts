import { expect, test } from '@jest/globals';
import { lineOf, read } from './test-tools.ts';

const suite = (title: string, fields: object = {}) => ({ title, tests: [], suites: [], ...fields });

test('every field of a failed test', async () => {
  const fullFile = '/w/test/calc.test.js';
  const { cases } = await read({
    results: [
      suite('', {
        fullFile,
        file: '/test/calc.test.js',
        suites: [
          suite('Calc', {
            fullFile: '',
            suites: [
              suite('divide', {
                tests: [
                  {
                    title: 'by zero',
                    fullTitle: 'Calc divide by zero',
                    duration: 8,
                    state: 'failed',
                    code: 'divide(1, 0);',
                    err: {
                      message: 'Error: no\nreally',
                      estack: `Error: no\nreally\n    at Context (${fullFile}:7:12)`,
                    },
                  },
                ],
              }),
            ],
          }),
        ],
      }),
    ],
  });
  expect(cases).toEqual([
    {
      suite: { path: ['Calc', 'divide'], declaredMs: 0 },
      name: 'by zero',
      className: '',
      state: 'failed',
      attempts: 1,
      flaky: false,
      message: 'Error: no',
      details: `Error: no\nreally\n    at Context (${fullFile}:7:12)`,
      file: fullFile,
      line: 7,
      durationMs: 8,
    },
  ]);
});

test.each([
  [{ state: 'passed' }, 'passed'],
  [{ state: 'failed' }, 'failed'],
  [{ state: 'pending', pending: true }, 'skipped'],
  [{ state: 'skipped' }, 'skipped'],
  [{ state: null, skipped: true }, 'skipped'],
  [{ pending: true }, 'skipped'],
  [{ pass: true }, 'passed'],
  [{ fail: true, skipped: true }, 'failed'],
  [{ state: 'odd', pass: true }, 'failed'],
  [{}, 'failed'],
])('%j is %s', async (fields, expected) => {
  const { cases } = await read({ results: [suite('S', { tests: [{ title: 'a', ...fields }] })] });
  expect(cases.map(lineOf)).toEqual([`S > a: ${expected}`]);
});

test('a hook that failed is no test but a failure of its suite', async () => {
  const hook = { title: '"after all" hook', state: 'failed', err: { message: 'no', estack: 'Error: no\n at x' } };
  const afterHooks = [{ title: '"after each" hook', state: 'passed', fail: false }, hook];
  expect(await read({ results: [suite('S', { afterHooks })] })).toEqual({
    cases: [],
    suiteFailures: [
      { suite: { path: ['S'], declaredMs: 0 }, message: '"after all" hook: no', details: 'Error: no\n at x' },
    ],
  });
});

test.each([
  [{}, 'has a Mochawesome suite without `tests` and `suites`'],
  [null, 'has a Mochawesome suite without `tests` and `suites`'],
  [suite('S', { suites: [{}] }), 'has a Mochawesome suite without `tests` and `suites`'],
  [suite('S', { tests: [7] }), 'has something else where a test should be'],
])('a suite that is %j is refused', async (one, message) => {
  await expect(read({ results: [suite('first'), one] })).rejects.toThrow(message);
});
