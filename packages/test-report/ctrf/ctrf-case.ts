import type { Row } from '../row.ts';
import { noName } from '../words.ts';

/** A report can claim any number of attempts; more of them than this are counted, not listed. */
const maxAttempts = 100;

/**
 * One test as CTRF has it. What the format has no field for stands in `extra`, to be read back: the file of test results,
 * and the class.
 *
 * @returns a value for JSON; texts are as untrusted as they were
 * @see https://github.com/ctrf-io/ctrf/blob/main/spec/ctrf.md
 */
export function ctrfCase(row: Row): Record<string, unknown> {
  const { report, suite, className, name, state, flaky, message, details, file, line } = row;
  // A flaky test's message and trace are those of an attempt that failed.
  const reason = {
    ...(message === '' ? {} : { message }),
    ...(details === '' ? {} : { trace: details }),
  };
  const retries = Math.min(Math.max(whole(row.attempts) - 1, flaky ? 1 : 0), 1_000_000);
  return {
    name: name.trim() === '' ? noName : name,
    status: state,
    duration: whole(row.durationMs),
    ...(suite.length === 0 ? {} : { suite }),
    ...(flaky ? {} : reason),
    // Without it a reader takes a test that passed at a second attempt for a flaky one.
    ...(retries === 0 ? {} : { flaky }),
    ...(file === '' ? {} : { filePath: file }),
    ...(line !== undefined && Number.isSafeInteger(line) ? { line } : {}),
    ...(retries === 0 ? {} : { retries }),
    ...(flaky ? { retryAttempts: failedAttempts(retries, reason) } : {}),
    extra: { report, ...(className === '' ? {} : { className }) },
  };
}

/** Of the failed attempts the report says one reason. */
function failedAttempts(retries: number, reason: object): readonly object[] {
  return Array.from({ length: Math.min(retries, maxAttempts) }, (_, index) => ({
    attempt: index + 1,
    status: 'failed',
    ...(index === 0 ? reason : {}),
  }));
}

/** @returns a whole number of at least zero; zero for what is none */
function whole(number: number): number {
  return number > 0 && number <= Number.MAX_SAFE_INTEGER ? Math.round(number) : 0;
}
