import { Parser } from 'htmlparser2';
import { UnreadableError } from '../unreadable-error.ts';
import { DocumentType } from './document-type.ts';
import { newlines } from './lines-of.ts';
import { local } from './qualified-name.ts';
import type { XmlEvents } from './scan-xml.ts';

/** What the parser holds at most until something is whole, in characters: a tag, an attribute, a comment, CDATA. */
const longestPiece = 16_000_000;

/** Reads XML that is not well-formed as far as it can be understood. What is not closed is refused. */
export class TolerantParser {
  readonly #events: XmlEvents;
  readonly #parser: Parser;
  /** The open elements, and where their start tags end, in characters. */
  readonly #elements: { name: string; end: number }[] = [];
  readonly #documentType = new DocumentType();
  /** The element whose start tag is read now. */
  #started: string | undefined;
  /** Where the last comment began, in characters. */
  #heardComment = -1;
  /** While what is written is not part of the file. */
  #quiet = true;
  /** The piece that is read now, the newlines and the characters before it. */
  #chunk = '';
  #linesBefore: number;
  #charactersBefore = 0;
  #heard = 0;

  /**
   * @param open the names of the elements that are open already
   * @param linesBefore how many newlines came before
   */
  constructor(events: XmlEvents, open: readonly string[] = [], linesBefore = 0) {
    this.#events = events;
    this.#linesBefore = linesBefore;
    this.#parser = new Parser(
      {
        onopentagname: (name) => {
          this.#started = name;
        },
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name, implied) => this.#close(name, implied),
        ontext: (text) => this.#text(text),
        oncomment: () => {
          this.#heardComment = this.#parser.startIndex;
          this.#hear();
        },
        onprocessinginstruction: (name, data) => this.#instruction(name, data),
      },
      { xmlMode: true },
    );
    this.write(open.map((name) => `<${name}>`).join(''));
    this.#quiet = false;
  }

  write(chunk: string): void {
    this.#linesBefore += newlines(this.#chunk, 0, this.#chunk.length);
    this.#charactersBefore += this.#chunk.length;
    this.#chunk = chunk;
    this.#parser.write(chunk);
    if (this.#charactersBefore + chunk.length - this.#heard > longestPiece) {
      this.#refuse(`has a tag, a comment or the like of more than ${longestPiece} characters`);
    }
  }

  /** The parser itself tells not whether the text ended in the middle of something. A comment can: it is heard at once. */
  end(): void {
    const inside = this.#started ?? this.#elements.at(-1)?.name;
    this.#quiet = true;
    this.write('<!---->');
    if (inside !== undefined) this.#refuse(`ends inside <${local(inside)}>`);
    if (this.#heardComment !== this.#charactersBefore) this.#refuse('ends inside a tag or a comment');
  }

  /** The line of what is read now, counted from 1. */
  get line(): number {
    return this.#linesBefore + newlines(this.#chunk, 0, this.#parser.startIndex - this.#charactersBefore) + 1;
  }

  /** The handlers throw through the parser: nothing after the first problem is read. */
  #refuse(reason: string): never {
    throw new UnreadableError(reason, this.line);
  }

  #hear(): void {
    this.#heard = this.#parser.endIndex;
  }

  #open(name: string, attributes: Record<string, string>): void {
    this.#hear();
    this.#started = undefined;
    this.#elements.push({ name, end: this.#parser.endIndex });
    if (this.#quiet) return;
    if (this.#documentType.hidesIn(attributes)) this.#refuse(DocumentType.refusal);
    this.#events.open(name, attributes);
  }

  #close(name: string, implied: boolean): void {
    this.#hear();
    if (this.#quiet) return;
    // The parser calls the end of `<a/>` implied too, but that lies where the start tag ends.
    if (this.#elements.pop()?.end !== this.#parser.endIndex && implied) {
      this.#refuse(`has a <${local(name)}> that is not closed`);
    }
    this.#events.close(name);
  }

  #text(text: string): void {
    this.#hear();
    if (this.#quiet) return;
    const element = this.#elements.at(-1);
    const rest = element ? text : this.#documentType.outside(text);
    const hides = element !== undefined && this.#documentType.hidesInText(local(element.name), text);
    if (hides || rest === undefined) this.#refuse(DocumentType.refusal);
    else if (rest !== '') this.#events.text(rest);
  }

  #instruction(name: string, data: string): void {
    this.#hear();
    if (name.startsWith('!') && !this.#quiet) this.#documentType.declaration(data);
  }
}
