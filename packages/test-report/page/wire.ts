/**
 * How the tests are embedded in the page. Blocks of JSON, each a script element that the browser does not run; a block of
 * rows refers to the strings of all blocks up to itself, so that both ends hold a block at a time.
 */

/** The states of a row, in the order in which they are shown; a row is one letter of `RowsBlock.states`. */
export const rowStates = ['failed', 'flaky', 'skipped', 'passed'] as const;
export type RowState = (typeof rowStates)[number];
export const stateLetters = 'fksp';

/** `count` rows that follow each other and share these, each a number into the strings: report, suite, class and file. */
export type Run = [count: number, report: number, suite: number, className: number, file: number];

/** Some thousand rows, a column each. A column that holds nothing but its usual value is left out. */
export interface RowsBlock {
  /** Continues the strings of the blocks before it; an array is the path of a suite. */
  strings: (string | readonly string[])[];
  runs: Run[];
  names: string[];
  /** A letter of `stateLetters` for each row. */
  states: string;
  /** Milliseconds; usually 0, for not known. */
  ms?: number[];
  /** Usually 0, for not known. */
  lines?: number[];
  /** Usually 1. */
  attempts?: number[];
  /** `block * textsPerBlock + index` of its texts; usually 0, for none (blocks count from 1). */
  texts?: number[];
}

/** How many texts a block has at most. */
export const textsPerBlock = 4096;

/** The message and the details of a row; `1` where some of them had no room in the page. */
export type RowText = [message: string, details: string, leftOut?: 1];

/** The element that holds a block of texts; one that is not in the page had no room. */
export const textsId = (block: number): string => `texts-${block}`;

/** What the page's own code needs to know of the head. */
export interface PageMeta {
  /** What the links to source lines begin with; empty for no links. */
  sourceBase: string;
}
