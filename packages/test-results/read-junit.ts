import { Parser } from 'htmlparser2';
import { FailureText, JUnitCase, suiteRef } from './junit-case.ts';
import type { Sink, SuiteRef } from './model.ts';
import { UnreadableError } from './unreadable-error.ts';

/** Deeper than any report; a file that nests further is an attack on the reader. */
const maxDepth = 200;

interface Element {
  name: string;
  /** Where its start tag ends, in characters. */
  end: number;
  /** Set for a result element; the text inside goes there. */
  text?: FailureText;
  /** Set for a failure that stands beside the cases, not in one. */
  ofSuite?: true;
}

/**
 * Reads JUnit XML of any dialect, as a stream: each case goes to the sink when it ends. Nested suites count, a row is
 * a `<testcase>`, and the numbers that a suite declares are not believed. Entities of a document type are neither
 * loaded nor expanded: a file that declares some is refused, because rows could hide in them.
 *
 * @param chunks the text, in pieces of any size
 * @param sink what it got before a throw is not to be used
 * @throws UnreadableError when the text is not well-formed, ends too early, or is another kind of file
 * @see https://github.com/testmoapp/junitxml
 */
export async function readJUnit(chunks: AsyncIterable<string>, sink: Sink): Promise<void> {
  const reader = new JUnitReader(sink);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
}

class JUnitReader {
  readonly #sink: Sink;
  readonly #parser: Parser;
  readonly #elements: Element[] = [];
  readonly #suites: SuiteRef[] = [];
  readonly #cases: JUnitCase[] = [];
  #sawRoot = false;
  #ending = false;
  /** The piece that is read now, the lines and the characters before it. */
  #chunk = '';
  #linesBefore = 0;
  #charactersBefore = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => this.#open(local(name), attributes),
        onclosetag: (name, implied) => this.#close(local(name), implied),
        ontext: (text) => this.#text(text),
        onprocessinginstruction: (name, data) => this.#instruction(name, data),
      },
      { xmlMode: true },
    );
  }

  write(chunk: string): void {
    this.#chunk = chunk;
    this.#parser.write(chunk);
    this.#linesBefore += newlines(chunk);
    this.#charactersBefore += chunk.length;
  }

  end(): void {
    this.#chunk = '';
    this.#ending = true;
    this.#parser.end();
    if (!this.#sawRoot) {
      throw new UnreadableError(this.#charactersBefore === 0 ? 'is empty' : 'holds no XML element');
    }
  }

  /** The handlers throw through the parser: nothing after the first problem is read. */
  #refuse(reason: string): never {
    const inChunk = Math.max(0, this.#parser.startIndex - this.#charactersBefore);
    throw new UnreadableError(reason, this.#linesBefore + newlines(this.#chunk.slice(0, inChunk)) + 1);
  }

  #open(name: string, attributes: Record<string, string>): void {
    if (this.#elements.length === 0 && name !== 'testsuites' && name !== 'testsuite') {
      this.#refuse(`is XML, but not JUnit XML: its root is <${name.slice(0, 60)}>`);
    }
    if (this.#elements.length >= maxDepth) this.#refuse(`nests elements deeper than ${maxDepth}`);
    this.#sawRoot = true;
    const element: Element = { name, end: this.#parser.endIndex };
    if (name === 'testsuites' || name === 'testsuite') {
      this.#suites.push(suiteRef(name === 'testsuite' ? attributes : {}, this.#suites.at(-1)));
    } else if (name === 'testcase') {
      this.#cases.push(new JUnitCase(attributes, this.#suite));
    } else this.#openResult(element, attributes);
    this.#elements.push(element);
  }

  /** A result counts where it stands: `<failure>` in a case, or in a suite; not within `<rerunFailure>` or output. */
  #openResult(element: Element, attributes: Record<string, string>): void {
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

  #close(name: string, implied: boolean): void {
    if (this.#ending) this.#refuse(`ends inside <${name}>`);
    const element = this.#elements.pop();
    // The parser calls the end of `<a/>` implied too, but that lies where the start tag ends.
    if (implied && element?.end !== this.#parser.endIndex) this.#refuse(`has a <${name}> that is not closed`);
    if (name === 'testsuites' || name === 'testsuite') this.#suites.pop();
    else if (name === 'testcase') {
      const done = this.#cases.pop();
      if (done) this.#sink.testCase(done.finish());
    } else if (element?.ofSuite && element.text) {
      const { message, details } = element.text;
      this.#sink.suiteFailure({ suite: this.#suite, message, details });
    }
  }

  #text(text: string): void {
    if (this.#elements.length === 0) {
      if (text.trim() !== '')
        this.#refuse(this.#sawRoot ? 'has text after its root element' : 'does not begin with XML');
      return;
    }
    // Some dialects put elements into a failure: their text is part of it.
    for (let index = this.#elements.length - 1; index >= 0; index--) {
      const element = this.#elements[index];
      if (element?.name === 'testcase' || element?.name === 'testsuite') return;
      if (element?.text) {
        element.text.add(text);
        return;
      }
    }
  }

  #instruction(name: string, data: string): void {
    if (name.toUpperCase() === '!DOCTYPE' && data.includes('[')) {
      this.#refuse('declares a document type of its own (DTD), which test results have no need of');
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

/** The name without its namespace prefix. */
function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function newlines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
