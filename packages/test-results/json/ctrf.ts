import { stripColours } from '@ci-actions/format/strip-colours';
import { limits } from '../limits.ts';
import type { Sink, State } from '../model.ts';
import type { DocumentFormat, DocumentHandler, Seen } from './document-format.ts';
import { type FailureTexts, firstLine, makeCase, SuiteRefs, stateOf } from './make-case.ts';
import { amount, isList, type Json, type Members, members, objects, text, texts } from './values.ts';

const tests = '$.results.tests[]';
/** What `test-report` itself writes where CTRF has no field for it: neither is a success. */
const suiteFailures = '$.results.extra.suiteFailures[]';
const unreadable = '$.results.extra.unreadable[]';

/**
 * CTRF, of any of its versions: `suite` is a path or, in older ones, a text.
 *
 * @see https://github.com/ctrf-io/ctrf/blob/main/specification/schema-ctrf.json
 */
export const ctrf: DocumentFormat = {
  name: 'CTRF JSON',
  parts: [tests, suiteFailures, unreadable, '$.reportFormat'],
  marks: ['$.results.summary', '$.results.tool'],
  claims: (seen) => {
    if (seen.first('$.reportFormat') === 'CTRF') return seen.kind('$.results') === 'object';
    if (seen.kind('$.results.tests') !== 'array') return false;
    const first = members(seen.first(tests));
    const isTest = typeof first?.name === 'string' && typeof first.status === 'string';
    const hasFrame = seen.kind('$.results.summary') === 'object' && seen.kind('$.results.tool') === 'object';
    return isTest || hasFrame;
  },
  handler: (sink, refuse, seen) => new CtrfHandler(sink, refuse, seen),
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
  readonly #seen: Seen;
  readonly #suites = new SuiteRefs();

  constructor(sink: Sink, refuse: (reason: string) => never, seen: Seen) {
    this.#sink = sink;
    this.#refuse = refuse;
    this.#seen = seen;
  }

  part(path: string, value: Json): void {
    if (path === tests) this.#test(value);
    else if (path === suiteFailures) {
      const { suite, message } = members(value) ?? {};
      this.#suiteFailure(texts(suite), text(message));
    } else if (path === unreadable) {
      const { file, reason } = members(value) ?? {};
      this.#suiteFailure([], `${text(file) || 'A file of test results'} ${text(reason) || 'could not be read'}`);
    }
  }

  #suiteFailure(path: readonly string[], message: string): void {
    const said = stripColours(message).trim().slice(0, limits.message);
    this.#sink.suiteFailure({ suite: this.#suites.of(path), message: said, details: '' });
  }

  #test(value: Json): void {
    const test = members(value) ?? this.#refuse('has a CTRF test that is no object');
    const { state, message } = stateOf(states, text(test.status));
    const attempts = objects(test.retryAttempts);
    const failures = attempts.filter(({ status }) => status === 'failed');
    const retried = amount(test.retries) > 0 || failures.length > 0;
    // A flaky test has the texts of its failed attempts, and none of its own.
    const own = textsOf([test]);
    const said = own.message === '' && own.details === '' ? textsOf(failures) : own;
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

  end(): void {
    if (this.#seen.kind('$.results.tests') !== 'array') this.#refuse('says that it is CTRF, but has no list of tests');
  }
}

/** Message and trace are kept apart, and the message whole, so that what `test-report` wrote is read back as it was. */
function textsOf(attempts: readonly Members[]): FailureTexts {
  const said = attempts.map(({ message, trace }) => [message, trace].map((one) => stripColours(text(one)).trim()));
  const first = said.find(([message, trace]) => message !== '' || trace !== '');
  return {
    message: first?.[0] || firstLine(first?.[1] ?? ''),
    details: said
      .map(([message, trace]) => trace || (first?.[0] === message ? '' : message))
      .filter((one) => one !== '')
      .join('\n\n'),
  };
}
