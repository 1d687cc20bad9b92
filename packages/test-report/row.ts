import type { Case } from '@ci-actions/test-results/model';

/** One test case of a run, as the page, the CTRF file and the comparison want it. Every text is untrusted. */
export interface Row extends Omit<Case, 'suite'> {
  /** The file of test results that it comes from, relative to the workspace, with `/`. */
  report: string;
  /** The names of the suites around it, outermost first. */
  suite: readonly string[];
  /** The source file, relative to the workspace, with `/`; empty where it is not known. */
  file: string;
}
