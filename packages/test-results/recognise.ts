import { readDocument } from './json/read-document.ts';
import { lineFormats, readLines } from './lines/read-lines.ts';
import type { Sink } from './model.ts';
import { UnreadableError } from './unreadable-error.ts';
import { readXml } from './xml/read-xml.ts';

/** So much of a file is looked at before its format is decided, in characters. */
const headSize = 64_000;

/**
 * Reads test results of any format that is known, recognised by what the text says, not by the file's name.
 *
 * @param chunks the text, in pieces of any size
 * @param sink what it got before a throw is not to be used
 * @throws UnreadableError when the text is of no known format, is broken, or ends too early
 */
export async function readText(chunks: AsyncIterable<string>, sink: Sink): Promise<void> {
  const pieces = chunks[Symbol.asyncIterator]();
  let head = '';
  let done = false;
  // The first character that is no blank tells XML; JSON and lines want a whole line or more.
  while (!done && head.length < headSize && !/^\s*</.test(head)) {
    const next = await pieces.next();
    if (next.done) done = true;
    else head += next.value;
  }
  const whole = joined(head, pieces);
  const first = head.trimStart()[0];
  if (first === undefined) {
    throw new UnreadableError(
      head === '' ? 'is empty' : done ? 'holds nothing but blanks' : 'begins with too many blanks',
    );
  }
  if (first === '<') return readXml(whole, sink);
  const lines = lineFormats.find((format) => format.claims(head));
  if (lines) return readLines(whole, lines, sink);
  if (first === '{' || first === '[') return readDocument(whole, sink);
  const root = /^[ \t]*<(\?xml|testsuites?)\b/m.test(head);
  throw new UnreadableError(root ? 'has other text before its XML' : 'is no format of test results that is known', 1);
}

async function* joined(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
