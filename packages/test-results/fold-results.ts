import type { Case, FileResults, Sink, Suite, SuiteFailure, SuiteRef } from './model.ts';

/**
 * How many characters of failure details are kept, over all files of a run. A summary holds a twentieth of it; the
 * rest would only fill the memory.
 */
export interface DetailsBudget {
  left: number;
}

/** @returns a budget for one run */
export function detailsBudget(characters = 16_000_000): DetailsBudget {
  return { left: characters };
}

/** Folds the cases of one file into counts per suite; keeps the failures, within the budget. */
export class ResultsFold implements Sink {
  readonly #suites = new Map<SuiteRef, Suite>();
  readonly #failures: Case[] = [];
  readonly #flaky: Case[] = [];
  readonly #suiteFailures: SuiteFailure[] = [];
  readonly #budget: DetailsBudget;

  constructor(budget: DetailsBudget) {
    this.#budget = budget;
  }

  testCase(testCase: Case): void {
    const suite = this.#suiteOf(testCase.suite);
    suite.tests += 1;
    suite[testCase.state] += 1;
    suite.durationMs += testCase.durationMs;
    if (testCase.flaky) suite.flaky += 1;
    else if (testCase.state !== 'failed') return;
    (testCase.flaky ? this.#flaky : this.#failures).push({
      ...testCase,
      suite: { path: suite.path, declaredMs: testCase.suite.declaredMs },
      name: detached(testCase.name),
      className: detached(testCase.className),
      file: detached(testCase.file),
      message: detached(testCase.message),
      details: this.#afford(testCase.details),
    });
  }

  suiteFailure({ suite, message, details }: SuiteFailure): void {
    const path = suite.path.map(detached);
    this.#suiteFailures.push({
      suite: { path, declaredMs: suite.declaredMs },
      message: detached(message),
      details: this.#afford(details),
    });
  }

  /** @param file the file's path for people, relative to the workspace */
  finish(file: string): FileResults {
    for (const [ref, suite] of this.#suites) if (suite.durationMs === 0) suite.durationMs = ref.declaredMs;
    return {
      readable: true,
      file,
      suites: [...this.#suites.values()],
      failures: this.#failures,
      flaky: this.#flaky,
      suiteFailures: this.#suiteFailures,
    };
  }

  #suiteOf(ref: SuiteRef): Suite {
    let suite = this.#suites.get(ref);
    if (!suite) {
      suite = { path: ref.path.map(detached), tests: 0, passed: 0, failed: 0, skipped: 0, flaky: 0, durationMs: 0 };
      this.#suites.set(ref, suite);
    }
    return suite;
  }

  #afford(details: string): string {
    if (details.length > this.#budget.left) return '';
    this.#budget.left -= details.length;
    return detached(details);
  }
}

/** A copy: a slice would keep the whole piece of the file that it was cut from in memory. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}
