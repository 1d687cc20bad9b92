import type { Sink, State } from '../model.ts';
import type { DocumentFormat, DocumentHandler } from './document-format.ts';
import { cutDetails, failureTexts, lineIn, makeCase, SuiteRefs, stateOf } from './make-case.ts';
import { amount, isList, type Json, type Members, members, objects, rows, text } from './values.ts';

const roots = '$.results[]';

/**
 * The JSON of Mochawesome, also merged: root suites with suites in them.
 *
 * @see https://github.com/adamgruber/mochawesome/blob/master/src/utils.js
 */
export const mochawesome: DocumentFormat = {
  name: 'Mochawesome JSON',
  parts: [roots],
  marks: ['$.stats.testsRegistered'],
  claims: (seen) =>
    suiteOf(seen.first(roots)) !== undefined ||
    (seen.kind('$.results') === 'array' && seen.kind('$.stats.testsRegistered') === 'number'),
  handler: (sink, refuse) => new MochawesomeHandler(sink, refuse),
};

const states: ReadonlyMap<string, State> = new Map([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['pending', 'skipped'],
  ['skipped', 'skipped'],
]);

class MochawesomeHandler implements DocumentHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #suites = new SuiteRefs();

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  part(_path: string, value: Json): void {
    this.#suite(value, [], '');
  }

  #suite(value: Json, around: readonly string[], fileAround: string): void {
    const suite = suiteOf(value) ?? this.#refuse('has a Mochawesome suite without `tests` and `suites`');
    const path = [...around, text(suite.title)];
    const file = text(suite.fullFile) || text(suite.file) || fileAround;
    for (const hook of [...objects(suite.beforeHooks), ...objects(suite.afterHooks)]) {
      if (hook.fail !== true && hook.state !== 'failed') continue;
      const { message, details } = textsOf(hook);
      this.#sink.suiteFailure({
        suite: this.#suites.of(path, file),
        message: `${text(hook.title)}: ${message}`,
        details: cutDetails(details),
      });
    }
    for (const test of rows(suite.tests, this.#refuse)) this.#case(test, path, file);
    for (const inner of rows(suite.suites, this.#refuse)) this.#suite(inner, path, file);
  }

  #case(test: Members, path: readonly string[], file: string): void {
    const { state, message } = stateOf(states, text(test.state) || flagOf(test));
    const said = textsOf(test);
    this.#sink.testCase(
      makeCase({
        suite: this.#suites.of(path, file),
        name: text(test.title) || text(test.fullTitle),
        state,
        message: said.message || message,
        details: said.details,
        file,
        line: lineIn(said.details, file),
        durationMs: amount(test.duration),
      }),
    );
  }

  end(): void {}
}

function suiteOf(value: Json | undefined): Members | undefined {
  const suite = members(value);
  return isList(suite?.tests) && isList(suite.suites) ? suite : undefined;
}

/** A test that was not run, as a hook before it failed, has no state; the flags tell. */
function flagOf(test: Members): string {
  if (test.fail === true) return 'failed';
  if (test.skipped === true || test.pending === true) return 'skipped';
  return test.pass === true ? 'passed' : '';
}

function textsOf(test: Members) {
  const err = members(test.err);
  return failureTexts(text(err?.message), text(err?.estack));
}
