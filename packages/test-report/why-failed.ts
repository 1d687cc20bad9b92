import { count } from '@ci-actions/format/units';
import type { Report } from './conclude.ts';
import { verdict } from './words.ts';

export interface FailRules {
  failOn: 'failures' | 'new-failures' | 'never';
  requireTests: boolean;
  /** How many failures the base did not have; undefined where there was nothing to compare with. */
  newFailures: number | undefined;
  /** Why the coverage does not suffice, as a sentence; undefined where it does, or was not asked for. */
  coverage: string | undefined;
}

/**
 * Why the step fails, in a sentence or two without untrusted text; undefined where it does not. A file that cannot be read
 * fails it like a failed test: nobody knows what it holds. What is asked for by another input, that there are tests and how
 * much they cover, counts whatever `fail-on` says.
 */
export function whyFailed(
  report: Report,
  { failOn, requireTests, newFailures, coverage }: FailRules,
): string | undefined {
  if (report.conclusion === 'empty' && requireTests) {
    return 'No tests were found; correct `files`, or set `require-tests` to false if there may be none.';
  }
  return (
    [testsFailed(report, failOn, newFailures), coverage].filter((reason) => reason !== undefined).join(' ') || undefined
  );
}

function testsFailed(report: Report, failOn: FailRules['failOn'], newFailures: number | undefined): string | undefined {
  const { conclusion, unreadable } = report;
  if (failOn === 'never' || conclusion === 'success' || conclusion === 'empty') return undefined;
  const broken = unreadable.length > 0;
  if (failOn === 'new-failures' && newFailures !== undefined) {
    if (newFailures === 0 && !broken) return undefined;
    const failures = newFailures > 0 ? `${count(newFailures, 'new failure')} since the base` : '';
    const unread = broken ? `${count(unreadable.length, 'file')} of test results could not be read` : '';
    return `${[failures, unread].filter(Boolean).join(', and ')}; the summary of this step has the details.`;
  }
  const unread = broken && conclusion === 'failure' ? ', and some files could not be read' : '';
  const alone = failOn === 'new-failures' ? ' There was nothing to compare with, so every failure counts as new.' : '';
  return `${verdict(report)}${unread}; the summary of this step has the details.${alone}`;
}
