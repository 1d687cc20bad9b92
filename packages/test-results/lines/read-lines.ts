import type { Sink } from '../model.ts';
import { UnreadableError } from '../unreadable-error.ts';

/** Longer lines are no test results: they would fill the memory. In characters. */
const longestLine = 16_000_000;

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

/** In the order in which they are asked. */
export const lineFormats: readonly LineFormat[] = [];

/**
 * Reads a file of lines.
 *
 * @throws UnreadableError when the format refuses it
 */
export async function readLines(chunks: AsyncIterable<string>, format: LineFormat, sink: Sink): Promise<void> {
  let number = 0;
  const refuse = (reason: string): never => {
    throw new UnreadableError(reason, number);
  };
  const handler = format.handler(sink, refuse);
  let rest = '';
  const take = (line: string) => {
    number += 1;
    handler.line(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    if (rest.length > longestLine) refuse(`has a line of more than ${longestLine} characters`);
  }
  if (rest !== '') take(rest);
  handler.end();
}
