import { bytes } from '@ci-actions/format/units';

/** Blocks of Markdown, a blank line between them, within a number of bytes. A block is taken whole or not at all. */
export class Room {
  readonly #limit: number;
  readonly #what: string;
  readonly #reserve: number;
  #held = 0;
  #blocks: string[] = [];
  #used = 0;

  /**
   * @param limit how many bytes of UTF-8 the text may have
   * @param what is written, for what is said of the left out: `summary`
   */
  constructor(limit: number, what: string) {
    this.#limit = limit;
    this.#what = what;
    // What is said of the left out has room in any case.
    this.#reserve = Math.min(800, Math.floor(limit / 8));
  }

  /** How many bytes a next block may have. */
  get left(): number {
    return this.#limit - this.#reserve - this.#held - this.#used - 2;
  }

  /** How many bytes are used. */
  get used(): number {
    return this.#used;
  }

  /** Keeps bytes back for what comes later, instead of those that were kept back before. */
  hold(size: number): void {
    this.#held = size;
  }

  /** @returns whether the block had room */
  add(block: string): boolean {
    return this.#take(block, this.#reserve + this.#held);
  }

  /** Adds a remark that may use the reserve. */
  say(remark: string): void {
    this.#take(remark, this.#held);
  }

  /** Says that something had no room. */
  leftOut(what: string): void {
    this.say(`> Left out: ${what}; a ${this.#what} may hold ${bytes(this.#limit)}.`);
  }

  #take(block: string, kept: number): boolean {
    const size = Buffer.byteLength(block) + 2;
    if (this.#used + size > this.#limit - kept) return false;
    this.#blocks.push(block);
    this.#used += size;
    return true;
  }

  get text(): string {
    return this.#blocks.length === 0 ? '' : `${this.#blocks.join('\n\n')}\n`;
  }
}
