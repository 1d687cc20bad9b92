import { detached, detachedCase } from './detach.ts';
import type { Case, FileResults, Sink, Suite, SuiteFailure, SuiteRef } from './model.ts';
import { SlowestCases } from './slowest-cases.ts';

/**
 * How much is kept of what failed, over all files of a run. A summary holds a twentieth of it; the rest would only fill
 * the memory.
 */
export interface DetailsBudget {
  /** Of messages and details, in characters. */
  left: number;
  /** Failed and flaky cases, failures of suites. */
  failures: number;
}

/** What is left of a message for which there is no room, in characters. */
const shortMessage = 200;

/** @returns a budget for one run */
export function detailsBudget(characters = 16_000_000, failures = 20_000): DetailsBudget {
  return { left: characters, failures };
}

interface CountedSuite {
  readonly suite: Suite;
  /** As the cases that are kept refer to it. */
  readonly ref: SuiteRef;
}

/** Folds the cases of one file into counts per suite; keeps the failures, within the budget, and the slowest cases. */
export class ResultsFold implements Sink {
  readonly #suites: CountedSuite[] = [];
  /** Weak: the names in a reader's own object may keep whole pieces of the file in memory. */
  readonly #bySuite = new WeakMap<SuiteRef, CountedSuite>();
  /** One copy of each name of a suite: inner suites repeat those of the outer ones. */
  readonly #names = new Map<string, string>();
  readonly #failures: Case[] = [];
  readonly #flaky: Case[] = [];
  readonly #suiteFailures: SuiteFailure[] = [];
  readonly #slowest: SlowestCases;
  readonly #budget: DetailsBudget;
  #dropped = 0;
  /** The suite of the last case: cases of one suite mostly come together. */
  #last: SuiteRef | undefined;
  #suite: CountedSuite | undefined;

  /** @param slowest how many of the slowest cases are kept */
  constructor(budget: DetailsBudget, slowest = 10) {
    this.#budget = budget;
    this.#slowest = new SlowestCases(slowest);
  }

  testCase(testCase: Case): void {
    const { state, durationMs, flaky } = testCase;
    const known = this.#suite !== undefined && testCase.suite === this.#last ? this.#suite : this.#turn(testCase.suite);
    const { suite, ref } = known;
    suite.tests += 1;
    suite[state] += 1;
    suite.durationMs += durationMs;
    if (flaky) suite.flaky += 1;
    if (this.#slowest.takes(durationMs)) {
      this.#slowest.add(detachedCase({ ...testCase, suite: ref, message: '', details: '' }));
    }
    if (flaky || state === 'failed') this.#keep(testCase, ref);
  }

  #keep(testCase: Case, suite: SuiteRef): void {
    if (this.#budget.failures <= 0) {
      this.#dropped += 1;
      return;
    }
    this.#budget.failures -= 1;
    (testCase.flaky ? this.#flaky : this.#failures).push({
      ...detachedCase({ ...testCase, suite, message: '', details: '' }),
      message: this.#afford(testCase.message, shortMessage),
      details: this.#afford(testCase.details, 0),
    });
  }

  suiteFailure({ suite, message, details }: SuiteFailure): void {
    // The first one is always kept: a file in which only its suites fail is no success.
    if (this.#budget.failures <= 0 && this.#suiteFailures.length > 0) return;
    this.#budget.failures -= 1;
    this.#suiteFailures.push({
      suite: { path: this.#path(suite), declaredMs: suite.declaredMs },
      message: this.#afford(message, shortMessage),
      details: this.#afford(details, 0),
    });
  }

  /** @param file the file's path for people, relative to the workspace */
  finish(file: string): FileResults {
    for (const { suite, ref } of this.#suites) if (suite.durationMs === 0) suite.durationMs = ref.declaredMs;
    return {
      readable: true,
      file,
      suites: this.#suites.map(({ suite }) => suite),
      failures: this.#failures,
      failuresDropped: this.#dropped,
      flaky: this.#flaky,
      suiteFailures: this.#suiteFailures,
      slowest: this.#slowest.cases,
    };
  }

  #turn(ref: SuiteRef): CountedSuite {
    let known = this.#bySuite.get(ref);
    if (!known) {
      const path = this.#path(ref);
      known = {
        ref: { path, declaredMs: ref.declaredMs },
        suite: { path, tests: 0, passed: 0, failed: 0, skipped: 0, flaky: 0, durationMs: 0 },
      };
      this.#bySuite.set(ref, known);
      this.#suites.push(known);
    }
    this.#last = ref;
    this.#suite = known;
    return known;
  }

  #path({ path }: SuiteRef): readonly string[] {
    return path.map((name) => {
      let copy = this.#names.get(name);
      if (copy === undefined) {
        copy = detached(name);
        this.#names.set(copy, copy);
      }
      return copy;
    });
  }

  /** @returns the text, or its first characters where there is no room for it */
  #afford(text: string, atLeast: number): string {
    if (text.length > this.#budget.left) return detached(text.slice(0, atLeast));
    this.#budget.left -= text.length;
    return detached(text);
  }
}
