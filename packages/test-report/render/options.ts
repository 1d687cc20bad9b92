import type { TestReport } from '../report-tests.ts';
import { sourceUrl } from '../source-place/source-place.ts';
import { renderCoverage } from './coverage.ts';
import type { RenderOptions } from './sections.ts';

/** More rows than this nobody reads. */
const coverageRows = 500;

/** What the summary, the check and the comment share. */
export interface SharedOptions {
  title: string;
  /** The least percentage of covered lines; undefined for any. */
  threshold: number | undefined;
  /** What GitHub says of the run. */
  run: { serverUrl: string; repository: string; sha: string; runUrl: string };
}

/** @returns how the report is rendered, whatever for: only the limit differs */
export function renderOptions(
  tests: TestReport,
  { title, threshold, run }: SharedOptions,
): Omit<RenderOptions, 'limit'> {
  const { comparison, baseName, coverage } = tests;
  return {
    title,
    place(failure) {
      const found = tests.place(failure);
      return sourceUrl(found?.file, found?.line, run);
    },
    comparison,
    baseName,
    coverage: coverage && renderCoverage(coverage.coverage, { threshold, limitRows: coverageRows }),
    runUrl: run.runUrl,
  };
}
