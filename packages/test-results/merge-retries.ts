import { detachedCase } from './detach.ts';
import { KeySet } from './key-set.ts';
import type { Case, Sink, SuiteFailure } from './model.ts';

/** More failed cases than this, or more of their text in characters, are not held: so many are no flaky ones. */
const mostHeld = 2_000;
const mostText = 4_000_000;

/** A failed case that is held, and the passing one of the same test when there is one. */
interface Attempts {
  readonly failed: Case[];
  passed: Case | undefined;
  /** Whether there is anything else of the same name: then these are not attempts of one test. */
  spoiled: boolean;
}

/**
 * Stands before another sink and makes one flaky case of several attempts at one test, for reports with one row for each
 * attempt (gradle's test-retry, pytest-rerunfailures, `gotestsum --rerun-fails`). A wrong merge would hide a failure, so
 * all of this must hold:
 *
 * - the rows stand in one suite of one file, and agree in class, name, source file and line;
 * - they are one or more that failed, then a single one that passed;
 * - nowhere in the file is a row that did not fail followed by another one of the same test. Nobody repeats what passed: in
 *   such a file different tests share a name, those with parameters for example, and nothing in it is merged.
 *
 * Rows that only failed stay as they are. Failed rows are held until the end of the file, all others are passed on at once.
 */
export class MergeRetries implements Sink {
  readonly #sink: Sink;
  readonly #keys = new KeySet();
  /** By the first half of their key. */
  readonly #attempts = new Map<number, Attempts>();
  /** Failed rows, and passing ones that may belong to them, in the order in which they came. */
  readonly #held: Case[] = [];
  #text = 0;
  /** Whether rows are still looked at. */
  #merging = true;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  testCase(testCase: Case): void {
    if (!this.#merging) {
      this.#sink.testCase(testCase);
      return;
    }
    const failed = testCase.state === 'failed';
    const known = failed ? this.#keys.has(testCase) : this.#keys.add(testCase);
    if (known) {
      this.#giveUp();
      this.#sink.testCase(testCase);
    } else if (failed) this.#holdFailed(testCase);
    else this.#passOn(testCase);
  }

  #holdFailed(testCase: Case): void {
    const copy = this.#hold(testCase);
    const { first } = this.#keys;
    const attempts = this.#attempts.get(first);
    if (attempts === undefined) this.#attempts.set(first, { failed: [copy], passed: undefined, spoiled: false });
    else if (sameTest(attempts.failed[0], copy)) attempts.failed.push(copy);
    if (this.#held.length > mostHeld || this.#text > mostText) this.#giveUp();
  }

  #passOn(testCase: Case): void {
    const attempts = this.#attempts.size === 0 ? undefined : this.#attempts.get(this.#keys.first);
    if (attempts === undefined || !sameTest(attempts.failed[0], testCase)) {
      this.#sink.testCase(testCase);
      return;
    }
    if (testCase.state === 'skipped') {
      attempts.spoiled = true;
      this.#sink.testCase(testCase);
    } else attempts.passed = this.#hold(testCase);
  }

  #hold(testCase: Case): Case {
    const copy = detachedCase(testCase);
    this.#held.push(copy);
    this.#text += copy.message.length + copy.details.length;
    return copy;
  }

  suiteFailure(failure: SuiteFailure): void {
    this.#sink.suiteFailure(failure);
  }

  /** The file is over, and it was whole. */
  end(): void {
    if (!this.#merging) return;
    const merged = new Map<Case, Case | undefined>();
    for (const { failed, passed, spoiled } of this.#attempts.values()) {
      const [first] = failed;
      if (first === undefined || passed === undefined || spoiled) continue;
      for (const one of failed) merged.set(one, undefined);
      merged.set(passed, undefined);
      merged.set(first, asOne(failed, passed));
    }
    for (const one of this.#held) {
      const row = merged.has(one) ? merged.get(one) : one;
      if (row) this.#sink.testCase(row);
    }
  }

  /** Nothing of this file is merged. */
  #giveUp(): void {
    this.#merging = false;
    for (const one of this.#held) this.#sink.testCase(one);
    this.#held.length = 0;
    this.#attempts.clear();
    this.#keys.clear();
  }
}

/** What it took is the time of all attempts; why it is flaky is what the first one says. */
function asOne(failed: readonly Case[], passed: Case): Case {
  const all = [...failed, passed];
  const sum = (of: (one: Case) => number) => all.reduce((total, one) => total + of(one), 0);
  const said = failed.find(({ message, details }) => message !== '' || details !== '');
  return {
    ...passed,
    flaky: true,
    attempts: sum(({ attempts }) => attempts),
    durationMs: sum(({ durationMs }) => durationMs),
    message: said?.message ?? '',
    details: said?.details ?? '',
  };
}

/** The keys are sums of the texts: two tests may have the same by chance. */
function sameTest(one: Case | undefined, other: Case): boolean {
  return (
    one?.name === other.name &&
    one.className === other.className &&
    one.suite === other.suite &&
    one.file === other.file &&
    one.line === other.line
  );
}
