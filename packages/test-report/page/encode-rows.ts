import type { Row } from '../row.ts';
import { plainLine } from './plain-text.ts';
import { type RowsBlock, stateLetters } from './wire.ts';

/** When a block is full: in rows and in characters. */
const full = { rows: 4_096, characters: 1_000_000 };
/** After how many strings the encoder forgets them: names of classes may be as many as the tests. */
const remembered = 20_000;

/** Gathers rows into blocks. Holds one block, and the strings that it may refer to. */
export class RowEncoder {
  /** The numbers of strings and of paths as they came. */
  readonly #strings = new Map<string, number>();
  readonly #paths = new Map<string, number>();
  #last: readonly string[] = [];
  #lastNumber: number | undefined;
  #next = 0;
  #block = emptyBlock();
  #size = 0;

  /**
   * @param row its texts are made plain
   * @param text where its message and details are, 0 for none
   * @returns a full block now and then
   */
  add(row: Row, text: number): string | undefined {
    const block = this.#block;
    const at = block.names.length;
    const report = this.#string(row.report);
    const suite = this.#path(row.suite);
    const className = this.#string(row.className);
    const file = this.#string(row.file);
    const run = block.runs.at(-1);
    if (run && run[1] === report && run[2] === suite && run[3] === className && run[4] === file) run[0] += 1;
    else block.runs.push([1, report, suite, className, file]);
    const name = plainLine(row.name);
    block.names.push(name);
    block.states += stateLetters[row.state === 'failed' ? 0 : row.state === 'skipped' ? 2 : row.flaky ? 1 : 3];
    put(block, 'ms', at, microseconds(row.durationMs), 0);
    put(block, 'lines', at, natural(row.line ?? 0), 0);
    put(block, 'attempts', at, Math.max(1, natural(row.attempts)), 1);
    put(block, 'texts', at, text, 0);
    this.#size += name.length;
    return block.names.length >= full.rows || this.#size >= full.characters ? this.finish() : undefined;
  }

  /** @returns the last block, as JSON; undefined where no row is left */
  finish(): string | undefined {
    if (this.#block.names.length === 0) return undefined;
    const json = JSON.stringify(this.#block);
    this.#block = emptyBlock();
    this.#size = 0;
    for (const known of [this.#strings, this.#paths]) if (known.size > remembered) known.clear();
    return json;
  }

  #string(text: string): number {
    return this.#strings.get(text) ?? this.#learn(this.#strings, text, plainLine(text));
  }

  #path(path: readonly string[]): number {
    // Tests of one suite come one after the other, and mostly share its path.
    const isLast = path.length === this.#last.length && path.every((part, index) => part === this.#last[index]);
    if (isLast && this.#lastNumber !== undefined) return this.#lastNumber;
    const key = JSON.stringify(path);
    this.#last = path;
    this.#lastNumber = this.#paths.get(key) ?? this.#learn(this.#paths, key, path.map(plainLine));
    return this.#lastNumber;
  }

  #learn(known: Map<string, number>, key: string, entry: string | readonly string[]): number {
    const number = this.#next++;
    known.set(key, number);
    this.#block.strings.push(entry);
    this.#size += key.length;
    return number;
  }
}

const emptyBlock = (): RowsBlock => ({ strings: [], runs: [], names: [], states: '' });

/** Puts a value into a column, which begins with the first value that is not the usual one. */
function put(
  block: RowsBlock,
  column: 'ms' | 'lines' | 'attempts' | 'texts',
  at: number,
  value: number,
  usual: number,
) {
  const values = block[column];
  if (values) values.push(value);
  else if (value !== usual) block[column] = [...new Array<number>(at).fill(usual), value];
}

const microseconds = (ms: number) => (Number.isFinite(ms) && ms > 0 ? Math.round(ms * 1000) / 1000 : 0);
const natural = (number: number) => (Number.isInteger(number) && number > 0 && number < 2 ** 31 ? number : 0);
