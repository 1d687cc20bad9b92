import { limits } from '../limits.ts';
import type { SuiteRef } from '../model.ts';
import type { BoundedText } from './bounded-text.ts';
import { DistinctNames } from './distinct-names.ts';
import type { TestPoint } from './tap-line.ts';

/** A test point, until it is known that nothing more is said of it. */
export interface OpenPoint {
  point: TestPoint;
  id: number;
  yaml: BoundedText | undefined;
  comments: BoundedText | undefined;
}

/** One TAP document: the stream itself, or a subtest in it. */
export class TapLevel {
  readonly suite: SuiteRef;
  readonly names: DistinctNames;
  readonly #subtests: DistinctNames;
  #plan: number | undefined;
  #planAgain: number | undefined;
  /** Test points of the document itself. */
  #points = 0;
  #lastId = 0;
  #highestId = 0;
  /** Rows and failures in it, with those of its subtests. */
  rows = 0;
  failures = 0;
  /** The name of the subtest that comes next, from the comment before it. */
  announced: string | undefined;
  /** The test point of a subtest that follows in braces. */
  opened: OpenPoint | undefined;

  constructor(path: readonly string[] = [], names = new DistinctNames(), subtests = new DistinctNames()) {
    this.suite = { path, declaredMs: 0 };
    this.names = names;
    this.#subtests = subtests;
  }

  /** @returns the document of a subtest. Its own test point names it too, but comes too late. */
  subtest(): TapLevel {
    const number = this.opened?.id ?? this.#points + 1;
    const name = this.opened?.point.description || this.announced || `subtest ${number}`;
    return new TapLevel([...this.suite.path, this.#subtests.of('', name.slice(0, limits.name))]);
  }

  /** @returns the document that follows in the same file */
  next(): TapLevel {
    const next = new TapLevel(this.suite.path, this.names, this.#subtests);
    next.#plan = this.#planAgain;
    return next;
  }

  /** @returns the number of the test point */
  count(point: TestPoint): number {
    this.#points += 1;
    this.#lastId = point.id ?? this.#lastId + 1;
    this.#highestId = Math.max(this.#highestId, this.#lastId);
    return this.#lastId;
  }

  plan(count: number): void {
    if (this.#plan === undefined) this.#plan = count;
    else this.#planAgain = count;
  }

  get isEmpty(): boolean {
    return this.#points === 0 && this.#plan === undefined;
  }

  /** Whether the test point is none of this document, but the first of one that follows in the same file. */
  isFollowedBy(point: TestPoint): boolean {
    if (this.#plan === undefined || this.#points < this.#plan || this.#points === 0) return false;
    return point.id === 1 || this.#planAgain !== undefined;
  }

  /** Why the document is not to be trusted, or undefined. `followed` where its second plan is that of the next one. */
  problem(followed = false): string | undefined {
    const [plan, points] = [this.#plan, this.#points];
    if (plan === undefined) return 'there is no plan (1..N): the run may have stopped before its end';
    if (plan !== points) return `${plan} ${plan === 1 ? 'test was' : 'tests were'} planned, but ${points} ran`;
    if (this.#highestId > plan) return `there is a test ${this.#highestId}, but only ${plan} were planned`;
    if (!followed && (this.#planAgain ?? plan) !== plan) return `there are two plans: ${plan} and ${this.#planAgain}`;
    return undefined;
  }
}
