import { type RowText, textsPerBlock } from './wire.ts';

/** A block of texts that is full. */
export interface TextBlock {
  number: number;
  json: string;
  texts: number;
}

/** When a block of texts is full, in characters: the page reads one to show one text. */
const full = 200_000;
/** How much is kept of a message that has no room whole. */
const brief = 300;

/** Gathers the texts of one kind of rows into blocks, within a room. Holds one block. */
export class TextLane {
  readonly #numbers: Iterator<number>;
  #left: number;
  #leftBrief: number;
  #texts: RowText[] = [];
  #size = 0;
  #number: number;
  /** How many texts had no room, or not whole. */
  leftOut = 0;

  /**
   * @param numbers of blocks, shared by the lanes of a page
   * @param room in characters; a fifth more is for the beginnings of messages that have no room whole
   */
  constructor(numbers: Iterator<number>, room: number) {
    this.#numbers = numbers;
    this.#left = room;
    this.#leftBrief = room / 5;
    this.#number = numbers.next().value;
  }

  /** @returns where the text is, 0 for nowhere, and a block that is full with it */
  add(message: string, details: string): { at: number; block?: TextBlock | undefined } {
    if (message === '' && details === '') return { at: 0 };
    const text = this.#fit(message, details);
    if (text[2] === 1) this.leftOut += 1;
    const at = this.#number * textsPerBlock + this.#texts.length;
    this.#texts.push(text);
    this.#size += text[0].length + text[1].length;
    return { at, block: this.#size >= full || this.#texts.length === textsPerBlock ? this.finish() : undefined };
  }

  /** @returns the last block; undefined where no text is left */
  finish(): TextBlock | undefined {
    if (this.#texts.length === 0) return undefined;
    const block = { number: this.#number, json: JSON.stringify(this.#texts), texts: this.#texts.length };
    this.#texts = [];
    this.#size = 0;
    this.#number = this.#numbers.next().value;
    return block;
  }

  #fit(message: string, details: string): RowText {
    const size = message.length + details.length;
    if (size <= this.#left) {
      this.#left -= size;
      return [message, details];
    }
    const start = message.slice(0, brief).toWellFormed();
    if (start.length > this.#leftBrief) return ['', '', 1];
    this.#leftBrief -= start.length;
    return [start, '', 1];
  }
}
