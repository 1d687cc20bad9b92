import type { Sink } from '../model.ts';
import { unknownFormat } from '../other-kind.ts';
import { UnreadableError } from '../unreadable-error.ts';
import { junit } from './junit.ts';
import { nunit2 } from './nunit2.ts';
import { nunit3 } from './nunit3.ts';
import type { TolerantParser } from './parse-tolerantly.ts';
import { local } from './qualified-name.ts';
import { robot } from './robot.ts';
import { type XmlEvents, XmlScanner } from './scan-xml.ts';
import { testng } from './testng.ts';
import { trx } from './trx.ts';
import { xunit } from './xunit.ts';

/** Deeper than any report; a file that nests further is an attack on the reader. */
const maxDepth = 200;

export type Attributes = Readonly<Record<string, string | undefined>>;

/** Reads one kind of document. Names come without their namespace prefix. */
export interface XmlHandler {
  /** A start tag, the root's too. */
  open(name: string, attributes: Attributes): void;
  /** Text in the element that is open; it may come in pieces, and CDATA counts as text. */
  text(text: string): void;
  close(name: string): void;
  /** The file is over, and it was whole. */
  end?(): void;
}

/** One dialect of test results in XML. */
export interface XmlFormat {
  /** For people: `JUnit XML`. */
  readonly name: string;
  /** Whether a document with this root is of this kind. */
  claims(root: string, attributes: Attributes): boolean;
  /**
   * @param sink where the cases go; what it got before a throw is not to be used
   * @param refuse throws an UnreadableError with the line that is read now
   */
  handler(sink: Sink, refuse: (reason: string) => never): XmlHandler;
}

/** Told apart by their roots. */
const formats: readonly XmlFormat[] = [junit, nunit2, nunit3, xunit, trx, testng, robot];

/**
 * Reads test results in XML of any dialect, as a stream. Entities of a document type are neither loaded nor expanded: a
 * file that declares some is refused, because rows could hide in them.
 *
 * @param chunks the text, in pieces of any size
 * @param sink what it got before a throw is not to be used
 * @param scan false: the tolerant parser reads it all, as the tests of the scanner want it
 * @throws UnreadableError when the text is not well-formed, ends too early, or is another kind of file
 */
export async function readXml(chunks: AsyncIterable<string>, sink: Sink, scan = true): Promise<void> {
  const reader = new XmlReader(sink);
  if (!scan) await reader.takeOver();
  for await (const chunk of chunks) if (!reader.write(chunk)) await reader.takeOver();
  if (!reader.whole) await reader.takeOver();
  reader.end();
}

class XmlReader implements XmlEvents {
  readonly #sink: Sink;
  readonly #scanner = new XmlScanner(this);
  #tolerant: TolerantParser | undefined;
  #handler: XmlHandler | undefined;
  #format: XmlFormat | undefined;
  #depth = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** @returns false where only the tolerant parser can go on */
  write(chunk: string): boolean {
    if (!this.#tolerant) return this.#scanner.write(chunk);
    this.#tolerant.write(chunk);
    return true;
  }

  /** What the scanner has left over is not whole, and how it is not is for one parser to say. */
  get whole(): boolean {
    return this.#tolerant !== undefined || (this.#scanner.open.length === 0 && this.#scanner.rest === '');
  }

  end(): void {
    this.#tolerant?.end();
    if (!this.#handler) throw new UnreadableError('holds no XML element');
    this.#handler.end?.();
  }

  /** The tolerant parser goes on where the scanner is; it is loaded here, because most files never need it. */
  async takeOver(): Promise<void> {
    const { TolerantParser } = await import('./parse-tolerantly.ts');
    const { open, line, rest } = this.#scanner;
    this.#tolerant = new TolerantParser(this, open, line - 1);
    this.#tolerant.write(rest);
  }

  /** Throws through the parsers: nothing after the first problem is read. */
  readonly #refuse = (reason: string): never => {
    throw new UnreadableError(reason, (this.#tolerant ?? this.#scanner).line);
  };

  open(name: string, attributes: Attributes): void {
    const plain = local(name);
    if (this.#depth === 0) this.#root(plain, attributes);
    if (this.#depth >= maxDepth) this.#refuse(`nests elements deeper than ${maxDepth}`);
    this.#depth += 1;
    this.#handler?.open(plain, attributes);
  }

  close(name: string): void {
    this.#depth -= 1;
    this.#handler?.close(local(name));
  }

  text(text: string): void {
    if (this.#depth > 0) this.#handler?.text(text);
    else if (text.trim() !== '') {
      this.#refuse(this.#handler ? 'has text after its root element' : 'does not begin with XML');
    }
  }

  /** Two documents in one file are read one after the other, as some runners append them; both must be of one kind. */
  #root(name: string, attributes: Attributes): void {
    const format = formats.find((one) => one.claims(name, attributes));
    if (!format) {
      this.#refuse(`is XML, ${unknownFormat}: its root is <${name.slice(0, 60)}>`);
    }
    if (this.#format && format !== this.#format) this.#refuse('holds a second document of another kind');
    this.#format = format;
    this.#handler ??= format?.handler(this.#sink, this.#refuse);
  }
}
