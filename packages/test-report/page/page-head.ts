import type { Counts } from '@ci-actions/test-results/model';
import type { Conclusion } from '../conclude.ts';

/** A fact about the run with a page of its own. */
export interface PageLink {
  /** What it is: `Commit`. */
  label: string;
  /** Which one: `1a2b3c4`. */
  text: string;
  /** Shown as a link where it is http or https, as text otherwise. */
  url: string;
}

/** A failure that belongs to no test: a suite's own setup or teardown. Every text is untrusted. */
export interface PageSuiteFailure {
  suite: readonly string[];
  message: string;
  details: string;
}

/** What changed since another run: names of tests, untrusted. */
export interface PageComparison {
  /** What it is compared with, in words: `main at 1a2b3c4`. */
  with: string;
  newFailures: readonly string[];
  fixed: readonly string[];
  /** A name with how much slower it is, in words. */
  slower: readonly string[];
}

/** How much of the code the tests ran. */
export interface PageCoverage {
  /** What was counted: `lines`, `branches`, … */
  what: string;
  covered: number;
  total: number;
}

/** All that the page says beside the tests themselves. Every text may be hostile, it is shown as text. */
export interface PageHead {
  title: string;
  /** One sentence or the like: `3 of 120 tests failed`. */
  verdict: string;
  conclusion: Conclusion;
  counts: Counts;
  /** Of all tests, one after the other, in milliseconds. */
  durationMs: number;
  /** When the page was made, ISO 8601. */
  created: string;
  /** The repository, the commit, the run. */
  links?: readonly PageLink[];
  /** What the links to source lines begin with, http or https: `https://server/owner/repo/blob/sha/`. */
  sourceBase?: string;
  /** One sentence per file that could not be read. */
  unreadable?: readonly string[];
  suiteFailures?: readonly PageSuiteFailure[];
  coverage?: readonly PageCoverage[];
  comparison?: PageComparison;
}
