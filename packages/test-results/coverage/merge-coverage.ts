import { FileLines } from './file-lines.ts';
import type { Coverage, CoverageOutcome, CoverageReport, FileCoverage, Ratio } from './model.ts';

/** Puts the reports of a run together: a file that several of them name counts once, a line that one covers is covered. */
export function mergeCoverage(outcomes: readonly CoverageOutcome[]): Coverage {
  const reports = outcomes.filter((outcome) => outcome.readable);
  const files = [...merged(reports)].map(
    ([file, lines]): FileCoverage => ({ file, lines: lines.lines, branches: lines.allBranches }),
  );
  const branches = files.flatMap((file) => (file.branches ? [file.branches] : []));
  return {
    files,
    lines: sum(files.map(({ lines }) => lines)),
    branches: branches.length === 0 ? undefined : sum(branches),
    unreadable: outcomes.filter((outcome) => !outcome.readable),
  };
}

function merged(reports: readonly CoverageReport[]): ReadonlyMap<string, FileLines> {
  const [only, ...others] = reports;
  if (only && others.length === 0) return only.files;
  const all = new Map<string, FileLines>();
  for (const { files } of reports) {
    for (const [file, lines] of files) {
      const into = all.get(file) ?? new FileLines();
      into.merge(lines);
      all.set(file, into);
    }
  }
  return all;
}

function sum(ratios: readonly Ratio[]): Ratio {
  const total = { covered: 0, total: 0 };
  for (const ratio of ratios) {
    total.covered += ratio.covered;
    total.total += ratio.total;
  }
  return total;
}

/**
 * How much is covered, in hundredths of a percent: 7999 for 79.999 %. Rounded down, so that a threshold which is not
 * reached never looks reached. Undefined where there is nothing to cover.
 */
export function hundredths({ covered, total }: Ratio): number | undefined {
  return total === 0 ? undefined : Math.floor((covered * 10_000) / total);
}

/** @returns the percentage with two decimals, rounded down: `84.17`; undefined where there is nothing to cover */
export function percentage(ratio: Ratio): string | undefined {
  const value = hundredths(ratio);
  return value === undefined ? undefined : (value / 100).toFixed(2);
}
