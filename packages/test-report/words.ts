import { count } from '@ci-actions/format/units';
import type { UnreadableFile } from '@ci-actions/test-results/model';
import type { Failure, Report } from './conclude.ts';

/** @returns the verdict in a few words, without untrusted text: `3 of 120 tests failed` */
export function verdict({ conclusion, counts, failures, unreadable }: Report): string {
  if (conclusion === 'failure' && counts.failed > 0) {
    return `${counts.failed.toLocaleString('en-US')} of ${count(counts.tests, 'test')} failed`;
  }
  if (conclusion === 'failure') return `${count(failures.length, 'suite')} failed outside of the tests`;
  if (conclusion === 'incomplete') {
    return `${count(unreadable.length, 'file')} of test results could not be read`;
  }
  if (conclusion === 'empty') return 'no tests were found';
  if (counts.passed === 0) return `${count(counts.tests, 'test')}, all skipped`;
  return `${count(counts.passed, 'test')} passed`;
}

/** @returns the name of a failure for people, untrusted: its suites, its class where they do not say it, and its name */
export function failureName({ suite, className, name }: Failure): string {
  const last = suite.at(-1) ?? '';
  const saysMore = className !== '' && !suite.some((part) => part === className || part.endsWith(`.${className}`));
  const around = saysMore ? [...(className.startsWith(last) ? suite.slice(0, -1) : suite), className] : suite;
  return [...around, name === '' ? 'the suite itself' : name].join(' › ');
}

/** @returns a sentence, untrusted: `a.xml ends inside <testcase> (line 3).` */
export function unreadableSentence({ file, reason, line }: UnreadableFile): string {
  return `${file} ${reason}${line === undefined ? '' : ` (line ${line})`}.`;
}
