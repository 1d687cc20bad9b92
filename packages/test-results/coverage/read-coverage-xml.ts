import { Parser } from 'htmlparser2';
import { UnreadableError } from '../unreadable-error.ts';
import { cobertura } from './cobertura.ts';
import { CoverageFold } from './coverage-fold.ts';
import type { FileLines } from './file-lines.ts';
import { jacoco } from './jacoco.ts';

/** Deeper than any report; a file that nests further is an attack on the reader. */
const maxDepth = 200;

export type Attributes = Readonly<Record<string, string | undefined>>;

/** Reads one kind of coverage in XML. */
export interface CoverageHandler {
  open(name: string, attributes: Attributes): void;
  /** Text in the element that is open; it may come in pieces. */
  text(text: string): void;
  close(name: string): void;
  /** The document ended whole. */
  end(): void;
}

/** One kind of coverage in XML, told by its root. */
export interface CoverageFormat {
  /** For people: `Cobertura XML`. */
  readonly name: string;
  readonly root: string;
  handler(fold: CoverageFold, refuse: (reason: string) => never): CoverageHandler;
}

const formats: readonly CoverageFormat[] = [cobertura, jacoco];

/**
 * Reads coverage in XML, as a stream. A document type may be named, as JaCoCo and Cobertura do; it is not loaded, and one
 * with declarations of its own is refused.
 *
 * @param workspace files inside of it are named relative to it
 * @throws UnreadableError when the text is not well-formed, ends too early, or is another kind of file
 */
export async function readCoverageXml(
  chunks: AsyncIterable<string>,
  workspace: string | undefined,
): Promise<{ format: string; files: ReadonlyMap<string, FileLines> }> {
  const reader = new CoverageXmlReader(workspace);
  for await (const chunk of chunks) reader.write(chunk);
  return reader.end();
}

class CoverageXmlReader {
  readonly #fold: CoverageFold;
  readonly #parser: Parser;
  readonly #elements: { name: string; end: number }[] = [];
  #format: CoverageFormat | undefined;
  #handler: CoverageHandler | undefined;
  #ending = false;
  /** The piece that is read now, the lines and the characters before it. */
  #chunk = '';
  #linesBefore = 0;
  #charactersBefore = 0;

  constructor(workspace: string | undefined) {
    this.#fold = new CoverageFold(workspace, (reason) => this.#refuse(reason));
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name, implied) => this.#close(name, implied),
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

  end(): { format: string; files: ReadonlyMap<string, FileLines> } {
    this.#chunk = '';
    this.#ending = true;
    this.#parser.end();
    if (!this.#handler || !this.#format) throw new UnreadableError('holds no XML element');
    this.#handler.end();
    return { format: this.#format.name, files: this.#fold.files };
  }

  #refuse(reason: string): never {
    const inChunk = Math.max(0, this.#parser.startIndex - this.#charactersBefore);
    throw new UnreadableError(reason, this.#linesBefore + newlines(this.#chunk.slice(0, inChunk)) + 1);
  }

  #open(name: string, attributes: Attributes): void {
    if (this.#elements.length === 0) this.#root(name);
    if (this.#elements.length >= maxDepth) this.#refuse(`nests elements deeper than ${maxDepth}`);
    this.#elements.push({ name, end: this.#parser.endIndex });
    this.#handler?.open(name, attributes);
  }

  #root(name: string): void {
    if (this.#handler) this.#refuse('holds a second document');
    this.#format = formats.find(({ root }) => root === name);
    if (!this.#format) {
      this.#refuse(`is XML, but no format of coverage that is known: its root is <${name.slice(0, 60)}>`);
    }
    this.#handler = this.#format?.handler(this.#fold, (reason) => this.#refuse(reason));
  }

  #close(name: string, implied: boolean): void {
    if (this.#ending) this.#refuse(`ends inside <${name.slice(0, 60)}>`);
    const element = this.#elements.pop();
    // The parser calls the end of `<a/>` implied too, but that lies where the start tag ends.
    if (implied && element?.end !== this.#parser.endIndex)
      this.#refuse(`has a <${name.slice(0, 60)}> that is not closed`);
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
      this.#refuse('declares a document type of its own (DTD), which coverage has no need of');
    }
  }
}

function newlines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
