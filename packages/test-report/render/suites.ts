import { code, text } from '@ci-actions/format/markdown';
import { duration, thousands } from '@ci-actions/format/units';
import type { Report } from '../conclude.ts';
import type { Section } from './sections.ts';
import { tableSection } from './table.ts';

/** One row for each suite, those with failures first. */
export function suites({ files }: Report): Section {
  const all = files.flatMap(({ file, suites: some }) =>
    some.length === 0
      ? [{ file, path: [], passed: 0, failed: 0, skipped: 0, flaky: 0, tests: 0, durationMs: 0 }]
      : some.map((suite) => ({ file, ...suite })),
  );
  const header = ['', 'Suite', 'Passed:', 'Failed:', 'Skipped:', 'Time:', 'File'];
  const maxRows = 500;
  const inOrder = [...all.filter(({ failed }) => failed > 0), ...all.filter(({ failed }) => failed === 0)];
  const rows = inOrder
    .slice(0, maxRows)
    .map(({ file, path, tests, passed, failed, skipped, durationMs }) => [
      failed > 0 ? '❌' : tests === 0 ? '⚠️' : passed === 0 ? '⏭️' : '✅',
      text(path.join(' › ').slice(0, 300)) || (tests === 0 ? '_no tests_' : '_no name_'),
      thousands(passed),
      thousands(failed),
      thousands(skipped),
      duration(durationMs),
      code(file),
    ]);
  return tableSection({ title: 'Suites', noun: 'suite', header, rows, total: all.length, maxRows, openRows: 25 });
}
