import type { Row } from '../row.ts';

/** The upper ends of the bars of the histogram, in milliseconds, with their words. */
const ends: readonly (readonly [end: number, label: string])[] = [
  [1, 'under 1 ms'],
  [10, '1 to 10 ms'],
  [100, '10 to 100 ms'],
  [1_000, '0.1 to 1 s'],
  [10_000, '1 to 10 s'],
  [60_000, '10 to 60 s'],
  [Number.POSITIVE_INFINITY, 'over a minute'],
];

/** One bar of the histogram. */
export interface Bar {
  label: string;
  tests: number;
  /** Of these tests together. */
  ms: number;
}

export interface SlowTest {
  /** The number of its row in the page; undefined where it is not in it. */
  row: number | undefined;
  name: string;
  ms: number;
}

/** How long the tests took: counted while they go by. */
export class Timings {
  readonly #bars = ends.map(([, label]) => ({ label, tests: 0, ms: 0 }));
  readonly #slowest: SlowTest[] = [];
  readonly #keep: number;
  /** How many tests came without a time. */
  untimed = 0;

  /** @param keep how many of the slowest */
  constructor(keep = 10) {
    this.#keep = keep;
  }

  add({ name, className, suite, durationMs: ms }: Row, row: number | undefined): void {
    if (!(ms > 0)) {
      this.untimed += 1;
      return;
    }
    const bar = this.#bars[ends.findIndex(([end]) => ms < end)] ?? this.#bars.at(-1);
    if (bar) {
      bar.tests += 1;
      bar.ms += ms;
    }
    if (this.#slowest.length === this.#keep && ms <= (this.#slowest.at(-1)?.ms ?? 0)) return;
    const around = className || suite.at(-1) || '';
    this.#slowest.push({ row, name: around === '' ? name : `${around} › ${name}`, ms });
    this.#slowest.sort((a, b) => b.ms - a.ms);
    this.#slowest.splice(this.#keep);
  }

  /** From the first bar that has tests to the last. */
  get bars(): readonly Bar[] {
    const filled = (bar: Bar) => bar.tests > 0;
    return this.#bars.slice(Math.max(0, this.#bars.findIndex(filled)), this.#bars.findLastIndex(filled) + 1);
  }

  get slowest(): readonly SlowTest[] {
    return this.#slowest;
  }
}
