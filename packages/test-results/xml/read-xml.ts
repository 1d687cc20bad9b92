import { Parser } from 'htmlparser2';
import type { Sink } from '../model.ts';
import { UnreadableError } from '../unreadable-error.ts';
import { junit } from './junit.ts';

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
const formats: readonly XmlFormat[] = [junit];

/**
 * Reads test results in XML of any dialect, as a stream. Entities of a document type are neither loaded nor expanded: a
 * file that declares some is refused, because rows could hide in them.
 *
 * @param chunks the text, in pieces of any size
 * @param sink what it got before a throw is not to be used
 * @throws UnreadableError when the text is not well-formed, ends too early, or is another kind of file
 */
export async function readXml(chunks: AsyncIterable<string>, sink: Sink): Promise<void> {
  const reader = new XmlReader(sink);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
}

interface Element {
  name: string;
  /** Where its start tag ends, in characters. */
  end: number;
}

class XmlReader {
  readonly #sink: Sink;
  readonly #parser: Parser;
  readonly #elements: Element[] = [];
  #handler: XmlHandler | undefined;
  #format: XmlFormat | undefined;
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
    if (!this.#handler) throw new UnreadableError(this.#charactersBefore === 0 ? 'is empty' : 'holds no XML element');
  }

  /** The handlers throw through the parser: nothing after the first problem is read. */
  readonly #refuse = (reason: string): never => {
    const inChunk = Math.max(0, this.#parser.startIndex - this.#charactersBefore);
    throw new UnreadableError(reason, this.#linesBefore + newlines(this.#chunk.slice(0, inChunk)) + 1);
  };

  #open(name: string, attributes: Attributes): void {
    if (this.#elements.length === 0) this.#root(name, attributes);
    if (this.#elements.length >= maxDepth) this.#refuse(`nests elements deeper than ${maxDepth}`);
    this.#elements.push({ name, end: this.#parser.endIndex });
    this.#handler?.open(name, attributes);
  }

  /** Two documents in one file are read one after the other, as some runners append them; both must be of one kind. */
  #root(name: string, attributes: Attributes): void {
    const format = formats.find((one) => one.claims(name, attributes));
    if (!format)
      this.#refuse(`is XML, but no format of test results that is known: its root is <${name.slice(0, 60)}>`);
    if (this.#format && format !== this.#format) this.#refuse(`holds a second document of another kind`);
    this.#format = format;
    this.#handler ??= format?.handler(this.#sink, this.#refuse);
  }

  #close(name: string, implied: boolean): void {
    if (this.#ending) this.#refuse(`ends inside <${name}>`);
    const element = this.#elements.pop();
    // The parser calls the end of `<a/>` implied too, but that lies where the start tag ends.
    if (implied && element?.end !== this.#parser.endIndex) this.#refuse(`has a <${name}> that is not closed`);
    this.#handler?.close(name);
  }

  #text(text: string): void {
    if (this.#elements.length > 0) this.#handler?.text(text);
    else if (text.trim() !== '') {
      this.#refuse(this.#handler ? 'has text after its root element' : 'does not begin with XML');
    }
  }

  #instruction(name: string, data: string): void {
    if (name.toUpperCase() === '!DOCTYPE' && data.includes('[')) {
      this.#refuse('declares a document type of its own (DTD), which test results have no need of');
    }
  }
}

/** The name without its namespace prefix. */
function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function newlines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
