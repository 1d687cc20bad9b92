import { type RowState, type RowsBlock, rowStates, stateLetters } from './wire.ts';

/** All tests of a page, a column each; a row is a number. */
export interface Rows {
  count: number;
  names: readonly string[];
  /** Numbers into `rowStates`. */
  states: Uint8Array;
  /** Milliseconds; 0 for not known. */
  ms: Float64Array;
  /** 0 for not known. */
  lines: Uint32Array;
  attempts: Uint32Array;
  /** As in the wire; 0 for none. */
  texts: Float64Array;
  /** For each row, its place. */
  places: Uint32Array;
  /** For each place, numbers into `strings`. */
  reports: Uint32Array;
  suites: Uint32Array;
  classes: Uint32Array;
  files: Uint32Array;
  strings: readonly (string | readonly string[])[];
}

/** Reads the blocks that the encoder wrote, in their order. */
export function decodeRows(blocks: readonly RowsBlock[]): Rows {
  const count = blocks.reduce((sum, block) => sum + block.names.length, 0);
  const runs = blocks.reduce((sum, block) => sum + block.runs.length, 0);
  const rows = {
    count,
    names: [] as string[],
    states: new Uint8Array(count),
    ms: new Float64Array(count),
    lines: new Uint32Array(count),
    attempts: new Uint32Array(count).fill(1),
    texts: new Float64Array(count),
    places: new Uint32Array(count),
    reports: new Uint32Array(runs),
    suites: new Uint32Array(runs),
    classes: new Uint32Array(runs),
    files: new Uint32Array(runs),
    strings: [] as (string | readonly string[])[],
  };
  let place = 0;
  for (const block of blocks) {
    const start = rows.names.length;
    let row = start;
    for (const [length, report, suite, className, file] of block.runs) {
      rows.reports[place] = report;
      rows.suites[place] = suite;
      rows.classes[place] = className;
      rows.files[place] = file;
      rows.places.fill(place, row, row + length);
      row += length;
      place += 1;
    }
    for (let i = 0; i < block.states.length; i++) rows.states[start + i] = stateLetters.indexOf(block.states[i] ?? '');
    rows.ms.set(block.ms ?? [], start);
    rows.lines.set(block.lines ?? [], start);
    rows.attempts.set(block.attempts ?? [], start);
    rows.texts.set(block.texts ?? [], start);
    for (const name of block.names) rows.names.push(name);
    for (const string of block.strings) rows.strings.push(string);
  }
  return rows;
}

/** One row with its texts looked up. */
export interface ShownRow {
  name: string;
  state: RowState;
  report: string;
  suite: readonly string[];
  className: string;
  file: string;
  line: number;
  attempts: number;
  ms: number;
}

/** @returns what is known of one row */
export function rowAt(rows: Rows, row: number): ShownRow {
  const place = rows.places[row] ?? 0;
  const suite = rows.strings[rows.suites[place] ?? 0] ?? [];
  const text = (column: Uint32Array) => String(rows.strings[column[place] ?? 0] ?? '');
  return {
    name: rows.names[row] ?? '',
    state: rowStates[rows.states[row] ?? 0] ?? 'failed',
    report: text(rows.reports),
    suite: typeof suite === 'string' ? [suite] : suite,
    className: text(rows.classes),
    file: text(rows.files),
    line: rows.lines[row] ?? 0,
    attempts: rows.attempts[row] ?? 1,
    ms: rows.ms[row] ?? 0,
  };
}
