import { limits } from '../limits.ts';

/** Text that comes in pieces: of a long one the beginning and the end are kept, and it says what was left out. */
export class BoundedText {
  readonly #headLimit: number;
  readonly #tailLimit: number;
  #head = '';
  #tail = '';
  #dropped = 0;

  /** @param limit in characters */
  constructor(limit: number = limits.details) {
    this.#tailLimit = Math.floor(limit / 4);
    this.#headLimit = limit - this.#tailLimit;
  }

  /** How many characters are held now; at times a quarter more than the limit. */
  get size(): number {
    return this.#head.length + this.#tail.length;
  }

  add(text: string): void {
    const room = this.#headLimit - this.#head.length;
    this.#head += room >= text.length ? text : text.slice(0, Math.max(0, room));
    if (text.length > room) this.#tail += room > 0 ? text.slice(room) : text;
    // Cut only now and then: a long output would be copied for each of its lines.
    if (this.#tail.length > 2 * this.#tailLimit) this.#cut();
  }

  #cut(): void {
    const over = this.#tail.length - this.#tailLimit;
    if (over <= 0) return;
    this.#dropped += over;
    this.#tail = this.#tail.slice(over);
  }

  get text(): string {
    this.#cut();
    if (this.#dropped === 0) return this.#head + this.#tail;
    return `${this.#head}\n… (${this.#dropped} characters are left out) …\n${this.#tail}`;
  }
}
