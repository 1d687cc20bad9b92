/** What came of one test. Several results of one case count once, and the worst wins: failed, then skipped, then passed. */
export type State = 'passed' | 'failed' | 'skipped';

/** The suite that a case stands in. Cases of one suite share one object. Every text is untrusted. */
export interface SuiteRef {
  /** The names of the suites around the case, outermost first; suites without a name are left out. */
  readonly path: readonly string[];
  /** What the report declares for the suite itself, in milliseconds; used only where its cases have no times. */
  readonly declaredMs: number;
}

/** One test case as a reader hands it over. Every text is untrusted: it comes from a pull request. */
export interface Case {
  suite: SuiteRef;
  name: string;
  className: string;
  state: State;
  /** How often it was run: more than once where the report says that it was tried again. */
  attempts: number;
  /** Whether it passed only after it had failed. Its state is `passed` then, and its message that of a failed attempt. */
  flaky: boolean;
  /** Why it failed or was skipped, as the report says it in short; empty where it says nothing. */
  message: string;
  /** The stack trace or the like of a failed case, or of a flaky one's failed attempts; empty for the others. */
  details: string;
  /** The source file as the report names it; empty where it does not. */
  file: string;
  line: number | undefined;
  /** 0 where the report does not say. */
  durationMs: number;
}

/** A failure that belongs to no case: a suite's own setup or teardown. It is no row, but it is no success either. */
export type SuiteFailure = Pick<Case, 'suite' | 'message' | 'details'>;

/**
 * Where a reader puts what it reads, one by one, so that nothing is held longer than it takes to fold it in. The texts may
 * be slices of a piece of the file: who keeps one, copies it.
 */
export interface Sink {
  testCase(testCase: Case): void;
  suiteFailure(failure: SuiteFailure): void;
}

export interface Counts {
  tests: number;
  /** Flaky ones too. */
  passed: number;
  failed: number;
  skipped: number;
  /** Of those that passed, how many only after a failed attempt. */
  flaky: number;
}

/** One suite that has cases of its own. */
export interface Suite extends Counts {
  path: readonly string[];
  durationMs: number;
}

/** One file that could be read. Only failed and flaky cases are kept, the others are counted. */
export interface FileResults {
  readable: true;
  /** Relative to the workspace, with `/`. */
  file: string;
  suites: readonly Suite[];
  failures: readonly Case[];
  /** Failed and flaky cases that are counted but not kept, because the run has too many of them. */
  failuresDropped: number;
  flaky: readonly Case[];
  suiteFailures: readonly SuiteFailure[];
  /** The slowest first, at most as many as were asked for, without their messages and details. */
  slowest: readonly Case[];
}

/** One file that could not be read as test results. It never counts as a success. */
export interface UnreadableFile {
  readable: false;
  /** Relative to the workspace, with `/`. */
  file: string;
  /** The end of a sentence that begins with the file's name: `is empty`, `ends inside <testcase>`, … */
  reason: string;
  line: number | undefined;
}

export type FileOutcome = FileResults | UnreadableFile;
