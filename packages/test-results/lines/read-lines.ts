import type { Sink } from '../model.ts';
import { UnreadableError } from '../unreadable-error.ts';
import { dart } from './dart.ts';
import { goTest } from './go-test.ts';
import type { LineFormat } from './line-format.ts';
import { tap } from './tap.ts';

/** Longer lines are no test results: they would fill the memory. In characters. */
const longestLine = 16_000_000;

/** In the order in which they are asked. */
export const lineFormats: readonly LineFormat[] = [goTest, dart, tap];

/**
 * Reads a file of lines.
 *
 * @throws UnreadableError when the format refuses it, or a line is too long
 */
export async function readLines(chunks: AsyncIterable<string>, format: LineFormat, sink: Sink): Promise<void> {
  let number = 0;
  const refuse = (reason: string): never => {
    throw new UnreadableError(reason, number);
  };
  const handler = format.handler(sink, refuse);
  const take = (line: string) => {
    number += 1;
    handler.line(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
  let open = '';
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      take(open + chunk.slice(start, end));
      open = '';
      start = end + 1;
    }
    open += chunk.slice(start);
    if (open.length > longestLine) {
      number += 1;
      refuse(`has a line of more than ${longestLine} characters`);
    }
  }
  if (open !== '') take(open);
  handler.end();
}
