import type { Counts, FileOutcome, FileResults, UnreadableFile } from '@ci-actions/test-results/model';

/**
 * - `failure`: a test failed, or a suite's own setup or teardown did
 * - `incomplete`: nothing failed, but a file could not be read: what it holds is not known
 * - `empty`: everything was read, and there is no test in it
 */
export type Conclusion = 'success' | 'failure' | 'incomplete' | 'empty';

/** One failure, of a case or of a suite itself. Every text is untrusted. */
export interface Failure {
  /** The name of the case; empty when it is the suite itself that failed. */
  name: string;
  suite: readonly string[];
  className: string;
  message: string;
  details: string;
  /** The source file as the report names it; empty where it does not. */
  file: string;
  line: number | undefined;
}

export interface Report {
  conclusion: Conclusion;
  counts: Counts;
  /** Of all cases, one after the other, in milliseconds. */
  durationMs: number;
  files: readonly FileResults[];
  unreadable: readonly UnreadableFile[];
  failures: readonly Failure[];
}

/** Puts the outcomes of all files together. */
export function conclude(outcomes: readonly FileOutcome[]): Report {
  const files = outcomes.filter((outcome) => outcome.readable);
  const unreadable = outcomes.filter((outcome) => !outcome.readable);
  const suites = files.flatMap((file) => file.suites);
  const sum = (key: keyof Counts | 'durationMs') => suites.reduce((total, suite) => total + suite[key], 0);
  const counts = {
    tests: sum('tests'),
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    flaky: sum('flaky'),
  };
  const failures = files.flatMap((file) => [
    ...file.suiteFailures.map((failure) => ({
      ...failure,
      suite: failure.suite.path,
      name: '',
      className: '',
      file: '',
      line: undefined,
    })),
    ...file.failures.map(({ suite, name, className, message, details, file, line }) => ({
      suite: suite.path,
      name,
      className,
      message,
      details,
      file,
      line,
    })),
  ]);
  const conclusion =
    failures.length > 0 ? 'failure' : unreadable.length > 0 ? 'incomplete' : counts.tests === 0 ? 'empty' : 'success';
  return { conclusion, counts, durationMs: sum('durationMs'), files, unreadable, failures };
}
