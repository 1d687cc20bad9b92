const { imul } = Math;

/** So many names are told apart; a table of more would fill the memory. */
const maxNames = 4_000_000;

/**
 * Makes the names of one run distinct: who reads them later takes a name that comes twice for a test that was tried
 * again. Holds eight bytes per name, not the name.
 */
export class DistinctNames {
  /** Hashes of 63 bits, in pairs, with open addressing; 0 and 0 is free. */
  #table = new Int32Array(32);
  #used = 0;
  #count = 0;
  readonly #repeated = new Map<string, number>();

  /**
   * @param scope what the name must be distinct in: its suite
   * @returns the name; from its second use on with a number: `works (2)`
   */
  of(scope: string, name: string): string {
    this.#count += 1;
    if (this.#used >= maxNames) return `${name} (#${this.#count})`;
    const [high, low] = hash(scope, name);
    if (this.#add(high, low)) return name;
    const key = `${high} ${low}`;
    const uses = (this.#repeated.get(key) ?? 1) + 1;
    this.#repeated.set(key, uses);
    return `${name} (${uses})`;
  }

  /** @returns whether it was not there before */
  #add(high: number, low: number): boolean {
    const at = place(this.#table, high, low);
    if (this.#table[at + 1] !== 0) return false;
    this.#table[at] = high;
    this.#table[at + 1] = low;
    this.#used += 1;
    // Half of it stays free, so that a place is found at once.
    if (this.#used * 4 > this.#table.length) this.#grow();
    return true;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Int32Array(before.length * 2);
    for (let from = 0; from < before.length; from += 2) {
      const [high, low] = [before[from] ?? 0, before[from + 1] ?? 0];
      if (low === 0) continue;
      const at = place(this.#table, high, low);
      this.#table[at] = high;
      this.#table[at + 1] = low;
    }
  }
}

/** @returns where the hash stands, or where it is to stand */
function place(table: Int32Array, high: number, low: number): number {
  const mask = table.length - 1;
  let at = (high << 1) & mask;
  while (table[at + 1] !== 0 && (table[at] !== high || table[at + 1] !== low)) at = (at + 2) & mask;
  return at;
}

/** A fast, plain hash (cyrb53); two names that share one cost no more than a ` (2)` in a name. The second is never 0. */
function hash(scope: string, name: string): [high: number, low: number] {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const mix = (text: string) => {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      high = imul(high ^ unit, 0x9e3779b1);
      low = imul(low ^ unit, 0x5f356495);
    }
  };
  mix(scope);
  mix('\0');
  mix(name);
  high = imul(high ^ (high >>> 16), 0x85ebca6b) ^ imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = imul(low ^ (low >>> 16), 0x85ebca6b) ^ imul(high ^ (high >>> 13), 0xc2b2ae35);
  return [high | 0, low | 1];
}
