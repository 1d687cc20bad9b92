/**
 * A file cannot be read as test results. The message is the end of a sentence that begins with the file's name.
 */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  /** Counted from 1. */
  readonly line: number | undefined;

  constructor(reason: string, line?: number) {
    super(reason);
    this.line = line;
  }
}
