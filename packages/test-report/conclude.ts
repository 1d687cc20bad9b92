import type { Case, Counts, FileOutcome, FileResults, UnreadableFile } from '@ci-actions/test-results/model';

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

/** A test that passed only after it had failed; message and details are those of a failed attempt. */
export interface Flaky extends Failure {
  /** How often it was run. */
  attempts: number;
}

/** A test that took long. */
export interface Slow extends Pick<Failure, 'name' | 'suite' | 'className' | 'file' | 'line'> {
  durationMs: number;
}

export interface Report {
  conclusion: Conclusion;
  counts: Counts;
  /** Of all cases, one after the other, in milliseconds. */
  durationMs: number;
  files: readonly FileResults[];
  unreadable: readonly UnreadableFile[];
  failures: readonly Failure[];
  flaky: readonly Flaky[];
  /** The slowest first. */
  slowest: readonly Slow[];
}

/**
 * Puts the outcomes of all files together.
 *
 * @param slowest how many of the slowest tests are kept
 */
export function conclude(outcomes: readonly FileOutcome[], slowest = 10): Report {
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
  const ofSuites = (file: FileResults): Failure[] =>
    file.suiteFailures.map(({ suite, message, details }) => ({
      suite: suite.path,
      name: '',
      className: '',
      message,
      details,
      file: '',
      line: undefined,
    }));
  const failures = files.flatMap((file) => [...ofSuites(file), ...file.failures.map(toFailure)]);
  return {
    conclusion:
      failures.length > 0 || counts.failed > 0
        ? 'failure'
        : unreadable.length > 0
          ? 'incomplete'
          : counts.tests === 0
            ? 'empty'
            : 'success',
    counts,
    durationMs: sum('durationMs'),
    files,
    unreadable,
    failures,
    flaky: files.flatMap((file) => file.flaky.map((one) => ({ ...toFailure(one), attempts: one.attempts }))),
    slowest: files
      .flatMap((file) => file.slowest)
      .sort((a, b) => b.durationMs - a.durationMs)
      .slice(0, slowest)
      .map(({ name, suite, className, file, line, durationMs }) => ({
        name,
        suite: suite.path,
        className,
        file,
        line,
        durationMs,
      })),
  };
}

function toFailure({ suite, name, className, message, details, file, line }: Case): Failure {
  return { suite: suite.path, name, className, message, details, file, line };
}
