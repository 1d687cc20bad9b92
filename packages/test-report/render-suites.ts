import { code, text } from '@ci-actions/format/markdown';
import { duration } from '@ci-actions/format/units';
import type { FileResults } from '@ci-actions/test-results/model';

/** A longer table is folded. */
export const openRows = 25;

/** More rows than this nobody reads, and GitHub shows them slowly. */
export const maxRows = 500;

export const suiteHeader = ['', 'Suite', 'Passed:', 'Failed:', 'Skipped:', 'Time:', 'File'] as const;

/** One row for each suite, those with failures first. @returns cells that are Markdown already */
export function suiteRows(files: readonly FileResults[]): readonly (readonly string[])[] {
  const rows = files.flatMap(({ file, suites }) =>
    suites.length === 0
      ? [{ file, path: [], passed: 0, failed: 0, skipped: 0, flaky: 0, tests: 0, durationMs: 0 }]
      : suites.map((suite) => ({ file, ...suite })),
  );
  return [...rows.filter(({ failed }) => failed > 0), ...rows.filter(({ failed }) => failed === 0)].map(
    ({ file, path, tests, passed, failed, skipped, durationMs }) => [
      failed > 0 ? '❌' : tests === 0 ? '⚠️' : passed === 0 ? '⏭️' : '✅',
      text(path.join(' › ').slice(0, 300)) || (tests === 0 ? '_no tests_' : '_no name_'),
      number(passed),
      number(failed),
      number(skipped),
      duration(durationMs),
      code(file),
    ],
  );
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
