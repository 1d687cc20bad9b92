import type { Ratio } from './model.ts';

/** No source file has more lines; a report that names such a one is broken or hostile. */
export const maxLine = 1_000_000;

/** Lines in one page of the bitmap: most files need one. */
const pageLines = 1_024;

/** The bits of a line: it can be run, and it was. */
const known = 1;
const covered = 2;

/** Branches of one line that are told apart; of a line with more only the number is kept. */
const maxTold = 32;

const mostBranches = 2 ** 20;

/** What is known of the lines of one source file. A line costs two bits, one with branches a number more. */
export class FileLines {
  readonly #pages = new Map<number, Uint8Array>();
  readonly #branches = new Map<number, number>();
  /** Of reports that name no lines. */
  #counted: Ratio = { covered: 0, total: 0 };
  #countedBranches: Ratio | undefined;

  /** @param number from 1 to `maxLine` */
  line(number: number, isCovered: boolean): void {
    this.#mark(number, isCovered ? known | covered : known);
  }

  #mark(number: number, bits: number): void {
    const index = Math.floor(number / pageLines);
    let page = this.#pages.get(index);
    if (!page) {
      page = new Uint8Array(pageLines / 4);
      this.#pages.set(index, page);
    }
    const at = number % pageLines;
    page[at >> 2] = (page[at >> 2] ?? 0) | (bits << ((at & 3) * 2));
  }

  /** @param taken for each branch of the line, in an order that stays the same, whether it was taken */
  branches(number: number, taken: readonly boolean[]): void {
    if (taken.length === 0) return;
    const told = taken.length <= maxTold;
    const mask = taken.reduce((bits, was, index) => (was && told ? bits + 2 ** index : bits), 0);
    this.#addBranches(number, pack(taken.length, told ? mask : taken.filter(Boolean).length));
  }

  /** Branches of which only the number is known: those taken are held to be the same in each report. */
  branchCount(number: number, taken: number, total: number): void {
    if (total <= 0) return;
    const of = Math.min(total, mostBranches);
    const told = Math.min(taken, of);
    this.#addBranches(number, pack(of, of <= maxTold ? 2 ** told - 1 : told));
  }

  #addBranches(number: number, packed: number): void {
    const before = this.#branches.get(number);
    this.#branches.set(number, before === undefined ? packed : united(before, packed));
  }

  /** Totals of a report that names no lines. */
  count(lines: Ratio, branches: Ratio | undefined): void {
    this.#counted = larger(this.#counted, lines);
    if (branches) this.#countedBranches = larger(this.#countedBranches ?? branches, branches);
  }

  /** Adds what another report knows of the same file: a line is covered that one of them covers. */
  merge(other: FileLines): void {
    for (const [index, page] of other.#pages) {
      const own = this.#pages.get(index);
      if (own) for (let at = 0; at < page.length; at++) own[at] = (own[at] ?? 0) | (page[at] ?? 0);
      else this.#pages.set(index, page.slice());
    }
    for (const [number, packed] of other.#branches) this.#addBranches(number, packed);
    this.count(other.#counted, other.#countedBranches);
  }

  get lines(): Ratio {
    if (this.#pages.size === 0) return this.#counted;
    const ratio = { covered: 0, total: 0 };
    for (const page of this.#pages.values()) {
      for (const byte of page) {
        ratio.total += bitCount(byte & 0b01010101);
        ratio.covered += bitCount(byte & 0b10101010);
      }
    }
    return ratio;
  }

  get allBranches(): Ratio | undefined {
    if (this.#branches.size === 0) return this.#countedBranches;
    const ratio = { covered: 0, total: 0 };
    for (const packed of this.#branches.values()) {
      const { total, taken } = unpack(packed);
      ratio.total += total;
      ratio.covered += total <= maxTold ? bitCount(taken) : taken;
    }
    return ratio;
  }
}

/** Two numbers in one, as a map of numbers is smaller than one of objects. The first has 21 bits, the second 32. */
function pack(total: number, taken: number): number {
  return Math.min(total, mostBranches) * 2 ** 32 + taken;
}

function unpack(packed: number): { total: number; taken: number } {
  return { total: Math.floor(packed / 2 ** 32), taken: packed % 2 ** 32 };
}

function united(one: number, other: number): number {
  const [a, b] = [unpack(one), unpack(other)];
  // Reports that do not agree on the branches: the one that knows more of them.
  if (a.total !== b.total) return a.total > b.total ? one : other;
  return pack(a.total, a.total <= maxTold ? (a.taken | b.taken) >>> 0 : Math.max(a.taken, b.taken));
}

function larger(one: Ratio, other: Ratio): Ratio {
  return other.total > one.total || (other.total === one.total && other.covered > one.covered) ? other : one;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits >>> 0; left !== 0; left = (left & (left - 1)) >>> 0) count += 1;
  return count;
}
