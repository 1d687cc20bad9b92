import { MergeRetries } from '../merge-retries.ts';
import type { Sink, SuiteRef } from '../model.ts';
import { FailureText, JUnitCase, suiteRef } from './junit-case.ts';
import type { Attributes, XmlFormat, XmlHandler } from './read-xml.ts';

/**
 * JUnit XML of any dialect. Nested suites count, a row is a `<testcase>`, and the numbers that a suite declares are not
 * believed. Rows that are attempts at one test become one.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export const junit: XmlFormat = {
  name: 'JUnit XML',
  claims: (root) => root === 'testsuites' || root === 'testsuite',
  handler: (sink) => new JUnitHandler(sink),
};

/** A result element that is open. */
interface Result {
  readonly text: FailureText;
  /** How many elements are around it. */
  readonly depth: number;
  /** Whether it stands beside the cases, not in one. */
  readonly ofSuite: boolean;
}

class JUnitHandler implements XmlHandler {
  readonly #sink: MergeRetries;
  readonly #elements: string[] = [];
  readonly #suites: SuiteRef[] = [];
  readonly #cases: JUnitCase[] = [];
  readonly #results: Result[] = [];
  /** How many elements are around the output that is left out now. */
  #output: number | undefined;

  constructor(sink: Sink) {
    this.#sink = new MergeRetries(sink);
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'testcase') this.#cases.push(new JUnitCase(attributes, this.#suite));
    else if (name === 'testsuite') this.#suites.push(suiteRef(attributes, this.#suites.at(-1)));
    else if (name === 'testsuites') this.#suites.push(suiteRef({}, this.#suites.at(-1)));
    else if (name === 'system-out' || name === 'system-err') this.#output ??= this.#elements.length;
    else this.#openResult(name, attributes);
    this.#elements.push(name);
  }

  /** A result counts where it stands: `<failure>` in a case, or in a suite; not within `<rerunFailure>` or output. */
  #openResult(name: string, attributes: Attributes): void {
    const result = results.get(name);
    if (result === undefined) return;
    const depth = this.#elements.length;
    const parent = this.#elements.at(-1);
    const testCase = this.#cases.at(-1);
    if (parent === 'testcase' && testCase) {
      const text = result === 'attempt' ? testCase.failedAttempt(attributes) : testCase.result(result, attributes);
      this.#results.push({ text, depth, ofSuite: false });
    } else if ((parent === 'testsuite' || parent === 'testsuites') && result === 'failed') {
      this.#results.push({ text: new FailureText(attributes), depth, ofSuite: true });
    }
  }

  close(name: string): void {
    this.#elements.pop();
    if (name === 'testcase') {
      const done = this.#cases.pop();
      if (done) this.#sink.testCase(done.finish());
    } else if (name === 'testsuite' || name === 'testsuites') this.#suites.pop();
    else if (this.#results.length > 0) this.#closeResult();
    if (this.#output === this.#elements.length) this.#output = undefined;
  }

  #closeResult(): void {
    if (this.#results.at(-1)?.depth !== this.#elements.length) return;
    const result = this.#results.pop();
    if (!result?.ofSuite) return;
    const { message, details } = result.text;
    this.#sink.suiteFailure({ suite: this.#suite, message, details });
  }

  /** Some dialects put elements into a failure: their text is part of it, but for what the test printed. */
  text(text: string): void {
    if (this.#results.length > 0 && this.#output === undefined) this.#results.at(-1)?.text.add(text);
  }

  end(): void {
    this.#sink.end();
  }

  get #suite(): SuiteRef {
    return this.#suites.at(-1) ?? noSuite;
  }
}

const noSuite: SuiteRef = { path: [], declaredMs: 0 };

/** `attempt`: one that failed and was repeated; whether the case failed is for the other elements to say. */
const results: ReadonlyMap<string, 'failed' | 'skipped' | 'attempt'> = new Map([
  ['failure', 'failed'],
  ['error', 'failed'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['disabled', 'skipped'],
  // https://maven.apache.org/surefire/maven-surefire-plugin/examples/rerun-failing-tests.html
  ['flakyFailure', 'attempt'],
  ['flakyError', 'attempt'],
  ['rerunFailure', 'attempt'],
  ['rerunError', 'attempt'],
]);
