import { expect, test } from '@jest/globals';
import { lineOf, read } from './test-tools.ts';

const file = 'login.spec.ts';
const suite = (specs: unknown, fields: object = {}) => ({ title: file, file, specs, ...fields });
const spec = (...tests: unknown[]) => ({ title: 'a', ok: true, file, line: 4, tests });
const run = (...suites: unknown[]) => ({ config: { rootDir: '/w/e2e' }, suites, errors: [] });

test('every field of a failed test', async () => {
  const stack = 'Error: expect(page).toHaveTitle\n    at /w/e2e/login.spec.ts:9:5';
  const { cases } = await read(
    run(
      suite([], {
        suites: [
          suite(
            [
              spec({
                projectName: 'chromium',
                status: 'unexpected',
                annotations: [],
                results: [
                  { status: 'failed', duration: 3, errors: [{ message: 'Error: first' }] },
                  {
                    status: 'failed',
                    duration: 5,
                    error: { message: 'Error: \u001b[2mexpect(\u001b[22mpage).toHaveTitle', stack },
                    errors: [{ message: 'Error: \u001b[2mexpect(\u001b[22mpage).toHaveTitle', stack }],
                    errorLocation: { file: '/w/e2e/login.spec.ts', line: 9, column: 5 },
                    attachments: [{ name: 'trace', body: 'x'.repeat(1_000) }],
                  },
                ],
              }),
            ],
            { title: 'login' },
          ),
        ],
      }),
    ),
  );
  expect(cases).toEqual([
    {
      suite: { path: ['chromium', file, 'login'], declaredMs: 0 },
      name: 'a',
      className: '',
      state: 'failed',
      attempts: 2,
      flaky: false,
      message: 'Error: expect(page).toHaveTitle',
      details: stack,
      file: '/w/e2e/login.spec.ts',
      line: 9,
      durationMs: 5,
    },
  ]);
});

const passed = { status: 'passed', duration: 1, errors: [] };
const failed = { status: 'timedOut', duration: 1, errors: [{ message: 'Test timeout' }, { value: 'thrown' }] };
const other = { ...failed, errorLocation: { file: '/w/e2e/page.ts', line: 77 } };

test.each([
  [{ status: 'expected', results: [passed] }, 'passed', { message: '', line: 4 }],
  [{ status: 'expected', expectedStatus: 'failed', results: [failed] }, 'passed', { message: '', details: '' }],
  [{ status: 'unexpected', expectedStatus: 'failed', results: [passed] }, 'failed', { message: '', line: 4 }],
  [
    { status: 'unexpected', results: [failed] },
    'failed',
    { message: 'Test timeout', details: 'Test timeout\n\nthrown' },
  ],
  [{ status: 'unexpected', results: [{ status: 'interrupted' }] }, 'failed', { message: 'interrupted' }],
  [{ status: 'unexpected', results: [other] }, 'failed', { line: 4 }],
  [{ status: 'flaky', results: [failed, passed] }, 'passed (2 attempts, flaky)', { message: 'Test timeout' }],
  [
    { status: 'skipped', results: [], annotations: [{ type: 'issue' }, { type: 'fixme', description: 'later\non' }] },
    'skipped',
    { message: 'later' },
  ],
  [{ status: 'odd', results: [] }, 'failed', {}],
  [{ results: null }, 'failed', {}],
])('%j is %s', async (fields, expected, more) => {
  const { cases } = await read(run(suite([spec(fields)])));
  expect(cases.map(lineOf)).toEqual([`login.spec.ts > a: ${expected}`]);
  expect(cases).toMatchObject([more]);
});

test('errors outside of the tests are no success', async () => {
  const location = { file: '/w/e2e/x.spec.ts', line: 3, column: 1 };
  const errors = [{ message: "Error: Cannot find module 'x'", location, stack: 'Error: y\n at z' }, {}, null];
  expect((await read({ ...run(), errors })).suiteFailures).toEqual([
    {
      suite: { path: [], declaredMs: 0 },
      message: "Error: Cannot find module 'x'",
      details: "Error: Cannot find module 'x'\nError: y\n at z\nat /w/e2e/x.spec.ts:3",
    },
    { suite: { path: [], declaredMs: 0 }, message: 'An error occurred outside of the tests.', details: '' },
    { suite: { path: [], declaredMs: 0 }, message: 'An error occurred outside of the tests.', details: '' },
  ]);
});

test.each([
  ['/abs/a.spec.ts', '/abs/a.spec.ts'],
  ['C:\\w\\a.spec.ts', 'C:\\w\\a.spec.ts'],
  ['a.spec.ts', '/w/e2e/a.spec.ts'],
])('the file %s is %s', async (name, expected) => {
  const one = { ...spec({ status: 'expected' }), file: name };
  expect((await read(run(suite([one])))).cases).toMatchObject([{ file: expected }]);
});

test.each([
  [null, 'has a Playwright suite without a title, or without specs and suites'],
  [{ title: 'x' }, 'has a Playwright suite without a title, or without specs and suites'],
  [suite([null]), 'has something else where a test should be'],
  [suite('none'), 'has a Playwright suite without a title, or without specs and suites'],
  [suite([{ title: 'a' }]), 'has a Playwright spec without tests'],
  [suite([spec(null)]), 'has something else where a test should be'],
  [suite([], { suites: 'none' }), 'has something else where a list of tests should be'],
])('a suite that is %j is refused', async (one, message) => {
  await expect(read(run(suite([]), one))).rejects.toThrow(message);
});
