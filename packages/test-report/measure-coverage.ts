import { mergeCoverage, percentage } from '@ci-actions/test-results/coverage/merge-coverage';
import type { Coverage, CoverageOutcome } from '@ci-actions/test-results/coverage/model';
import { readCoverage } from '@ci-actions/test-results/coverage/read-coverage';
import type { FoundFile } from '@ci-actions/test-results/find-files';
import { belowThreshold } from './render/coverage.ts';

/** How much of the source the tests ran. */
export interface MeasuredCoverage {
  coverage: Coverage;
  /** Of the lines, with two decimals, rounded down; empty where there is nothing to cover. */
  percent: string;
  /** Why it does not suffice, as a sentence without untrusted text; undefined where it does. */
  problem: string | undefined;
}

/**
 * Reads the files of coverage.
 *
 * @param found what to read; a file outside of the workspace is not opened, but counts as unreadable
 * @param threshold the least percentage of covered lines; undefined for any
 */
export async function measureCoverage(
  workspace: string,
  found: readonly FoundFile[],
  threshold: number | undefined,
): Promise<MeasuredCoverage> {
  const outcomes: CoverageOutcome[] = [];
  for (const { path, name, outside } of found) {
    outcomes.push(
      outside
        ? { readable: false, file: name, reason: 'lies outside of the workspace, behind a link', line: undefined }
        : await readCoverage(path, name, workspace),
    );
  }
  const coverage = mergeCoverage(outcomes);
  const percent = percentage(coverage.lines) ?? '';
  return { coverage, percent, problem: problemOf(coverage, percent, outcomes.length, threshold) };
}

function problemOf(
  coverage: Coverage,
  percent: string,
  files: number,
  threshold: number | undefined,
): string | undefined {
  if (files === 0) return 'No file of coverage was found; correct `coverage`.';
  if (threshold === undefined) return undefined;
  if (coverage.unreadable.length > 0) {
    return 'A file of coverage could not be read, so nobody knows whether `coverage-threshold` is reached.';
  }
  if (!belowThreshold(coverage, threshold)) return undefined;
  if (percent === '') return 'The coverage names no lines, so `coverage-threshold` is not reached.';
  return `The coverage is ${percent}% of the lines, and \`coverage-threshold\` asks for ${threshold}%.`;
}
