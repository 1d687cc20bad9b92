import { limits } from '../limits.ts';
import type { Sink, State, SuiteRef } from '../model.ts';
import { CappedText } from './capped-text.ts';
import { caseOf } from './case-of.ts';
import { ElementStack } from './element-stack.ts';
import { milliseconds } from './junit-case.ts';
import { nunitState } from './nunit-state.ts';
import { type NUnitSuite, nunitSuite } from './nunit-suite.ts';
import { splitQualified, withoutClass } from './qualified-name.ts';
import type { Attributes, XmlHandler } from './read-xml.ts';

/** What a suite says when nothing but its cases failed; NUnit gives each suite around a failure this message. */
const ofChildren = /^(child test failed|one or more child tests had)/i;

/** A suite or a case while it is read. */
interface Open {
  attributes: Attributes;
  suite: NUnitSuite;
  state: State | undefined;
  hasFailure: boolean;
  message: CappedText;
  reason: CappedText;
  stack: CappedText;
  /** Of a suite: whether anything in it was handed over as failed. */
  failedInside: boolean;
}

/** Reads NUnit 2 and NUnit 3: they differ in their attributes, not in what their elements mean. */
export class NUnitHandler implements XmlHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #elements = new ElementStack();
  readonly #suites: Open[] = [];
  #case: Open | undefined;

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  open(name: string, attributes: Attributes): void {
    const parent = this.#elements.name();
    const open = this.#case ?? this.#suites.at(-1);
    let into: CappedText | undefined;
    if (isSuite(name)) {
      this.#suites.push(opened(attributes, nunitSuite(name, attributes, this.#suites.at(-1)?.suite)));
    } else if (name === 'test-case') this.#openCase(attributes);
    else if (name === 'failure' && (parent === 'test-case' || isSuite(parent))) {
      if (open) open.hasFailure = true;
    } else if (open && (parent === 'failure' || parent === 'reason') && this.#stands(1)) {
      if (name === 'message') into = parent === 'failure' ? open.message : open.reason;
      else if (name === 'stack-trace') into = open.stack;
    }
    this.#elements.push(name, into);
  }

  /** Whether the element around the innermost is the case, or the suite, that is read: assertions have messages too. */
  #stands(above: number): boolean {
    const name = this.#elements.name(above);
    return this.#case ? name === 'test-case' : isSuite(name);
  }

  #openCase(attributes: Attributes): void {
    for (const name in attributes) {
      if (/["'(),;]/.test(name))
        this.#refuse('has a <test-case> with a bare quote in an attribute, so that it cannot be told where that ends');
    }
    this.#case = opened(attributes, this.#suites.at(-1)?.suite ?? nunitSuite('', {}, undefined));
  }

  text(text: string): void {
    this.#elements.text(text);
  }

  close(name: string): void {
    this.#elements.pop();
    if (name === 'test-case' && this.#case) {
      this.#finishCase(this.#case);
      this.#case = undefined;
    } else if (isSuite(name)) {
      const done = this.#suites.pop();
      if (!done) return;
      const failed = this.#finishSuite(done) || done.failedInside;
      const around = this.#suites.at(-1);
      if (around && failed) around.failedInside = true;
    }
  }

  #finishCase({ attributes, suite, state, hasFailure, message, reason, stack }: Open): void {
    // A `<failure>` outdoes what the attributes say; a case without any result was listed, not run.
    const worst = hasFailure ? 'failed' : (state ?? 'skipped');
    const around = this.#suites.at(-1);
    if (worst === 'failed' && around) around.failedInside = true;
    this.#sink.testCase(
      caseOf({
        suite: suite.ref,
        ...identity(attributes, suite),
        state: worst,
        message: message.value || reason.value || (worst === 'failed' ? (attributes.label ?? '') : ''),
        details: stack.value,
        durationMs: milliseconds(attributes.duration ?? attributes.time),
      }),
    );
  }

  /**
   * A suite that failed with nothing in it that did, or with a message of its own, failed by itself: in its setup or
   * teardown, or because it could not be loaded.
   *
   * @returns whether it was handed over
   */
  #finishSuite({ attributes, suite, state, hasFailure, message, reason, stack, failedInside }: Open): boolean {
    if (!hasFailure && state !== 'failed') return false;
    const said = message.value || reason.value;
    const ofItsOwn = said !== '' && !ofChildren.test(said) && attributes.site?.toLowerCase() !== 'parent';
    if (failedInside && !(hasFailure && ofItsOwn)) return false;
    const ref: SuiteRef = suite.ref;
    this.#sink.suiteFailure({ suite: ref, message: said || 'the suite failed', details: stack.value });
    return true;
  }
}

function opened(attributes: Attributes, suite: NUnitSuite): Open {
  return {
    attributes,
    suite,
    state: nunitState(attributes),
    hasFailure: false,
    message: new CappedText(limits.message),
    reason: new CappedText(limits.message),
    stack: new CappedText(limits.details),
    failedInside: false,
  };
}

function isSuite(name: string): boolean {
  return name === 'test-suite' || name === 'test-run' || name === 'test-results';
}

/** NUnit 3 gives the name and its class apart; NUnit 2 in one. */
function identity(attributes: Attributes, suite: NUnitSuite): { className: string; name: string } {
  const { name = '', fullname, classname } = attributes;
  const { qualified } = suite;
  if (classname !== undefined && classname !== '') return { className: classname, name: withoutClass(name, classname) };
  if (fullname !== undefined && name !== '' && fullname.endsWith(`.${name}`)) {
    return { className: fullname.slice(0, -name.length - 1), name };
  }
  const short = withoutClass(name, qualified);
  if (short !== name) return { className: qualified, name: short };
  return splitQualified(name.slice(0, limits.name)) ?? { className: qualified, name };
}
