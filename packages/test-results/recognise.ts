import type { Sink } from './model.ts';
import { peekHead } from './peek-head.ts';
import { UnreadableError } from './unreadable-error.ts';
import { readXml } from './xml/read-xml.ts';

/**
 * Reads test results of any format that is known, recognised by what the text says, not by the file's name.
 *
 * What a run does not need is not loaded: most have JUnit XML alone.
 *
 * @param chunks the text, in pieces of any size
 * @param sink what it got before a throw is not to be used
 * @throws UnreadableError when the text is of no known format, is broken, or ends too early
 */
export async function readText(chunks: AsyncIterable<string>, sink: Sink): Promise<void> {
  const { head, done, whole } = await peekHead(chunks);
  const first = head.trimStart()[0];
  if (first === undefined) {
    throw new UnreadableError(
      head === '' ? 'is empty' : done ? 'holds nothing but blanks' : 'begins with too many blanks',
    );
  }
  if (first === '<') return readXml(whole, sink);
  const { lineFormats, readLines } = await import('./lines/read-lines.ts');
  const lines = lineFormats.find((format) => format.claims(head));
  if (lines) return readLines(whole, lines, sink);
  if (first === '{' || first === '[') {
    const { readDocument } = await import('./json/read-document.ts');
    return readDocument(whole, sink);
  }
  const root = /^[ \t]*<(\?xml|testsuites?)\b/m.test(head);
  throw new UnreadableError(root ? 'has other text before its XML' : 'is no format of test results that is known', 1);
}
