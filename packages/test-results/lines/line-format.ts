import type { Sink } from '../model.ts';

/** Reads one line after the other. */
export interface LineHandler {
  /** @param line without its end */
  line(line: string): void;
  /** The file is over. */
  end(): void;
}

/** One format of test results that is read line by line. */
export interface LineFormat {
  /** For people: `go test -json`. */
  readonly name: string;
  /** Whether a file that begins so is of this kind. The head may end in the middle of a line. */
  claims(head: string): boolean;
  /**
   * @param sink where the cases go; what it got before a throw is not to be used
   * @param refuse throws an UnreadableError with the line that is read now
   */
  handler(sink: Sink, refuse: (reason: string) => never): LineHandler;
}
