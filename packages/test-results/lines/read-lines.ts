import type { Sink } from '../model.ts';
import { UnreadableError } from '../unreadable-error.ts';
import { dart } from './dart.ts';
import { goTest } from './go-test.ts';
import type { LineFormat } from './line-format.ts';
import { splitLines } from './split-lines.ts';
import { tap } from './tap.ts';

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
  await splitLines(chunks, (line) => {
    number += 1;
    handler.line(line);
  });
  handler.end();
}
