/** Blocks of Markdown, a blank line between them, within a number of bytes. A block is taken whole or not at all. */
export class Room {
  readonly #limit: number;
  readonly #reserve: number;
  #blocks: string[] = [];
  #used = 0;

  /**
   * @param limit how many bytes of UTF-8 the text may have
   * @param reserve how many of them are kept for `say`
   */
  constructor(limit: number, reserve: number) {
    this.#limit = limit;
    this.#reserve = reserve;
  }

  /** How many bytes a next block may have. */
  get left(): number {
    return this.#limit - this.#reserve - this.#used - 2;
  }

  /** @returns whether the block had room */
  add(block: string): boolean {
    return this.#take(block, this.#reserve);
  }

  /** Adds a remark that may use the reserve. */
  say(remark: string): void {
    this.#take(remark, 0);
  }

  #take(block: string, reserve: number): boolean {
    const size = Buffer.byteLength(block) + 2;
    if (this.#used + size > this.#limit - reserve) return false;
    this.#blocks.push(block);
    this.#used += size;
    return true;
  }

  get text(): string {
    return this.#blocks.length === 0 ? '' : `${this.#blocks.join('\n\n')}\n`;
  }
}
