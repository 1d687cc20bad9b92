import { code, table, text } from '@ci-actions/format/markdown';
import { count, thousands } from '@ci-actions/format/units';
import { hundredths } from '@ci-actions/test-results/coverage/merge-coverage';
import type { Coverage, FileCoverage, Ratio } from '@ci-actions/test-results/coverage/model';
import { unreadableSentence } from '../words.ts';

/** More files that could not be read than this are counted, not named. */
const maxUnreadable = 20;

/** Of a longer path the end is shown. */
const longestName = 200;

export interface CoverageOptions {
  /** In percent of the lines. */
  threshold?: number | undefined;
  /** How many files the table may have; those with the least coverage come first. */
  limitRows: number;
}

/**
 * Whether too few lines are covered: 79.999 % is below 80. Where there is nothing to cover, nothing is known, and that is
 * below any threshold but 0.
 *
 * @param threshold in percent; more than two decimals are rounded
 */
export function belowThreshold({ lines }: Pick<Coverage, 'lines'>, threshold: number): boolean {
  if (lines.total === 0) return threshold > 0;
  return lines.covered * 10_000 < Math.round(threshold * 100) * lines.total;
}

/** The coverage as blocks of Markdown, each whole in itself: the totals, what could not be read, a folded table of files. */
export function renderCoverage(coverage: Coverage, { threshold, limitRows }: CoverageOptions): string[] {
  return [
    totals(coverage),
    ...(threshold !== undefined && belowThreshold(coverage, threshold)
      ? [`❌ The coverage is below the threshold of ${threshold}%.`]
      : []),
    ...unreadable(coverage),
    ...files(coverage, limitRows),
  ];
}

function totals({ lines, branches }: Coverage): string {
  if (lines.total === 0) return 'Coverage: no lines that could be covered were found.';
  const ofBranches = branches && branches.total > 0 ? `, ${percent(branches)} of branches` : '';
  return `Coverage: ${percent(lines)} of lines (${thousands(lines.covered)} of ${thousands(lines.total)})${ofBranches}`;
}

function unreadable({ unreadable: broken }: Coverage): string[] {
  if (broken.length === 0) return [];
  const shown = broken.slice(0, maxUnreadable).map((file) => `- ${text(unreadableSentence(file).slice(0, 1_000))}`);
  const left = broken.length - shown.length;
  const heading = `⚠️ ${count(broken.length, 'file')} of coverage could not be read, so the numbers are not whole:`;
  return [`${heading}\n\n${[...shown, ...(left > 0 ? [`- ${count(left, 'more file')}`] : [])].join('\n')}`];
}

function files({ files: all, branches }: Coverage, limitRows: number): string[] {
  const sorted = all.filter(({ lines }) => lines.total > 0).sort(lowestFirst);
  const shown = sorted.slice(0, Math.max(0, limitRows));
  if (shown.length === 0) return [];
  const header = ['File', 'Coverage:', 'Lines:', ...(branches ? ['Branches:'] : [])];
  const rows = shown.map((file) => [
    code(ending(file.file)),
    percent(file.lines),
    of(file.lines),
    ...(branches ? [file.branches && file.branches.total > 0 ? of(file.branches) : ''] : []),
  ]);
  const left = sorted.length - shown.length;
  const said = left > 0 ? `\n\n> Left out: ${count(left, 'more file')} with as much coverage or more.` : '';
  const summary = `Coverage of ${count(sorted.length, 'file')}, the lowest first`;
  return [`<details><summary>${summary}</summary>\n\n${table(header, rows)}${said}\n\n</details>`];
}

function lowestFirst(a: FileCoverage, b: FileCoverage): number {
  const byPart = a.lines.covered * b.lines.total - b.lines.covered * a.lines.total;
  const byMissing = b.lines.total - b.lines.covered - (a.lines.total - a.lines.covered);
  return byPart || byMissing || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
}

function of({ covered, total }: Ratio): string {
  return `${thousands(covered)} of ${thousands(total)}`;
}

/** With one decimal, rounded down, so that only what is whole is 100%. */
function percent(ratio: Ratio): string {
  return `${Math.floor((hundredths(ratio) ?? 0) / 10) / 10}%`;
}

function ending(file: string): string {
  return file.length > longestName ? `…${file.slice(-longestName)}` : file;
}
