import type { Rows } from './decode-rows.ts';
import { rowStates } from './wire.ts';

/** `failures`: failed, then flaky, then all others as reported. */
export const orders = ['failures', 'slowest', 'reported'] as const;
export type Order = (typeof orders)[number];
export const stateFilters = ['all', ...rowStates] as const;
export type StateFilter = (typeof stateFilters)[number];

/** What to show of all rows. */
export interface Filter {
  /** `passed` has the flaky ones too. */
  state: StateFilter;
  /** Words, each of which must be in the suite, the class, the name or the source file; in any case. */
  query: string;
  /** Only the rows of this file of results, or of this suite and those inside it; everything where both are empty. */
  report: string;
  suite: readonly string[];
}

/** Finds rows. What a search needs is worked out once: by `prepare`, or with the first one. */
export class RowFilter {
  readonly #rows: Rows;
  readonly #orders: Partial<Record<Order, Uint32Array>> = {};
  #names: string[] | undefined;
  #strings: string[] | undefined;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** Works out what a search needs, so that the first one is as quick as those after it. */
  prepare(): void {
    this.#lowerNames();
  }

  /** @returns the numbers of the rows that are to be shown, in the order */
  find({ state, query, report, suite }: Filter, order: Order): Uint32Array {
    const rows = this.#rows;
    const states = rowStates.map(
      (name) => state === 'all' || name === state || (state === 'passed' && name === 'flaky'),
    );
    const places = this.#placesIn(report, suite);
    const words = [...new Set(query.toLowerCase().split(/\s+/).filter(Boolean))].map((word) => ({
      word,
      hits: this.#placesWith(word),
    }));
    const names = words.length > 0 ? this.#lowerNames() : [];
    const found = new Uint32Array(rows.count);
    let count = 0;
    for (const row of this.#order(order)) {
      const place = rows.places[row] ?? 0;
      if (!states[rows.states[row] ?? 0] || places?.[place] === 0) continue;
      if (words.every(({ word, hits }) => hits[place] === 1 || names[row]?.includes(word))) found[count++] = row;
    }
    return found.slice(0, count);
  }

  #order(order: Order): Uint32Array {
    const known = this.#orders[order];
    if (known) return known;
    const { count, states, ms } = this.#rows;
    const made = new Uint32Array(count);
    let at = 0;
    const take = (isWanted: (state: number) => boolean) => {
      for (let row = 0; row < count; row++) if (isWanted(states[row] ?? 0)) made[at++] = row;
    };
    if (order === 'failures') {
      take((state) => state === 0);
      take((state) => state === 1);
      take((state) => state > 1);
    } else take(() => true);
    if (order === 'slowest') made.sort((a, b) => (ms[b] ?? 0) - (ms[a] ?? 0) || a - b);
    this.#orders[order] = made;
    return made;
  }

  #placesIn(report: string, suite: readonly string[]): Uint8Array | undefined {
    const { reports, suites, strings } = this.#rows;
    if (report === '' && suite.length === 0) return undefined;
    const isIn = strings.map((entry) =>
      typeof entry === 'string' ? entry === report : suite.every((part, depth) => entry[depth] === part),
    );
    return Uint8Array.from(reports, (number, place) =>
      (report === '' || isIn[number]) && (suite.length === 0 || isIn[suites[place] ?? 0]) ? 1 : 0,
    );
  }

  #placesWith(word: string): Uint8Array {
    const { suites, classes, files, strings } = this.#rows;
    this.#strings ??= strings.map((entry) => (typeof entry === 'string' ? entry : entry.join(' › ')).toLowerCase());
    const has = Uint8Array.from(this.#strings, (string) => (string.includes(word) ? 1 : 0));
    return Uint8Array.from(suites, (suite, place) =>
      has[suite] || has[classes[place] ?? 0] || has[files[place] ?? 0] ? 1 : 0,
    );
  }

  #lowerNames(): string[] {
    this.#names ??= this.#rows.names.map((name) => name.toLowerCase());
    return this.#names;
  }
}
