import type { Sink, State } from '../model.ts';
import type { DocumentFormat, DocumentHandler } from './document-format.ts';
import { failureTexts, joinFailures, makeCase, SuiteRefs, stateOf } from './make-case.ts';
import { amount, isList, type Json, type Members, members, objects, text, texts } from './values.ts';

const tests = '$.results.tests[]';

/**
 * CTRF, of any of its versions: `suite` is a path or, in older ones, a text.
 *
 * @see https://github.com/ctrf-io/ctrf/blob/main/specification/schema-ctrf.json
 */
export const ctrf: DocumentFormat = {
  name: 'CTRF JSON',
  parts: [tests, '$.reportFormat'],
  marks: ['$.results.summary', '$.results.tool'],
  claims: (seen) => {
    if (seen.kind('$.results.tests') !== 'array') return false;
    const first = members(seen.first(tests));
    const isTest = typeof first?.name === 'string' && typeof first.status === 'string';
    const hasFrame = seen.kind('$.results.summary') === 'object' && seen.kind('$.results.tool') === 'object';
    return isTest || hasFrame || seen.first('$.reportFormat') === 'CTRF';
  },
  handler: (sink, refuse) => new CtrfHandler(sink, refuse),
};

const states: ReadonlyMap<string, State> = new Map([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['pending', 'skipped'],
  ['other', 'skipped'],
]);

class CtrfHandler implements DocumentHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #suites = new SuiteRefs();

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  part(path: string, value: Json): void {
    if (path !== tests) return;
    const test = members(value) ?? this.#refuse('has a CTRF test that is no object');
    const { state, message } = stateOf(states, text(test.status));
    const attempts = objects(test.retryAttempts);
    const failures = attempts.filter(({ status }) => status === 'failed');
    const retried = amount(test.retries) > 0 || failures.length > 0;
    const own = textsOf(test);
    // A flaky test has the texts of its failed attempts; it has none of its own where the report has attempts.
    const said = own.details === '' && state !== 'skipped' ? joinFailures(failures.map(textsOf)) : own;
    this.#sink.testCase(
      makeCase({
        suite: this.#suites.of(isList(test.suite) ? texts(test.suite) : [text(test.suite)]),
        name: text(test.name),
        className: text(members(test.extra)?.className),
        state,
        attempts: Math.max(amount(test.retries) + 1, attempts.length),
        flaky: state === 'passed' && (test.flaky === true || (test.flaky !== false && retried)),
        message: said.message || message,
        details: said.details,
        file: text(test.filePath),
        line: amount(test.line) || undefined,
        durationMs: amount(test.duration),
      }),
    );
  }

  end(): void {}
}

function textsOf(test: Members) {
  return failureTexts(text(test.message), text(test.trace));
}
