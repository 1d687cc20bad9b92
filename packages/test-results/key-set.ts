import type { Case, SuiteRef } from './model.ts';

const slots = 1024;

/**
 * A set of tests, by a sum of 64 bits over suite, class, name, file and line of each: 500,000 tests take 8 MB, where
 * their names would take 60. Two tests have the same sum once in 36 trillion pairs.
 */
export class KeySet {
  /** Two halves of a sum for each slot; both are 0 where a slot is free. */
  #table = new Int32Array(2 * slots);
  #size = 0;
  /** The sum of the test that was asked for last. */
  first = 0;
  #second = 0;
  /** The number of the suite of the test before, and its class: they are mostly the same. */
  readonly #numbers = new WeakMap<SuiteRef, number>();
  #suites = 0;
  #suite: SuiteRef | undefined;
  #className = '';
  #firstBefore = 0;
  #secondBefore = 0;

  /** @returns whether the set has it */
  has(test: Case): boolean {
    this.#sum(test);
    return this.#table[this.#slot()] !== 0;
  }

  /** @returns whether the set had it already */
  add(test: Case): boolean {
    this.#sum(test);
    const slot = this.#slot();
    if (this.#table[slot] !== 0) return true;
    this.#table[slot] = this.first;
    this.#table[slot + 1] = this.#second;
    this.#size += 1;
    if (this.#size * 4 > this.#table.length) this.#grow();
    return false;
  }

  clear(): void {
    this.#table = new Int32Array(2 * slots);
    this.#size = 0;
  }

  /** Where in the table the sum stands, or would stand. */
  #slot(): number {
    const table = this.#table;
    const mask = table.length - 2;
    let slot = (this.first << 1) & mask;
    while (table[slot] !== 0 && (table[slot] !== this.first || table[slot + 1] !== this.#second)) {
      slot = (slot + 2) & mask;
    }
    return slot;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Int32Array(before.length * 2);
    for (let at = 0; at < before.length; at += 2) {
      this.first = before[at] ?? 0;
      this.#second = before[at + 1] ?? 0;
      if (this.first === 0) continue;
      const slot = this.#slot();
      this.#table[slot] = this.first;
      this.#table[slot + 1] = this.#second;
    }
  }

  #sum({ suite, className, name, file, line }: Case): void {
    if (suite !== this.#suite || className !== this.#className) this.#turn(suite, className);
    this.first = this.#firstBefore;
    this.#second = this.#secondBefore;
    this.#mix(name);
    if (file !== '') this.#mix(file);
    if (line !== undefined) this.#number(line);
    // 0 stands for a free slot.
    if (this.first === 0) this.first = 1;
  }

  #turn(suite: SuiteRef, className: string): void {
    let number = this.#numbers.get(suite);
    if (number === undefined) {
      number = ++this.#suites;
      this.#numbers.set(suite, number);
    }
    this.#suite = suite;
    this.#className = className;
    // As 32 bits with a sign, as all that follows: V8 keeps no small integer that is larger.
    this.first = 0x811c9dc5 | 0;
    this.#second = 0x2545f491;
    this.#number(number);
    this.#mix(className);
    this.#firstBefore = this.first;
    this.#secondBefore = this.#second;
  }

  #mix(text: string): void {
    let { first } = this;
    let second = this.#second;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      // FNV-1a, and the same with another prime and the bits turned.
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul((second << 5) | (second >>> 27), 0x9e3779b1) ^ code;
    }
    this.first = first;
    this.#second = second;
    this.#number(text.length);
  }

  #number(value: number): void {
    const first = Math.imul(this.first ^ value, 0x85ebca6b);
    this.first = first ^ (first >>> 13);
    const second = Math.imul(this.#second ^ value, 0xc2b2ae35);
    this.#second = second ^ (second >>> 16);
  }
}
