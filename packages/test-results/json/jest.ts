import type { Sink, State } from '../model.ts';
import type { DocumentFormat, DocumentHandler } from './document-format.ts';
import { cutDetails, failureTexts, joinFailures, lineIn, makeCase, SuiteRefs, stateOf } from './make-case.ts';
import { amount, isList, type Json, type Members, members, rows, text, texts } from './values.ts';

const entries = '$.testResults[]';

/**
 * The JSON of Jest (`--json`) and Vitest (`--reporter=json`): an entry for each file of tests.
 *
 * @see https://github.com/jestjs/jest/blob/main/packages/jest-test-result/src/formatTestResults.ts
 * @see https://vitest.dev/guide/reporters.html#json-reporter
 */
export const jest: DocumentFormat = {
  name: 'Jest or Vitest JSON',
  parts: [entries, '$.success'],
  marks: ['$.numTotalTests'],
  claims: (seen) =>
    entryOf(seen.first(entries)) !== undefined ||
    (seen.kind('$.testResults') === 'array' && seen.kind('$.numTotalTests') === 'number'),
  handler: (sink, refuse) => new JestHandler(sink, refuse),
};

const states: ReadonlyMap<string, State> = new Map([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['pending', 'skipped'],
  ['todo', 'skipped'],
  ['disabled', 'skipped'],
]);

class JestHandler implements DocumentHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #suites = new SuiteRefs();
  #failed = false;
  #success = true;

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  part(path: string, value: Json): void {
    if (path === entries) this.#entry(value);
    else if (value === false) this.#success = false;
  }

  #entry(value: Json): void {
    const entry = entryOf(value) ?? this.#refuse('has an entry of `testResults` without `assertionResults`');
    const file = text(entry.name);
    let failed = false;
    for (const result of rows(entry.assertionResults, this.#refuse)) {
      if (this.#case(result, file) === 'failed') failed = true;
    }
    if (entry.status === 'failed' && !failed) {
      // The file could not be run, or failed outside of its tests.
      const { message, details } = failureTexts(text(entry.message));
      this.#suiteFailure([nameOf(file)], message || 'The file of tests could not be run.', details, file);
    }
    this.#failed ||= failed;
  }

  #case(result: Members, file: string): State {
    const { state, message } = stateOf(states, text(result.status));
    const reasons = texts(result.retryReasons);
    const attempts = Math.max(amount(result.invocations), reasons.length + 1);
    const flaky = state === 'passed' && reasons.length > 0;
    const said = joinFailures((flaky ? reasons : texts(result.failureMessages)).map((reason) => failureTexts(reason)));
    this.#sink.testCase(
      makeCase({
        suite: this.#suites.of([nameOf(file), ...texts(result.ancestorTitles)], file),
        name: text(result.title) || text(result.fullName),
        state,
        attempts,
        flaky,
        message: said.message || message,
        details: said.details,
        file,
        line: lineIn(said.details, file) ?? (amount(members(result.location)?.line) || undefined),
        durationMs: amount(result.duration),
      }),
    );
    return state;
  }

  /** A run that failed without a failed test (an error between the tests, a threshold) is no success. */
  end(): void {
    if (!this.#success && !this.#failed) {
      this.#suiteFailure([], 'The report says that the run failed, though no test of it did.', '', '');
    }
  }

  #suiteFailure(path: readonly string[], message: string, details: string, file: string): void {
    this.#failed = true;
    this.#sink.suiteFailure({ suite: this.#suites.of(path, file), message, details: cutDetails(details) });
  }
}

function entryOf(value: Json | undefined): Members | undefined {
  const entry = members(value);
  return isList(entry?.assertionResults) ? entry : undefined;
}

/** The paths are absolute: their names are what runs on different machines have in common. */
function nameOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
