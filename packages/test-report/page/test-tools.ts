import type { Row } from '../row.ts';
import type { PageHead } from './page-head.ts';

/** For tests: one test of a run. */
export function row(over: Partial<Row> = {}): Row {
  return {
    report: 'junit.xml',
    suite: ['suite'],
    className: '',
    name: 'case',
    state: 'passed',
    attempts: 1,
    flaky: false,
    message: '',
    details: '',
    file: '',
    line: undefined,
    durationMs: 1,
    ...over,
  };
}

/** For tests: the tests one by one. */
export async function* inTurn(rows: Iterable<Row>): AsyncGenerator<Row> {
  yield* rows;
}

/** For tests: the head that belongs to the tests. */
export function headOf(rows: readonly Row[], over: Partial<PageHead> = {}): PageHead {
  const of = (state: Row['state']) => rows.filter((one) => one.state === state).length;
  const failed = of('failed');
  return {
    title: 'Unit tests',
    verdict: failed > 0 ? `${failed} of ${rows.length} tests failed` : `${rows.length} tests passed`,
    conclusion: failed > 0 ? 'failure' : 'success',
    counts: {
      tests: rows.length,
      passed: of('passed'),
      failed,
      skipped: of('skipped'),
      flaky: rows.filter(({ flaky }) => flaky).length,
    },
    durationMs: rows.reduce((sum, { durationMs }) => sum + durationMs, 0),
    created: '2026-11-20T12:00:00Z',
    ...over,
  };
}
