import { limits } from '../limits.ts';
import type { Sink, State, SuiteRef } from '../model.ts';
import { CappedText } from './capped-text.ts';
import { caseOf } from './case-of.ts';
import { ElementStack } from './element-stack.ts';
import { milliseconds } from './junit-case.ts';
import { withoutClass } from './qualified-name.ts';
import type { Attributes, XmlFormat, XmlHandler } from './read-xml.ts';
import { XUnitSuites } from './xunit-suites.ts';

/** xUnit.net 1 to 3. Other tools have roots named `assembly` too (Maven, Windows): theirs say nothing of a run.
 *
 * @see https://xunit.net/docs/format-xml-v2 and https://xunit.net/docs/format-xml-v3
 */
export const xunit: XmlFormat = {
  name: 'xUnit.net XML',
  claims: (root, attributes) =>
    root === 'assemblies' ||
    (root === 'assembly' && ['test-framework', 'run-date', 'total'].some((name) => attributes[name] !== undefined)),
  handler: (sink) => new XUnitHandler(sink),
};

const states: ReadonlyMap<string, State> = new Map([
  ['pass', 'passed'],
  ['fail', 'failed'],
  ['skip', 'skipped'],
  ['notrun', 'skipped'],
]);

/** A test, an `<error>`, or a failure that stands beside the tests, while it is read. */
interface Open {
  attributes: Attributes;
  hasFailure: boolean;
  type: string;
  message: CappedText;
  stack: CappedText;
  reason: CappedText;
}

class XUnitHandler implements XmlHandler {
  readonly #sink: Sink;
  readonly #elements = new ElementStack();
  #suites = new XUnitSuites('');
  #open: Open | undefined;
  /** The element whose end hands over what is open. */
  #ends = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes): void {
    let into: CappedText | undefined;
    if (this.#open) into = this.#inside(this.#open, name, attributes);
    else if (name === 'assembly') this.#suites = new XUnitSuites(attributes.name ?? '');
    else if (name === 'collection' || name === 'class') this.#suites.enter(attributes);
    else if (name === 'test' || name === 'error' || name === 'failure') this.#begin(name, attributes);
    this.#elements.push(name, into);
  }

  #begin(name: string, attributes: Attributes): void {
    this.#ends = this.#elements.depth;
    this.#open = {
      attributes,
      hasFailure: name !== 'test',
      type: (name === 'failure' && attributes['exception-type']) || '',
      message: new CappedText(limits.message),
      stack: new CappedText(limits.details),
      reason: new CappedText(limits.message),
    };
  }

  #inside(open: Open, name: string, attributes: Attributes): CappedText | undefined {
    const parent = this.#elements.name();
    const level = this.#elements.depth - this.#ends;
    if (parent === 'failure' && name === 'message') return open.message;
    if (parent === 'failure' && name === 'stack-trace') return open.stack;
    if (level !== 1) return undefined;
    if (name === 'failure') {
      open.hasFailure = true;
      open.type = attributes['exception-type'] ?? '';
    }
    // Version 1 has a `<message>` in it, whose text is taken too.
    return name === 'reason' ? open.reason : undefined;
  }

  text(text: string): void {
    this.#elements.text(text);
  }

  close(name: string): void {
    this.#elements.pop();
    const open = this.#open;
    if (open && this.#elements.depth === this.#ends) {
      this.#open = undefined;
      if (name === 'test') this.#finishTest(open);
      else this.#finishFailure(open);
    }
  }

  #finishTest({ attributes, hasFailure, type, message, stack, reason }: Open): void {
    const className = attributes.type ?? '';
    const suite: SuiteRef = this.#suites.of(className);
    const line = Number(attributes['source-line']);
    // A word that is not known, or none, is no success.
    const said = states.get(attributes.result?.trim().toLowerCase() ?? '') ?? 'failed';
    this.#sink.testCase(
      caseOf({
        suite,
        name: withoutClass(attributes.name ?? attributes.method ?? '', className),
        className,
        state: hasFailure ? 'failed' : said,
        message: message.value || type || reason.value,
        details: stack.value,
        durationMs: milliseconds(attributes.time),
        declared: {
          file: attributes['source-file'] ?? '',
          line: Number.isInteger(line) && line > 0 ? line : undefined,
        },
      }),
    );
  }

  /** Of a fixture, or of the assembly's clean-up. */
  #finishFailure({ attributes, type, message, stack }: Open): void {
    const where = [attributes.type, attributes.name].filter((part) => part).join(' ');
    const what = message.value || type || 'failed';
    this.#sink.suiteFailure({
      suite: this.#suites.around,
      message: where === '' ? what : `${where}: ${what}`.slice(0, limits.message),
      details: stack.value,
    });
  }
}
