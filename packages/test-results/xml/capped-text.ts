/** The text of an element while it is read in pieces; what is beyond the limit is dropped, and the text says so. */
export class CappedText {
  readonly #limit: number;
  #text = '';
  #full = false;

  /** @param limit in characters */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    if (this.#full) return;
    const room = this.#limit - this.#text.length;
    this.#full = text.length > room;
    this.#text += this.#full ? `${text.slice(0, room)}\n… (the rest is left out)` : text;
  }

  /** Without the blanks around it, and with the ends of lines of one kind. */
  get value(): string {
    return this.#text.trim().replaceAll('\r\n', '\n');
  }
}
