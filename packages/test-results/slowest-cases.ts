import type { Case } from './model.ts';

/** The slowest cases so far, the slowest first; of those that are equally slow, the earlier. */
export class SlowestCases {
  readonly cases: Case[] = [];
  readonly #size: number;

  /** @param size how many are kept */
  constructor(size: number) {
    this.#size = size;
  }

  /** @returns whether a case of this duration is one of them; one without a time never is */
  takes(durationMs: number): boolean {
    if (this.cases.length < this.#size) return durationMs > 0;
    return durationMs > (this.cases.at(-1)?.durationMs ?? Number.POSITIVE_INFINITY);
  }

  /** @param testCase which it takes */
  add(testCase: Case): void {
    const at = this.cases.findIndex(({ durationMs }) => durationMs < testCase.durationMs);
    this.cases.splice(at === -1 ? this.cases.length : at, 0, testCase);
    if (this.cases.length > this.#size) this.cases.pop();
  }
}
