import { expect, test } from '@jest/globals';
import { lineOf, read } from './test-tools.ts';

const file = '/w/src/calc.test.ts';
const of = (assertions: unknown, entry: object = {}, run: object = {}) => ({
  numTotalTests: 1,
  testResults: [{ assertionResults: assertions, message: '', name: file, status: 'passed', ...entry }],
  ...run,
});

test('every field of a failed test', async () => {
  const { cases } = await read(
    of([
      {
        ancestorTitles: ['Calc', 'divide'],
        duration: 4,
        failureMessages: [
          `Error: \u001b[2mexpect(\u001b[22m1\u001b[2m)\u001b[22m\n    at f (/w/src/calc.ts:1:2)\n    at g (${file}:12:3)`,
          'Error: and that',
        ],
        fullName: 'Calc divide by zero',
        invocations: 1,
        location: { line: 10, column: 3 },
        retryReasons: [],
        status: 'failed',
        title: 'by zero',
      },
    ]),
  );
  expect(cases).toEqual([
    {
      suite: { path: ['calc.test.ts', 'Calc', 'divide'], declaredMs: 0 },
      name: 'by zero',
      className: '',
      state: 'failed',
      attempts: 1,
      flaky: false,
      message: 'Error: expect(1)',
      details: `Error: expect(1)\n    at f (/w/src/calc.ts:1:2)\n    at g (${file}:12:3)\n\nError: and that`,
      file,
      line: 12,
      durationMs: 4,
    },
  ]);
});

test.each([
  [{ status: 'passed' }, 'passed'],
  [{ status: 'failed' }, 'failed'],
  [{ status: 'pending' }, 'skipped'],
  [{ status: 'skipped' }, 'skipped'],
  [{ status: 'todo' }, 'skipped'],
  [{ status: 'disabled' }, 'skipped'],
  [{ status: 'other' }, 'failed'],
  [{ status: 'passed', invocations: 3, retryReasons: ['no', 'no'] }, 'passed (3 attempts, flaky)'],
  [{ status: 'failed', invocations: 3, retryReasons: ['no', 'no'] }, 'failed (3 attempts)'],
  [{ status: 'passed', failureMessages: null, location: 'x', duration: '5', ancestorTitles: null }, 'passed'],
])('%j is %s', async (fields, expected) => {
  const { cases } = await read(of([{ title: 'a', ...fields }]));
  expect(cases.map(lineOf)).toEqual([`calc.test.ts > a: ${expected}`]);
});

test('a flaky test has the texts of its failed attempts', async () => {
  const retryReasons = [`Error: first\n    at ${file}:7:1`, 'Error: second'];
  const { cases } = await read(of([{ title: 'a', status: 'passed', invocations: 3, retryReasons }]));
  expect(cases).toMatchObject([{ message: 'Error: first', details: retryReasons.join('\n\n'), line: 7 }]);
});

test('files of one name are suites of their own', async () => {
  const assertionResults = [{ title: 'a', status: 'passed' }];
  const { cases } = await read({
    testResults: ['/w/a/x.test.ts', '/w/b/x.test.ts', 'C:\\w\\y.test.ts'].map((name) => ({ name, assertionResults })),
  });
  expect(cases.map(({ suite }) => suite.path)).toEqual([['x.test.ts'], ['x.test.ts'], ['y.test.ts']]);
  expect(new Set(cases.map(({ suite }) => suite)).size).toBe(3);
});

test.each([
  ['a file that could not be run', of([], { status: 'failed', message: ' \n\u001b[1mSyntaxError: x\u001b[0m\n at y' })],
  [
    'a hook after all tests that failed',
    of([{ title: 'a', status: 'passed' }], { status: 'failed', message: 'SyntaxError: x\n at y' }),
  ],
])('%s is a failure of its suite', async (_what, document) => {
  expect((await read(document)).suiteFailures).toEqual([
    { suite: { path: ['calc.test.ts'], declaredMs: 0 }, message: 'SyntaxError: x', details: 'SyntaxError: x\n at y' },
  ]);
});

test.each([
  ['passed, and says so', of([{ title: 'a', status: 'passed' }], {}, { success: true }), 0],
  ['says that it failed, and no test did', of([{ title: 'a', status: 'passed' }], {}, { success: false }), 1],
  ['says that it failed, as a test did', of([{ title: 'a', status: 'failed' }], {}, { success: false }), 0],
  ['says that it failed, as a file did', of([], { status: 'failed' }, { success: false }), 1],
])('a run that %s', async (_what, document, expected) => {
  expect((await read(document)).suiteFailures).toHaveLength(expected);
});

test.each([
  [null, 'has an entry of `testResults` without `assertionResults`'],
  [{ name: 'x' }, 'has an entry of `testResults` without `assertionResults`'],
  [{ name: 'x', assertionResults: [null] }, 'has something else where a test should be'],
])('an entry that is %j is refused', async (entry, message) => {
  await expect(read({ numTotalTests: 1, testResults: [{ assertionResults: [] }, entry] })).rejects.toThrow(message);
});
