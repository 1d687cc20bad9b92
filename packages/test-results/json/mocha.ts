import type { Sink, State } from '../model.ts';
import type { DocumentFormat, DocumentHandler } from './document-format.ts';
import { cutDetails, failureTexts, lineIn, makeCase, SuiteRefs } from './make-case.ts';
import { amount, type Json, members, text } from './values.ts';

/** Each test stands in one of these, and in `tests` too, which does not say what came of it. */
const lists: ReadonlyMap<string, State> = new Map([
  ['$.passes[]', 'passed'],
  ['$.failures[]', 'failed'],
  ['$.pending[]', 'skipped'],
]);

/**
 * The JSON of Mocha (`--reporter json`).
 *
 * @see https://github.com/mochajs/mocha/blob/main/lib/reporters/json.js
 */
export const mocha: DocumentFormat = {
  name: 'Mocha JSON',
  parts: [...lists.keys()],
  marks: ['$.stats', '$.tests'],
  claims: (seen) => {
    const isTest = [...lists.keys()].some((path) => {
      const first = members(seen.first(path));
      return typeof first?.title === 'string' && typeof first.fullTitle === 'string';
    });
    const arrays = ['$.tests', '$.passes', '$.failures', '$.pending'];
    return isTest || (seen.kind('$.stats') === 'object' && arrays.every((path) => seen.kind(path) === 'array'));
  },
  handler: (sink, refuse) => new MochaHandler(sink, refuse),
};

/** Mocha reports a hook that failed as if it were a test, under this title. */
const hook = /^"(before|after) (all|each)" hook\b/;

class MochaHandler implements DocumentHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #suites = new SuiteRefs();

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  part(path: string, value: Json): void {
    const test = members(value) ?? this.#refuse('has a Mocha test that is no object');
    const state = lists.get(path) ?? 'failed';
    const title = text(test.title);
    const fullTitle = text(test.fullTitle);
    // The titles around the test are joined by blanks, so that they are one name.
    const suite = this.#suites.of([
      fullTitle.endsWith(title) ? fullTitle.slice(0, fullTitle.length - title.length) : '',
    ]);
    const err = members(test.err);
    const { message, details } = failureTexts(text(err?.message), text(err?.stack));
    if (state === 'failed' && hook.test(title)) {
      this.#sink.suiteFailure({ suite, message: `${title}: ${message}`, details: cutDetails(details) });
      return;
    }
    const file = text(test.file);
    const retries = amount(test.currentRetry);
    this.#sink.testCase(
      makeCase({
        suite,
        name: title || fullTitle,
        state,
        attempts: retries + 1,
        flaky: state === 'passed' && retries > 0,
        message,
        details,
        file,
        line: lineIn(details, file),
        durationMs: amount(test.duration),
      }),
    );
  }

  end(): void {}
}
