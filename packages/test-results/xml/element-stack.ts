import type { CappedText } from './capped-text.ts';

/** The elements that are open, and where their text goes. */
export class ElementStack {
  readonly #names: string[] = [];
  #into: CappedText | undefined;
  /** How many elements were open around the one whose text is taken. */
  #outside = 0;

  /** How many elements are open. */
  get depth(): number {
    return this.#names.length;
  }

  /** @returns the name of the innermost open element, or with 1 of the one around it, and so on; empty outside of all */
  name(above = 0): string {
    return this.#names[this.#names.length - 1 - above] ?? '';
  }

  /** @param into gets the text of the element, that of elements in it too */
  push(name: string, into?: CappedText): void {
    if (into && !this.#into) {
      this.#into = into;
      this.#outside = this.#names.length;
    }
    this.#names.push(name);
  }

  pop(): void {
    this.#names.pop();
    if (this.#names.length === this.#outside) this.#into = undefined;
  }

  text(text: string): void {
    this.#into?.add(text);
  }
}
