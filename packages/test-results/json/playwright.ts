import type { Sink, State } from '../model.ts';
import type { DocumentFormat, DocumentHandler } from './document-format.ts';
import { cutDetails, failureTexts, firstLine, joinFailures, makeCase, SuiteRefs, stateOf } from './make-case.ts';
import { amount, isList, type Json, type Members, members, objects, rows, text } from './values.ts';

const files = '$.suites[]';
const errors = '$.errors[]';

/**
 * The JSON of Playwright Test (`--reporter=json`): a suite for each file, with suites and specs in it. A row is a test: a
 * spec in one project.
 *
 * @see https://playwright.dev/docs/test-reporters#json-reporter
 */
export const playwright: DocumentFormat = {
  name: 'Playwright JSON',
  parts: [files, errors, '$.config.rootDir'],
  marks: ['$.stats.unexpected'],
  claims: (seen) => {
    const isRun = seen.kind('$.suites') === 'array' && seen.kind('$.errors') === 'array';
    return suiteOf(seen.first(files)) !== undefined || (isRun && seen.kind('$.config') === 'object');
  },
  handler: (sink, refuse) => new PlaywrightHandler(sink, refuse),
};

const states: ReadonlyMap<string, State> = new Map([
  ['expected', 'passed'],
  ['flaky', 'passed'],
  ['unexpected', 'failed'],
  ['skipped', 'skipped'],
]);

class PlaywrightHandler implements DocumentHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #suites = new SuiteRefs();
  /** What the paths of the files are relative to. */
  #root = '';

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  part(path: string, value: Json): void {
    if (path === files) this.#suite(value, [], '');
    else if (path === errors) this.#error(members(value));
    else this.#root = text(value);
  }

  /** An error outside of the tests: a file that could not be loaded, a global setup that failed. */
  #error(error: Members | undefined): void {
    const { message, details } = textsOf(error);
    const { file, line } = members(error?.location) ?? {};
    const place = text(file) === '' ? '' : `at ${text(file)}:${amount(line)}`;
    this.#sink.suiteFailure({
      suite: this.#suites.of([]),
      message: message || 'An error occurred outside of the tests.',
      details: cutDetails(details.includes(place) ? details : `${details}\n${place}`.trim()),
    });
  }

  #suite(value: Json, around: readonly string[], fileAround: string): void {
    const suite = suiteOf(value) ?? this.#refuse('has a Playwright suite without a title, or without specs and suites');
    const path = [...around, text(suite.title)];
    const file = text(suite.file) || fileAround;
    for (const spec of rows(suite.specs, this.#refuse)) this.#spec(spec, path, file);
    for (const inner of rows(suite.suites, this.#refuse)) this.#suite(inner, path, file);
  }

  #spec(spec: Members, path: readonly string[], fileAround: string): void {
    const file = text(spec.file) || fileAround;
    if (!isList(spec.tests)) this.#refuse('has a Playwright spec without tests');
    for (const test of rows(spec.tests, this.#refuse)) {
      const { state, message } = stateOf(states, text(test.status));
      const results = objects(test.results);
      const failed = results.filter((result) => result.status !== 'passed' && result.status !== 'skipped');
      const last = results.at(-1);
      const flaky = test.status === 'flaky';
      // Each attempt of a flaky test that failed tells something; of a failed test the last one says it all.
      const said = joinFailures((flaky ? failed : failed.slice(-1)).flatMap(errorsOf));
      this.#sink.testCase(
        makeCase({
          suite: this.#suites.of([text(test.projectName), ...path]),
          name: text(spec.title),
          state,
          attempts: results.length,
          flaky,
          message: state === 'skipped' ? reasonOf(test) : said.message || message || text(failed.at(-1)?.status),
          details: said.details,
          file: this.#absolute(file),
          line: lineOf(failed.at(-1), file) ?? (amount(spec.line) || undefined),
          durationMs: amount(last?.duration),
        }),
      );
    }
  }

  #absolute(file: string): string {
    return this.#root === '' || file === '' || /^([/\\]|[a-z]:)/i.test(file) ? file : `${this.#root}/${file}`;
  }

  end(): void {}
}

function suiteOf(value: Json | undefined): Members | undefined {
  const suite = members(value);
  return typeof suite?.title === 'string' && (isList(suite.specs) || isList(suite.suites)) ? suite : undefined;
}

function errorsOf(result: Members) {
  const all = objects(result.errors);
  return (all.length > 0 ? all : [members(result.error)]).map(textsOf);
}

function textsOf(error: Members | undefined) {
  return failureTexts(text(error?.message) || text(error?.value), text(error?.stack));
}

/** Why the test was skipped, as `test.skip(condition, description)` says it. */
function reasonOf(test: Members): string {
  const reason = objects(test.annotations).find(({ type }) => type === 'skip' || type === 'fixme');
  return firstLine(text(reason?.description));
}

/** The line where a result failed, if that is in the file of the test. */
function lineOf(result: Members | undefined, file: string): number | undefined {
  const place = members(result?.errorLocation) ?? members(members(result?.error)?.location);
  return place && text(place.file).replaceAll('\\', '/').endsWith(file) ? amount(place.line) || undefined : undefined;
}
