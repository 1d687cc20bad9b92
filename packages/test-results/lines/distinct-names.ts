/** So many names are told apart exactly; the memory is for more than that too small. */
const maxNames = 2_000_000;

/**
 * Makes the names of one run distinct: who reads them later takes a name that comes twice for a test that was tried
 * again. Holds a number per name, not the name.
 */
export class DistinctNames {
  readonly #seen = new Set<number>();
  readonly #repeated = new Map<number, number>();
  #count = 0;

  /**
   * @param scope what the name must be distinct in: its suite
   * @returns the name; from its second use on with a number: `works (2)`
   */
  of(scope: string, name: string): string {
    this.#count += 1;
    if (this.#seen.size >= maxNames) return `${name} (#${this.#count})`;
    const key = hash(name, hash(scope, 0));
    if (!this.#seen.has(key)) {
      this.#seen.add(key);
      return name;
    }
    const uses = (this.#repeated.get(key) ?? 1) + 1;
    this.#repeated.set(key, uses);
    return `${name} (${uses})`;
  }
}

/** 53 bits of a fast, plain hash (cyrb53); two names with one number cost no more than a ` (2)` in a name. */
function hash(text: string, seed: number): number {
  let high = 0xdeadbeef ^ (seed >>> 0);
  let low = 0x41c6ce57 ^ Math.floor(seed / 0x1_0000_0000);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return 0x1_0000_0000 * (low & 0x1f_ffff) + (high >>> 0);
}
