import { detached, detachedCase } from '../detach.ts';
import type { Case, Sink } from '../model.ts';
import { placeInStack } from './place-in-stack.ts';

interface Tried {
  attempts: Case[];
  details: string;
}

/** So many different tests of one class wait for the run that counts, with so many attempts each. */
const maxWaiting = 200;
const maxAttempts = 100;

/**
 * TestNG writes each attempt of a test that is retried as a skipped one with `retried="true"`, then the last: that is
 * the row, and the attempts before it are no rows but tell that it is flaky.
 */
export class Retries {
  readonly #sink: Sink;
  readonly #waiting = new Map<string, Tried>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /**
   * @param retried whether another attempt follows
   * @param stack of the attempt; the case itself has none, as it is a skipped one
   */
  add(testCase: Case, retried: boolean, stack: string): void {
    const tried = this.#waiting.get(testCase.name);
    if (!retried) {
      this.#waiting.delete(testCase.name);
      this.#sink.testCase(tried ? merged(testCase, tried) : testCase);
    } else if (tried && tried.attempts.length < maxAttempts) {
      tried.attempts.push({ ...detachedCase(testCase), message: '' });
    } else if (!tried && this.#waiting.size < maxWaiting) {
      this.#waiting.set(detached(testCase.name), { attempts: [detachedCase(testCase)], details: detached(stack) });
    } else this.#sink.testCase(testCase);
  }

  /** At the end of a class: attempts that nothing followed are what their status says. */
  release(): void {
    for (const { attempts } of this.#waiting.values()) for (const attempt of attempts) this.#sink.testCase(attempt);
    this.#waiting.clear();
  }
}

function merged(last: Case, { attempts, details }: Tried): Case {
  const tries = attempts.length + 1;
  if (last.state !== 'passed') return { ...last, attempts: tries };
  const { file, line } = placeInStack(details, last.className);
  return { ...last, attempts: tries, flaky: true, message: attempts[0]?.message ?? '', details, file, line };
}
