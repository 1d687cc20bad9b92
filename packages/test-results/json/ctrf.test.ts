import { expect, test } from '@jest/globals';
import { lineOf, read } from './test-tools.ts';

const of = (...tests: unknown[]) => ({ reportFormat: 'CTRF', results: { tests } });

test('every field of a failed test', async () => {
  const { cases } = await read(
    of({
      name: 'divides',
      status: 'failed',
      duration: 12.5,
      suite: ['calc', 'Divide'],
      message: '\u001b[31mexpected 1\u001b[0m\nbut got 2',
      trace: 'expected 1\nbut got 2\n    at src/divide.ts:3:1',
      line: 3,
      filePath: 'src/divide.ts',
      retries: 2,
      flaky: false,
      extra: { className: 'Divide' },
    }),
  );
  expect(cases).toEqual([
    {
      suite: { path: ['calc', 'Divide'], declaredMs: 0 },
      name: 'divides',
      className: 'Divide',
      state: 'failed',
      attempts: 3,
      flaky: false,
      message: 'expected 1\nbut got 2',
      details: 'expected 1\nbut got 2\n    at src/divide.ts:3:1',
      file: 'src/divide.ts',
      line: 3,
      durationMs: 12.5,
    },
  ]);
});

test.each([
  [{ status: 'passed' }, 'passed'],
  [{ status: 'failed' }, 'failed'],
  [{ status: 'skipped' }, 'skipped'],
  [{ status: 'pending' }, 'skipped'],
  [{ status: 'other' }, 'skipped'],
  [{ status: 'broken' }, 'failed'],
  [{ status: 'toString' }, 'failed'],
  [{ status: null }, 'failed'],
  [{}, 'failed'],
  [{ status: 'passed', flaky: true }, 'passed (1 attempts, flaky)'],
  [{ status: 'passed', flaky: true, retries: 1 }, 'passed (2 attempts, flaky)'],
  [{ status: 'passed', retries: 1 }, 'passed (2 attempts, flaky)'],
  [{ status: 'passed', retries: 1, flaky: false }, 'passed (2 attempts)'],
  [{ status: 'failed', retries: 1, flaky: true }, 'failed (2 attempts)'],
  [{ status: 'passed', retries: -1 }, 'passed'],
  [{ status: 'passed', retries: 1e300, flaky: false }, 'passed (1000000 attempts)'],
  [{ status: 'passed', retryAttempts: [{ status: 'failed' }, { status: 'passed' }] }, 'passed (2 attempts, flaky)'],
  [{ status: 'passed', suite: 'a > b' }, 'passed'],
])('%j is %s', async (fields, expected) => {
  const { cases } = await read(of({ name: 'first', status: 'passed' }, { name: 'a', ...fields }));
  expect(cases.slice(1).map(lineOf)).toEqual([`${'suite' in fields ? 'a > b > ' : ''}a: ${expected}`]);
});

test('a flaky test has the texts of its failed attempts', async () => {
  const { cases } = await read(
    of({
      name: 'a',
      status: 'passed',
      flaky: true,
      retryAttempts: [
        { attempt: 1, status: 'failed', message: 'timeout', trace: 'at x' },
        { attempt: 2, status: 'failed', message: 'reset' },
        { attempt: 3, status: 'passed' },
      ],
    }),
  );
  expect(cases).toMatchObject([{ message: 'timeout', details: 'at x\n\nreset', attempts: 3 }]);
});

test('a state that is not known is told', async () => {
  const { cases } = await read(of({ name: 'a', status: 'exploded' }));
  expect(cases[0]?.message).toBe('The report gives this case the state "exploded", which is not known.');
});

test('what test-report itself wrote of suites and files is no success', async () => {
  const extra = {
    conclusion: 'incomplete',
    unreadable: [{ file: 'a.xml', reason: 'is empty' }, null],
    suiteFailures: [{ report: 'b.xml', suite: ['a', 'b'], message: 'no database' }, { message: 7 }],
  };
  const many = Array(2_000).fill(extra.suiteFailures[0]);
  for (const document of [
    { reportFormat: 'CTRF', results: { extra, tests: [] } },
    { results: { tests: [{ name: 'a', status: 'passed' }], extra } },
  ]) {
    const { suiteFailures } = await read(document);
    expect(suiteFailures.map(({ suite, message }) => [...suite.path, message].join(' > ')).sort()).toEqual([
      '',
      'A file of test results could not be read',
      'a > b > no database',
      'a.xml is empty',
    ]);
  }
  const { suiteFailures } = await read({
    reportFormat: 'CTRF',
    results: { extra: { suiteFailures: many }, tests: [] },
  });
  expect(suiteFailures).toHaveLength(2_000);
});

test.each([[{}], [{ tests: {} }], [{ tests: 'none' }], [{ tests: null }]])(
  'a document that says that it is CTRF, with the results %j, is refused',
  async (results) => {
    await expect(read({ reportFormat: 'CTRF', results })).rejects.toThrow('is CTRF, but has no list of tests');
  },
);

test.each([[null], [1], ['a test'], [[]]])('a test that is %j is refused', async (one) => {
  await expect(read(of({ name: 'a', status: 'passed' }, one))).rejects.toThrow('has a CTRF test that is no object');
});
