import type { Case, Sink, State, SuiteFailure } from '@ci-actions/test-results/model';
import { type Named, testName } from '../words.ts';
import { keyOf, nameKeyOf } from './key.ts';

/** What is known of a test in the base run. */
export interface BaseCase {
  state: State;
  /** Whether it passed only after it had failed. */
  flaky: boolean;
  durationMs: number;
}

/** How many characters of names are kept, to name the tests that are there no more; the others are only counted. */
const namesBudget = 8_000_000;
/** 74 hours; more would need a wider number for each test. */
const maxMs = 2 ** 28 - 1;

const states = ['passed', 'failed', 'skipped'] as const satisfies readonly State[];

/** The cases of one key, in their order. */
interface Same {
  packed: number[];
  taken: number;
}

/**
 * The tests of the base run, as a reader hands them over. A test is kept as the hash of its name, with its state, flakiness
 * and duration in one number, and the first 8 million characters of names: 45 MB for 500,000 tests. It is used up by
 * one comparison: each test is given out once, and where several have one name, the n-th meets the n-th.
 */
export class Baseline implements Sink {
  readonly #cases = new Map<number, number | Same>();
  readonly #names = new Map<number, string>();
  /** By the name alone, for suites that were renamed: the key of the one failed test that has it. */
  readonly #failedByName = new Map<number, number | 'several'>();
  readonly #suiteFailures = new Set<number>();
  readonly #parts = { suites: false, classes: false };
  #namesLeft = namesBudget;
  #size = 0;
  #left = 0;

  testCase({ suite, className, name, state, flaky, durationMs }: Case): void {
    const named = { suite: suite.path, className, name };
    if (className !== '') this.#parts.classes = true;
    if (suite.path.length > 0) this.#parts.suites = true;
    const key = keyOf(named);
    const ms = durationMs > 0 ? Math.min(Math.round(durationMs), maxMs) : 0;
    const packed = ms * 8 + (flaky ? 4 : 0) + states.indexOf(state);
    const known = this.#cases.get(key);
    if (known === undefined) {
      this.#cases.set(key, packed);
      this.#keepName(key, named);
    } else if (typeof known === 'number') this.#cases.set(key, { packed: [known, packed], taken: 0 });
    else known.packed.push(packed);
    if (state === 'failed') {
      const nameKey = nameKeyOf(named);
      this.#failedByName.set(nameKey, this.#failedByName.has(nameKey) ? 'several' : key);
    }
    this.#size++;
    this.#left++;
  }

  suiteFailure({ suite }: SuiteFailure): void {
    if (suite.path.length > 0) this.#parts.suites = true;
    this.#suiteFailures.add(keyOf({ suite: suite.path, className: '', name: '' }));
  }

  /** How many tests the base run had. */
  get size(): number {
    return this.#size;
  }

  /** How many of them were not given out. */
  get left(): number {
    return this.#left;
  }

  /** The key of a test in this base. A part of the name that the base has nowhere, as another tool wrote it, does not count. */
  keyOf(named: Named): number {
    return keyOf(named, this.#parts);
  }

  /** @returns the next test of this key, which is then given out */
  take(key: number): BaseCase | undefined {
    const known = this.#cases.get(key);
    if (known === undefined) return undefined;
    this.#left--;
    if (typeof known === 'number') {
      this.#cases.delete(key);
      return unpacked(known);
    }
    const packed = known.packed[known.taken++] ?? 0;
    if (known.taken === known.packed.length) this.#cases.delete(key);
    return unpacked(packed);
  }

  /** @returns whether the one failed test of this name was not given out, by whatever suite it was; it is given out now */
  takeFailedNamed(nameKey: number): boolean {
    const key = this.#failedByName.get(nameKey);
    if (typeof key !== 'number' || typeof this.#cases.get(key) !== 'number') return false;
    this.take(key);
    return true;
  }

  /** Whether a failed test of this name, and only one, was in the base. */
  hasFailedNamed(nameKey: number): boolean {
    return typeof this.#failedByName.get(nameKey) === 'number';
  }

  /** Whether this suite itself failed. */
  hadSuiteFailure(suite: readonly string[]): boolean {
    return this.#suiteFailures.has(keyOf({ suite, className: '', name: '' }));
  }

  /** The names of tests that were not given out, as far as they are known. */
  *namesLeft(): Generator<string> {
    for (const [key, known] of this.#cases) {
      const name = this.#names.get(key);
      const times = typeof known === 'number' ? 1 : known.packed.length - known.taken;
      if (name !== undefined) for (let time = 0; time < times; time++) yield name;
    }
  }

  #keepName(key: number, named: Named): void {
    if (this.#namesLeft <= 0) return;
    // A copy: a slice would keep the whole piece of the file that it was cut from.
    const name = Buffer.from(testName(named)).toString();
    this.#namesLeft -= name.length;
    this.#names.set(key, name);
  }
}

function unpacked(packed: number): BaseCase {
  return { state: states[packed % 4] ?? 'passed', flaky: packed % 8 >= 4, durationMs: Math.floor(packed / 8) };
}
