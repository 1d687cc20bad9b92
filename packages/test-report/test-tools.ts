import type { Case, FileResults, Suite, UnreadableFile } from '@ci-actions/test-results/model';

/** For tests: a failed case, with what the test says of it. */
export function failed(over: Partial<Case> = {}): Case {
  return {
    suite: { path: ['suite'], declaredMs: 0 },
    name: 'case',
    className: '',
    state: 'failed',
    attempts: 1,
    flaky: false,
    message: 'expected 1',
    details: 'at line 1\nat line 2',
    file: '',
    line: undefined,
    durationMs: 10,
    ...over,
  };
}

/** For tests: one suite, counted from its parts. */
export function suite(over: Partial<Suite> = {}): Suite {
  const { passed = 0, failed: failures = 0, skipped = 0 } = over;
  return {
    path: ['suite'],
    passed,
    failed: failures,
    skipped,
    flaky: 0,
    tests: passed + failures + skipped,
    durationMs: 0,
    ...over,
  };
}

/** For tests: a file that was read. */
export function file(over: Partial<FileResults> = {}): FileResults {
  return {
    readable: true,
    file: 'junit.xml',
    suites: [],
    failures: [],
    failuresDropped: 0,
    flaky: [],
    slowest: [],
    suiteFailures: [],
    ...over,
  };
}

/** For tests: a file that could not be read. */
export function unreadable(name = 'broken.xml', reason = 'ends inside <testcase>', line = 3): UnreadableFile {
  return { readable: false, file: name, reason, line };
}
