import { count, thousands } from '@ci-actions/format/units';
import type { UnreadableFile } from '@ci-actions/test-results/model';
import type { Report } from './conclude.ts';

/** @returns the verdict in a few words, without untrusted text: `3 of 120 tests failed` */
export function verdict({ conclusion, counts, failures, unreadable }: Report): string {
  if (conclusion === 'failure' && counts.failed > 0) {
    return `${thousands(counts.failed)} of ${count(counts.tests, 'test')} failed`;
  }
  if (conclusion === 'failure') return `${count(failures.length, 'suite')} failed outside of the tests`;
  if (conclusion === 'incomplete') {
    return `${count(unreadable.length, 'file')} of test results could not be read`;
  }
  if (conclusion === 'empty') return 'no tests were found';
  if (counts.passed === 0) return `${count(counts.tests, 'test')}, all skipped`;
  return `${count(counts.passed, 'test')} passed`;
}

/** What tells one test from another. All of it is untrusted. */
export interface Named {
  /** Outermost first. */
  suite: readonly string[];
  className: string;
  name: string;
}

/** What a test without a name is called; the CTRF format wants one. */
export const noName = '(no name)';

/** @returns the name of a test for people, untrusted: its suites, its class where they do not say it, and its name */
export function testName({ suite, className, name }: Named): string {
  const last = suite.at(-1) ?? '';
  const saysMore = className !== '' && !suite.some((part) => part === className || part.endsWith(`.${className}`));
  const around = saysMore ? [...(className.startsWith(last) ? suite.slice(0, -1) : suite), className] : suite;
  return [...around, name || noName].join(' › ');
}

/** @returns the name of a failure for people, untrusted; one without a name is a suite's own */
export function failureName(failure: Named): string {
  return testName(failure.name === '' ? { ...failure, name: 'the suite itself' } : failure);
}

/** @returns a sentence, untrusted: `a.xml ends inside <testcase> (line 3).` */
export function unreadableSentence({ file, reason, line }: UnreadableFile): string {
  return `${file} ${reason}${line === undefined ? '' : ` (line ${line})`}.`;
}
