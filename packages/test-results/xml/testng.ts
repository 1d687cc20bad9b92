import { limits } from '../limits.ts';
import type { Sink, SuiteRef } from '../model.ts';
import { CappedText } from './capped-text.ts';
import { caseOf } from './case-of.ts';
import { ElementStack } from './element-stack.ts';
import type { Attributes, XmlFormat, XmlHandler } from './read-xml.ts';
import { type TestNGMethod, testngMilliseconds, testngName, testngState } from './testng-method.ts';
import { Retries } from './testng-retries.ts';

/**
 * TestNG's own report, `testng-results.xml`. Configuration methods (`@BeforeMethod`, …) are no rows; one that failed is
 * a failure of its suite.
 *
 * @see https://testng.org/#_test_results
 */
export const testng: XmlFormat = {
  name: 'TestNG XML',
  claims: (root) => root === 'testng-results',
  handler: (sink) => new TestNGHandler(sink),
};

/** Names that nobody chose. */
const defaultName = /^(default|surefire|command line) (suite|test)$/i;

class TestNGHandler implements XmlHandler {
  readonly #sink: Sink;
  readonly #elements = new ElementStack();
  readonly #suites: SuiteRef[] = [];
  readonly #retries: Retries;
  #method: TestNGMethod | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#retries = new Retries(sink);
  }

  open(name: string, attributes: Attributes): void {
    const parent = this.#elements.name();
    let into: CappedText | undefined;
    if (this.#method) into = inside(this.#method, parent, name, attributes);
    else if (suiteNames.has(name) && suiteParents.has(parent)) this.#suites.push(this.#suite(name, attributes));
    else if (name === 'test-method') this.#method = opened(attributes);
    this.#elements.push(name, into);
  }

  #suite(element: string, attributes: Attributes): SuiteRef {
    const around = this.#suites.at(-1)?.path ?? [];
    const name = (attributes.name ?? '').trim().slice(0, limits.name);
    const chosen = name !== '' && (element === 'class' || !defaultName.test(name));
    return { path: chosen ? [...around, name] : around, declaredMs: testngMilliseconds(attributes['duration-ms']) };
  }

  text(text: string): void {
    this.#elements.text(text);
  }

  close(name: string): void {
    this.#elements.pop();
    if (name === 'test-method' && this.#method) {
      this.#finish(this.#method);
      this.#method = undefined;
    } else if (!this.#method && suiteNames.has(name) && suiteParents.has(this.#elements.name())) {
      if (name === 'class') this.#retries.release();
      this.#suites.pop();
    }
  }

  #finish(method: TestNGMethod): void {
    const { attributes } = method;
    const suite = this.#suites.at(-1) ?? { path: [], declaredMs: 0 };
    const state = testngState(attributes.status);
    const done = caseOf({
      suite,
      name: testngName(method),
      className: this.#elements.name() === 'class' ? (suite.path.at(-1) ?? '') : '',
      state,
      message: method.message.value || method.exception,
      details: method.fullStack.value || method.shortStack.value,
      durationMs: testngMilliseconds(attributes['duration-ms']),
    });
    const stack = method.fullStack.value || method.shortStack.value;
    if (attributes['is-config'] !== 'true') this.#retries.add(done, attributes.retried === 'true', stack);
    else if (state === 'failed') {
      const message = `${done.name} failed${done.message === '' ? '' : `: ${done.message}`}`;
      this.#sink.suiteFailure({ suite, message: message.slice(0, limits.message), details: done.details });
    }
  }
}

const suiteNames: ReadonlySet<string> = new Set(['suite', 'test', 'class']);
const suiteParents: ReadonlySet<string> = new Set(['testng-results', 'suite', 'test']);

function opened(attributes: Attributes): TestNGMethod {
  return {
    attributes,
    parameters: [],
    exception: '',
    message: new CappedText(limits.message),
    shortStack: new CappedText(limits.details),
    fullStack: new CappedText(limits.details),
  };
}

/** @returns where the text of an element in a `<test-method>` goes */
function inside(method: TestNGMethod, parent: string, name: string, attributes: Attributes): CappedText | undefined {
  if (parent === 'test-method' && name === 'exception') method.exception = attributes.class ?? '';
  else if (parent === 'exception') {
    if (name === 'message') return method.message;
    if (name === 'short-stacktrace') return method.shortStack;
    if (name === 'full-stacktrace') return method.fullStack;
  } else if (parent === 'param' && name === 'value') {
    const value = new CappedText(limits.name);
    if (attributes['is-null'] === 'true') value.add('null');
    // Names are cut: no more is needed of them.
    if (method.parameters.length < 100) method.parameters.push(value);
    return value;
  }
  return undefined;
}
