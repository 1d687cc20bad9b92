import type { Sink, SuiteRef } from '../model.ts';
import { FailureText, JUnitCase, suiteRef } from './junit-case.ts';
import type { Attributes, XmlFormat, XmlHandler } from './read-xml.ts';

/**
 * JUnit XML of any dialect. Nested suites count, a row is a `<testcase>`, and the numbers that a suite declares are not
 * believed.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export const junit: XmlFormat = {
  name: 'JUnit XML',
  claims: (root) => root === 'testsuites' || root === 'testsuite',
  handler: (sink) => new JUnitHandler(sink),
};

interface Element {
  name: string;
  /** Set for a result element; the text inside goes there. */
  text?: FailureText;
  /** Set for a failure that stands beside the cases, not in one. */
  ofSuite?: true;
}

class JUnitHandler implements XmlHandler {
  readonly #sink: Sink;
  readonly #elements: Element[] = [];
  readonly #suites: SuiteRef[] = [];
  readonly #cases: JUnitCase[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes): void {
    const element: Element = { name };
    if (name === 'testsuites' || name === 'testsuite') {
      this.#suites.push(suiteRef(name === 'testsuite' ? attributes : {}, this.#suites.at(-1)));
    } else if (name === 'testcase') {
      this.#cases.push(new JUnitCase(attributes, this.#suite));
    } else this.#openResult(element, attributes);
    this.#elements.push(element);
  }

  /** A result counts where it stands: `<failure>` in a case, or in a suite; not within `<rerunFailure>` or output. */
  #openResult(element: Element, attributes: Attributes): void {
    const state = results.get(element.name);
    const parent = this.#elements.at(-1)?.name ?? '';
    if (state === undefined) return;
    if (parent === 'testcase') {
      const text = this.#cases.at(-1)?.result(state, attributes);
      if (text) element.text = text;
    } else if (parent.startsWith('testsuite') && state === 'failed') {
      element.text = new FailureText(attributes);
      element.ofSuite = true;
    }
  }

  close(name: string): void {
    const element = this.#elements.pop();
    if (name === 'testsuites' || name === 'testsuite') this.#suites.pop();
    else if (name === 'testcase') {
      const done = this.#cases.pop();
      if (done) this.#sink.testCase(done.finish());
    } else if (element?.ofSuite && element.text) {
      const { message, details } = element.text;
      this.#sink.suiteFailure({ suite: this.#suite, message, details });
    }
  }

  /** Some dialects put elements into a failure: their text is part of it. */
  text(text: string): void {
    for (let index = this.#elements.length - 1; index >= 0; index--) {
      const element = this.#elements[index];
      if (element?.name === 'testcase' || element?.name === 'testsuite') return;
      if (element?.text) {
        element.text.add(text);
        return;
      }
    }
  }

  get #suite(): SuiteRef {
    return this.#suites.at(-1) ?? { path: [], declaredMs: 0 };
  }
}

const results: ReadonlyMap<string, 'failed' | 'skipped'> = new Map([
  ['failure', 'failed'],
  ['error', 'failed'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['disabled', 'skipped'],
]);
