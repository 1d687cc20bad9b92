import { Tokenizer, TokenizerError } from '@streamparser/json';
import type { Sink } from '../model.ts';
import { UnreadableError } from '../unreadable-error.ts';
import { Assembler } from './assemble.ts';
import { FormatChooser } from './choose-format.ts';
import { ctrf } from './ctrf.ts';
import { cucumber } from './cucumber.ts';
import type { DocumentFormat } from './document-format.ts';
import { jest } from './jest.ts';
import { mocha } from './mocha.ts';
import { mochawesome } from './mochawesome.ts';
import { playwright } from './playwright.ts';
import { rspec } from './rspec.ts';

const formats: readonly DocumentFormat[] = [ctrf, jest, mocha, mochawesome, playwright, rspec, cucumber];

/** How much may be held, in characters. What is larger is no test result: it would fill the memory. */
export interface Largest {
  /** One text or number, or what stands between two. */
  text: number;
  /** One test, or where tests are nested one suite. */
  part: number;
}

/**
 * Reads test results in one JSON document, as a stream. No more of it is held than one test, or where tests are nested one
 * suite.
 *
 * @param chunks the text, in pieces of any size
 * @param sink what it got before a throw is not to be used
 * @param largest what is larger is refused
 * @throws UnreadableError when the text is no JSON, ends too early, or is no format of test results that is known
 */
export async function readDocument(
  chunks: AsyncIterable<string>,
  sink: Sink,
  largest: Largest = { text: 16_000_000, part: 100_000_000 },
): Promise<void> {
  const reader = new DocumentReader(sink, largest);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
}

class DocumentReader {
  readonly #largest: Largest;
  readonly #tokenizer = new Tokenizer();
  readonly #chooser: FormatChooser;
  readonly #assembler: Assembler;
  /** The piece that is read now, the lines and bytes before it, and the byte at which the last token begins. */
  #chunk = '';
  #linesBefore = 0;
  #bytesBefore = 0;
  #tokenAt = 0;
  /** How many characters came since the last token, and since what is held began. */
  #sinceToken = 0;
  #sinceHeld = 0;
  /** Which part is held: 0 for none, -1 for all since the first while the format is not known. */
  #held = 0;

  constructor(sink: Sink, largest: Largest) {
    this.#largest = largest;
    this.#chooser = new FormatChooser(formats, sink, this.#refuse);
    this.#assembler = new Assembler(
      formats.flatMap(({ parts }) => parts),
      formats.flatMap(({ marks }) => marks ?? []),
      this.#chooser,
      this.#refuse,
    );
    this.#tokenizer.onToken = ({ token, value, offset }) => {
      this.#tokenAt = offset;
      this.#sinceToken = 0;
      this.#assembler.token(token, value);
    };
  }

  write(chunk: string): void {
    this.#chunk = chunk;
    this.#sinceToken += chunk.length;
    try {
      this.#tokenizer.write(chunk);
    } catch (error) {
      if (!(error instanceof TokenizerError)) throw error;
      // The tokenizer tells the byte in its message only.
      const inChunk = Number(/chunk position "(\d+)"/.exec(error.message)?.[1] ?? 0);
      this.#refuseAt('is no valid JSON', inChunk);
    }
    this.#limit(chunk.length);
    this.#linesBefore += newlines(Buffer.from(chunk));
    this.#bytesBefore += Buffer.byteLength(chunk);
  }

  end(): void {
    this.#chunk = '';
    this.#tokenAt = this.#bytesBefore;
    try {
      this.#tokenizer.end();
    } catch (error) {
      if (!(error instanceof TokenizerError)) throw error;
      this.#refuse('ends before its JSON does');
    }
    this.#assembler.end();
    this.#chooser.end();
  }

  #limit(characters: number): void {
    const largest = this.#largest;
    if (this.#sinceToken > largest.text) this.#refuse(`has a text of more than ${largest.text} characters`);
    const held = this.#chooser.holds ? -1 : this.#assembler.holds;
    if (held !== this.#held || held === 0) this.#sinceHeld = 0;
    this.#held = held;
    this.#sinceHeld += characters;
    if (this.#sinceHeld > largest.part) this.#refuse(`has one part of more than ${largest.part} characters`);
  }

  readonly #refuse = (reason: string): never => this.#refuseAt(reason, this.#tokenAt - this.#bytesBefore);

  #refuseAt(reason: string, inChunk: number): never {
    throw new UnreadableError(
      reason,
      this.#linesBefore + newlines(Buffer.from(this.#chunk).subarray(0, Math.max(0, inChunk))) + 1,
    );
  }
}

function newlines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
