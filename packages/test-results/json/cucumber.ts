import type { Sink } from '../model.ts';
import { type Outcome, outcomeOf, worst } from './cucumber-outcome.ts';
import type { DocumentFormat, DocumentHandler } from './document-format.ts';
import { makeCase, SuiteRefs } from './make-case.ts';
import { amount, isList, type Json, type Members, members, rows, text } from './values.ts';

const features = '$[]';

/**
 * The JSON of Cucumber in any language, and that of behave. A row is a scenario. A background is none, but what failed in
 * it fails the scenario after it.
 *
 * @see https://github.com/cucumber/json-formatter
 */
export const cucumber: DocumentFormat = {
  name: 'Cucumber JSON',
  parts: [features],
  claims: (seen) => featureOf(seen.first(features)) !== undefined,
  handler: (sink, refuse) => new CucumberHandler(sink, refuse),
};

class CucumberHandler implements DocumentHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #suites = new SuiteRefs();

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  part(_path: string, value: Json): void {
    const feature = featureOf(value) ?? this.#refuse('has a Cucumber feature without a keyword, a name and a file');
    const [file] = placeOf(feature);
    const suite = this.#suites.of([text(feature.name) || file], file);
    let background: Outcome | undefined;
    let failed = false;
    for (const element of rows(feature.elements, this.#refuse)) {
      const own = outcomeOf(element);
      const outcome = background ? worst([background, own]) : own;
      background = element.type === 'background' ? own : undefined;
      if (background) continue;
      failed ||= outcome.state === 'failed';
      const [elementFile, line] = placeOf(element);
      this.#sink.testCase(
        makeCase({ ...outcome, suite, name: text(element.name) || text(element.id), file: elementFile || file, line }),
      );
    }
    // A hook around the feature may fail while no scenario does; behave says so.
    if (!failed && /fail|error/.test(text(feature.status))) {
      this.#sink.suiteFailure({ suite, message: 'The feature failed, though no scenario of it did.', details: '' });
    }
  }

  end(): void {}
}

/** A feature without scenarios has no `elements` everywhere, but each has a keyword and a file. */
function featureOf(value: Json | undefined): Members | undefined {
  const feature = members(value);
  if (typeof feature?.keyword !== 'string' || typeof feature.name !== 'string') return undefined;
  return isList(feature.elements) || placeOf(feature)[0] !== '' ? feature : undefined;
}

/** Cucumber has `uri` and `line`, behave `location`: `features/a.feature:3`. */
function placeOf(one: Members): [file: string, line: number | undefined] {
  const [, file, line] = /^(.+):(\d{1,9})$/.exec(text(one.location)) ?? [];
  return [text(one.uri) || file || '', amount(one.line) || (line === undefined ? undefined : Number(line))];
}
