import type { UnreadableFile } from '../model.ts';
import type { FileLines } from './file-lines.ts';

/** How many of how many: lines, or branches. */
export interface Ratio {
  covered: number;
  total: number;
}

/** One source file, from all reports that name it. */
export interface FileCoverage {
  /** As the reports name it, with `/`; relative to the workspace where that is known. Untrusted. */
  file: string;
  lines: Ratio;
  /** Undefined where no report says anything of branches. */
  branches: Ratio | undefined;
}

/** The coverage of a run, from all its reports. */
export interface Coverage {
  files: readonly FileCoverage[];
  lines: Ratio;
  /** Undefined where no report says anything of branches. */
  branches: Ratio | undefined;
  /** What could not be read: the numbers are not whole then. */
  unreadable: readonly UnreadableFile[];
}

/** One report that could be read, line by line: another one may cover other lines of the same files. */
export interface CoverageReport {
  readable: true;
  /** Relative to the workspace, with `/`. */
  file: string;
  /** For people: `Cobertura XML`. */
  format: string;
  files: ReadonlyMap<string, FileLines>;
}

export type CoverageOutcome = CoverageReport | UnreadableFile;
