/**
 * Keys in the order of their UTF-8 bytes, as S3 lists them. Sorted when somebody asks, not when a key is added: a
 * thousand PUTs between two LISTs cost one sort of an almost sorted list.
 */
export class KeyIndex {
  #sorted: string[] = [];
  readonly #added = new Set<string>();
  readonly #removed = new Set<string>();

  add(key: string): void {
    if (!this.#removed.delete(key)) this.#added.add(key);
  }

  remove(key: string): void {
    if (!this.#added.delete(key)) this.#removed.add(key);
  }

  sorted(): readonly string[] {
    if (this.#removed.size > 0) this.#sorted = this.#sorted.filter((key) => !this.#removed.has(key));
    if (this.#added.size > 0) this.#sorted = [...this.#sorted, ...this.#added].sort(compareBytes);
    this.#removed.clear();
    this.#added.clear();
    return this.#sorted;
  }
}

/** Compares two texts by their UTF-8 bytes. JavaScript's own order differs beyond U+FFFF, whose halves sort too low. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return isHalf(x) === isHalf(y) ? x - y : isHalf(x) ? 1 : -1;
  }
  return a.length - b.length;
}

const isHalf = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;

/** The position of the first key that is not before the given text. */
export function firstFrom(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareBytes(sorted[middle] ?? '', text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The position of the first key that neither begins with the prefix nor comes before it. */
export function firstBeyond(sorted: readonly string[], prefix: string, from: number): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const key = sorted[middle] ?? '';
    if (key.startsWith(prefix) || compareBytes(key, prefix) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
