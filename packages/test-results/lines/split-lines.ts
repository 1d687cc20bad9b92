import { UnreadableError } from '../unreadable-error.ts';

/** Longer lines are no test results: they would fill the memory. In characters. */
const longestLine = 16_000_000;

/**
 * Cuts a text into its lines.
 *
 * @param chunks the text, in pieces of any size
 * @param take called for each line, without its end; a last line without an end too
 * @throws UnreadableError when a line is longer than 16 million characters
 */
export async function splitLines(chunks: AsyncIterable<string>, take: (line: string) => void): Promise<void> {
  let number = 0;
  let open = '';
  const whole = (line: string) => {
    number += 1;
    take(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      whole(open + chunk.slice(start, end));
      open = '';
      start = end + 1;
    }
    open += chunk.slice(start);
    if (open.length > longestLine) {
      throw new UnreadableError(`has a line of more than ${longestLine} characters`, number + 1);
    }
  }
  if (open !== '') whole(open);
}
