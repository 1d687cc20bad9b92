import { describe, expect, test } from '@jest/globals';
import { conclude } from './conclude.ts';
import { failed, file, suite, unreadable } from './test-tools.ts';
import { failureName, verdict } from './words.ts';

const good = file({ suites: [suite({ passed: 2, skipped: 1, durationMs: 5 })] });
const bad = file({ suites: [suite({ passed: 1, failed: 1, durationMs: 7 })], failures: [failed()] });
const setup = { suite: { path: ['s'], declaredMs: 0 }, message: 'no database', details: '' };

describe('the conclusion', () => {
  test.each([
    ['success', [good], '2 tests passed'],
    ['failure', [good, bad], '1 of 5 tests failed'],
    ['incomplete', [good, unreadable()], '1 file of test results could not be read'],
    ['failure', [bad, unreadable()], '1 of 2 tests failed'],
    [
      'failure',
      [file({ suites: [suite({ passed: 1 })], suiteFailures: [setup] })],
      '1 suite failed outside of the tests',
    ],
    ['empty', [file()], 'no tests were found'],
    ['empty', [], 'no tests were found'],
    ['incomplete', [unreadable(), unreadable('b.xml')], '2 files of test results could not be read'],
    ['success', [file({ suites: [suite({ skipped: 2 })] })], '2 tests, all skipped'],
  ])('is %s', (conclusion, outcomes, words) => {
    const report = conclude(outcomes);
    expect(report.conclusion).toBe(conclusion);
    expect(verdict(report)).toBe(words);
  });
});

test('one broken file does not lose the others', () => {
  const report = conclude([unreadable(), good, bad]);
  expect(report.counts).toEqual({ tests: 5, passed: 3, failed: 1, skipped: 1, flaky: 0 });
  expect(report.durationMs).toBe(12);
  expect(report.failures).toHaveLength(1);
});

test.each([
  [['Suite'], '', 'Suite › case'],
  [[], 'com.Class', 'com.Class › case'],
  [['com.Class'], 'com.Class', 'com.Class › case'],
  [['com.Class'], 'Class', 'com.Class › case'],
  [['pytest'], 'tests.test_a.Class', 'pytest › tests.test_a.Class › case'],
  [['tests.test_a'], 'tests.test_a.Class', 'tests.test_a.Class › case'],
  [['outer', 'inner'], 'inner', 'outer › inner › case'],
])('a case in %j of the class %j is %j', (path, className, expected) => {
  const failures = [failed({ suite: { path, declaredMs: 0 }, className })];
  expect(conclude([file({ failures })]).failures.map(failureName)).toEqual([expected]);
});
