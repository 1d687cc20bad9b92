import type { LineHandler } from '../lines/line-format.ts';
import { UnreadableError } from '../unreadable-error.ts';
import { CoverageFold } from './coverage-fold.ts';
import type { FileLines } from './file-lines.ts';

/** Branches of one file, a map each; a record with more is no source file's. */
const maxBranches = 5_000_000;

/** @returns whether a text that begins so is an LCOV tracefile */
export function isLcov(head: string): boolean {
  const first = /^(?:\s*(?:#[^\n]*)?\n)*\s*(TN|SF):/.exec(head.slice(0, 10_000));
  return first !== null;
}

/**
 * Reads an LCOV tracefile, line by line. The sums (`LF`, `LH`, `BRF`, `BRH`) count only where a record names no lines.
 *
 * @see https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1
 */
export class LcovReader implements LineHandler {
  readonly #fold: CoverageFold;
  #record: Record | undefined;
  #number = 0;

  constructor(workspace: string | undefined) {
    this.#fold = new CoverageFold(workspace, (reason) => this.#refuse(reason));
  }

  get files(): ReadonlyMap<string, FileLines> {
    return this.#fold.files;
  }

  line(line: string): void {
    this.#number += 1;
    // Nearly all lines are of this kind.
    if (line.startsWith('DA:') && this.#record) this.#lineData(this.#record, line);
    else this.#other(line);
  }

  #lineData(record: Record, line: string): void {
    const comma = line.indexOf(',', 3);
    if (comma === -1) this.#refuse('has a DA line without a count');
    const end = line.indexOf(',', comma + 1);
    const count = Number(line.slice(comma + 1, end === -1 ? undefined : end));
    record.lines.line(this.#fold.lineNumber(line.slice(3, comma)), count > 0);
  }

  #other(line: string): void {
    if (line.trim() === '' || line.startsWith('#')) return;
    if (line.trim() === 'end_of_record') {
      this.#record?.finish();
      this.#record = undefined;
      return;
    }
    const colon = line.indexOf(':');
    if (colon < 1 || !/^[A-Z][A-Z0-9_]*$/.test(line.slice(0, colon))) this.#refuse('has a line that is no LCOV');
    this.#entry(line.slice(0, colon), line.slice(colon + 1));
  }

  #entry(key: string, value: string): void {
    if (key === 'SF') {
      if (this.#record) this.#refuse('has a record that does not end before the next one');
      this.#record = new Record(this.#fold.file(value));
      return;
    }
    const record = this.#record;
    if (!record && (key === 'DA' || key === 'BRDA')) this.#refuse('has lines outside of a record');
    if (!record) return;
    const parts = value.split(',');
    if (key === 'BRDA') {
      const taken = parts.at(-1)?.trim() ?? '';
      if (parts.length < 4) this.#refuse('has a BRDA line without a count');
      const known = record.branch(this.#fold.lineNumber(parts[0]), parts.slice(1, -1).join(','), Number(taken) > 0);
      if (known > maxBranches) this.#refuse(`has more than ${maxBranches} branches in one file`);
    } else if (/^(?:LF|LH|BRF|BRH)$/.test(key)) record.sums.set(key, Math.max(0, Math.floor(Number(value)) || 0));
  }

  #refuse(reason: string): never {
    throw new UnreadableError(reason, this.#number);
  }

  end(): void {
    if (this.#record) this.#refuse('ends inside a record: its end_of_record is missing');
  }
}

/** The lines of one source file between `SF` and `end_of_record`. */
class Record {
  readonly lines: FileLines;
  readonly sums = new Map<string, number>();
  /** By line, then by block and branch. */
  readonly #branches = new Map<number, Map<string, boolean>>();
  #count = 0;

  constructor(lines: FileLines) {
    this.lines = lines;
  }

  /** @returns how many branches the record has */
  branch(line: number, key: string, taken: boolean): number {
    const ofLine = this.#branches.get(line) ?? new Map<string, boolean>();
    this.#branches.set(line, ofLine);
    if (!ofLine.has(key)) this.#count += 1;
    ofLine.set(key, taken || ofLine.get(key) === true);
    return this.#count;
  }

  finish(): void {
    for (const [line, ofLine] of this.#branches) this.lines.branches(line, [...ofLine.values()]);
    const ratio = (covered: string, total: string) => ({
      covered: Math.min(this.sums.get(covered) ?? 0, this.sums.get(total) ?? 0),
      total: this.sums.get(total) ?? 0,
    });
    if (this.sums.has('LF'))
      this.lines.count(ratio('LH', 'LF'), this.sums.has('BRF') ? ratio('BRH', 'BRF') : undefined);
  }
}
