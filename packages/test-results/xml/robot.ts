import { limits } from '../limits.ts';
import type { Sink, SuiteRef } from '../model.ts';
import { CappedText } from './capped-text.ts';
import { caseOf } from './case-of.ts';
import { ElementStack } from './element-stack.ts';
import type { Attributes, XmlFormat, XmlHandler } from './read-xml.ts';
import { FailedKeywords } from './robot-keywords.ts';
import { robotMessage, robotMilliseconds, robotState } from './robot-status.ts';

/**
 * The `output.xml` of Robot Framework 3 to 7.
 *
 * @see https://github.com/robotframework/robotframework/tree/master/doc/schema
 */
export const robot: XmlFormat = {
  name: 'Robot Framework XML',
  claims: (root) => root === 'robot',
  handler: (sink) => new RobotHandler(sink),
};

/** A suite, a test, or a setup or teardown of a suite while it is read. */
interface Open {
  attributes: Attributes;
  /** Those of its `<status>`. */
  status: Attributes;
  message: CappedText;
}

interface OpenSuite extends Open {
  path: readonly string[];
  source: string;
  /** What its cases refer to. */
  ref: SuiteRef;
  failedInside: boolean;
}

class RobotHandler implements XmlHandler {
  readonly #sink: Sink;
  readonly #elements = new ElementStack();
  readonly #suites: OpenSuite[] = [];
  #test: Open | undefined;
  /** The setup or teardown of a suite. */
  #fixture: Open | undefined;
  #keywords = new FailedKeywords();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes): void {
    const parent = this.#elements.name();
    let into: CappedText | undefined;
    const inside = this.#test ?? this.#fixture;
    if (inside) into = this.#inside(inside, name, attributes);
    else if (name === 'status' && parent === 'suite') into = this.#openSuiteStatus(attributes);
    else if (name === 'suite' && (parent === 'robot' || parent === 'suite')) this.#openSuite(attributes);
    else if (parent === 'suite' && name === 'test') this.#test = opened(attributes);
    else if (parent === 'suite' && name === 'kw') this.#fixture = opened(attributes);
    this.#elements.push(name, into);
  }

  #openSuite(attributes: Attributes): void {
    const around = this.#suites.at(-1);
    const name = (attributes.name ?? '').trim().slice(0, limits.name);
    const path = name === '' ? (around?.path ?? []) : [...(around?.path ?? []), name];
    const source = attributes.source || around?.source || '';
    this.#suites.push({ ...opened(attributes), path, source, ref: { path, declaredMs: 0 }, failedInside: false });
  }

  #openSuiteStatus(attributes: Attributes): CappedText | undefined {
    const suite = this.#suites.at(-1);
    if (suite) suite.status = attributes;
    return suite?.message;
  }

  /** @returns where the text of an element goes that stands in a test, a setup or a teardown */
  #inside(open: Open, name: string, attributes: Attributes): CappedText | undefined {
    if (name === 'msg') return this.#keywords.message(attributes);
    if (name !== 'status') this.#keywords.open(name, attributes);
    else if (this.#keywords.inside) this.#keywords.status(attributes);
    else {
      open.status = attributes;
      return open.message;
    }
    return undefined;
  }

  text(text: string): void {
    this.#elements.text(text);
  }

  close(name: string): void {
    this.#elements.pop();
    const parent = this.#elements.name();
    if (this.#keywords.inside) {
      if (name !== 'status' && name !== 'msg') this.#keywords.close();
    } else if (this.#test && name === 'test') this.#finishTest(this.#test);
    else if (this.#fixture && name === 'kw') this.#finishFixture(this.#fixture);
    else if (name === 'suite' && (parent === 'robot' || parent === 'suite')) this.#finishSuite();
  }

  #finishTest({ attributes, status, message }: Open): void {
    const suite = this.#suites.at(-1);
    const state = robotState(status.status);
    const said = robotMessage(message.value);
    const line = Number(attributes.line);
    if (suite && state === 'failed') suite.failedInside = true;
    const retried = state === 'passed' && said.failedBefore;
    this.#sink.testCase(
      caseOf({
        suite: suite?.ref ?? { path: [], declaredMs: 0 },
        name: attributes.name ?? '',
        state,
        message: said.text || (state === 'failed' && status.status === undefined ? 'the test has no status' : ''),
        details: this.#keywords.details,
        durationMs: robotMilliseconds(status),
        attempts: said.attempts,
        flaky: retried,
        declared: { file: suite?.source ?? '', line: Number.isInteger(line) && line > 0 ? line : undefined },
      }),
    );
    this.#test = undefined;
    this.#keywords = new FailedKeywords();
  }

  /** In the file the tests of a suite whose teardown failed still passed; Robot Framework fails them later. */
  #finishFixture({ attributes, status, message }: Open): void {
    if (robotState(status.status) === 'failed') {
      const suite = this.#suites.at(-1);
      if (suite) suite.failedInside = true;
      const type = attributes.type?.trim().toLowerCase() || 'keyword';
      const what = [attributes.name, message.value || this.#keywords.firstMessage].filter((part) => part).join(': ');
      this.#sink.suiteFailure({
        suite: suite?.ref ?? { path: [], declaredMs: 0 },
        message: `suite ${type} failed${what === '' ? '' : `: ${what}`}`.slice(0, limits.message),
        details: this.#keywords.details,
      });
    }
    this.#fixture = undefined;
    this.#keywords = new FailedKeywords();
  }

  /** A suite fails with its tests. If none did, it is not known why, but it is no success. */
  #finishSuite(): void {
    const done = this.#suites.pop();
    if (!done) return;
    const { status, message, ref } = done;
    const alone = !done.failedInside && status.status !== undefined && robotState(status.status) === 'failed';
    if (alone) this.#sink.suiteFailure({ suite: ref, message: message.value || 'the suite failed', details: '' });
    const around = this.#suites.at(-1);
    if (around && (alone || done.failedInside)) around.failedInside = true;
  }
}

function opened(attributes: Attributes): Open {
  return { attributes, status: {}, message: new CappedText(limits.message) };
}
