import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Case, Sink } from '@ci-actions/test-results/model';
import type { Row } from './row.ts';

/** Rows are written in pieces of this size, in characters. */
const pieceSize = 1 << 20;
/** So much of stack traces and the like is kept, in characters; more would make a page that nobody can open. */
const detailsAtMost = 40_000_000;

/**
 * All cases of a run, kept in a file rather than in memory: the page, the CTRF file and the comparison read them one by
 * one. Call `begin` before each file of test results, and `end` or `discard` after it.
 */
export interface Spool extends Sink {
  /** @param report the file of test results that is read next */
  begin(report: string): void;
  /** The file was read. */
  end(): Promise<void>;
  /** The file turned out to be broken: what came of it does not count. */
  discard(): Promise<void>;
  /** All rows, in the order in which they came. */
  rows(): AsyncIterable<Row>;
  /** Removes the file. */
  close(): Promise<void>;
}

/**
 * @param file where to keep the rows; nothing may be there
 * @param place the source file of a case, relative to the workspace, and the line; undefined where it is not known
 */
export async function openSpool(
  file: string,
  place: (testCase: Case) => { file: string; line: number | undefined } | undefined,
): Promise<Spool> {
  const handle = await open(file, 'ax', 0o600);
  return new FileSpool(file, handle, place);
}

class FileSpool implements Spool {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #place: Parameters<typeof openSpool>[1];
  #report = '';
  #pending = '';
  /** Where the rows of the files end that were read, in bytes. */
  #good = 0;
  #written = 0;
  #detailsLeft = detailsAtMost;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string, handle: FileHandle, place: Parameters<typeof openSpool>[1]) {
    this.#file = file;
    this.#handle = handle;
    this.#place = place;
  }

  begin(report: string): void {
    this.#report = report;
  }

  testCase(testCase: Case): void {
    const { suite, className, name, state, attempts, flaky, message, durationMs } = testCase;
    const details = testCase.details.length > this.#detailsLeft ? '' : testCase.details;
    this.#detailsLeft -= details.length;
    const place = this.#place(testCase);
    const row: Row = {
      report: this.#report,
      suite: suite.path,
      className,
      name,
      state,
      attempts,
      flaky,
      message,
      details,
      file: place?.file ?? '',
      line: place?.line,
      durationMs,
    };
    this.#pending += `${JSON.stringify(row)}\n`;
    if (this.#pending.length > pieceSize) this.#flush();
  }

  /** A suite's own failure is no row; the report has it. */
  suiteFailure(): void {}

  #flush(): void {
    const piece = Buffer.from(this.#pending);
    this.#pending = '';
    this.#written += piece.length;
    this.#writing = this.#writing.then(() => this.#handle.appendFile(piece));
    // Awaited at the end of the file; until then a failure is not an unhandled one.
    this.#writing.catch(() => {});
  }

  async end(): Promise<void> {
    this.#flush();
    await this.#writing;
    this.#good = this.#written;
  }

  async discard(): Promise<void> {
    this.#pending = '';
    await this.#writing;
    this.#written = this.#good;
    await this.#handle.truncate(this.#good);
  }

  async *rows(): AsyncGenerator<Row> {
    if (this.#good === 0) return;
    let rest = '';
    for await (const chunk of createReadStream(this.#file, { end: this.#good - 1, encoding: 'utf8' })) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as Row;
    }
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#handle.close();
    await rm(this.#file, { force: true });
  }
}
