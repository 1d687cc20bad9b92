import type { State } from '@ci-actions/test-results/model';

/** One test case of a run, as the page, the CTRF file and the comparison want it. Every text is untrusted. */
export interface Row {
  /** The file of test results that it comes from, relative to the workspace, with `/`. */
  report: string;
  /** The names of the suites around it, outermost first. */
  suite: readonly string[];
  className: string;
  name: string;
  state: State;
  /** How often it was run. */
  attempts: number;
  /** Whether it passed only after it had failed; its state is `passed` then. */
  flaky: boolean;
  message: string;
  details: string;
  /** The source file, relative to the workspace, with `/`; empty where it is not known. */
  file: string;
  line: number | undefined;
  durationMs: number;
}
