import { expect, test } from '@jest/globals';
import { conclude } from './conclude.ts';
import { failed, file, suite, unreadable } from './test-tools.ts';
import { type FailRules, whyFailed } from './why-failed.ts';

const green = file({ suites: [suite({ passed: 2 })] });
const red = file({ suites: [suite({ passed: 1, failed: 2 })], failures: [failed(), failed()] });
const details = '; the summary of this step has the details.';

test.each<[string, Parameters<typeof conclude>[0], Partial<FailRules>, string | undefined]>([
  ['green', [green], {}, undefined],
  ['red', [red], {}, `2 of 3 tests failed${details}`],
  ['red, and that is fine', [red], { failOn: 'never' }, undefined],
  ['broken', [green, unreadable()], {}, `1 file of test results could not be read${details}`],
  ['red and broken', [red, unreadable()], {}, `2 of 3 tests failed, and some files could not be read${details}`],
  [
    'no tests',
    [file()],
    {},
    'No tests were found; correct `files`, or set `require-tests` to false if there may be none.',
  ],
  ['no tests, and there need be none', [file()], { requireTests: false }, undefined],
  [
    'no tests, whatever fails',
    [],
    { failOn: 'never' },
    'No tests were found; correct `files`, or set `require-tests` to false if there may be none.',
  ],
  ['red as before', [red], { failOn: 'new-failures', newFailures: 0 }, undefined],
  ['newly red', [red], { failOn: 'new-failures', newFailures: 1 }, `1 new failure since the base${details}`],
  [
    'red as before, and broken',
    [red, unreadable()],
    { failOn: 'new-failures', newFailures: 0 },
    `1 file of test results could not be read${details}`,
  ],
  [
    'newly red, and broken',
    [red, unreadable()],
    { failOn: 'new-failures', newFailures: 2 },
    `2 new failures since the base, and 1 file of test results could not be read${details}`,
  ],
  [
    'red without a base',
    [red],
    { failOn: 'new-failures' },
    `2 of 3 tests failed${details} There was nothing to compare with, so every failure counts as new.`,
  ],
  ['green without a base', [green], { failOn: 'new-failures' }, undefined],
  ['too little coverage', [green], { coverage: 'Too little.' }, 'Too little.'],
  ['red, and too little coverage', [red], { coverage: 'Too little.' }, `2 of 3 tests failed${details} Too little.`],
  ['too little coverage, whatever fails', [red], { failOn: 'never', coverage: 'Too little.' }, 'Too little.'],
])('%s', (_what, outcomes, rules, expected) => {
  const all = {
    failOn: 'failures',
    requireTests: true,
    newFailures: undefined,
    coverage: undefined,
    ...rules,
  } as const;
  expect(whyFailed(conclude(outcomes), all)).toBe(expected);
});
