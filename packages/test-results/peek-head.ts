/** So much of a file is looked at before its format is decided, in characters. */
const headSize = 64_000;

/** The beginning of a text, and the text as a whole, in pieces again. */
export interface Peeked {
  /** Enough to tell the format: up to its first `<` where that is the first character that is no blank, otherwise more. */
  head: string;
  /** Whether the head is all there is. */
  done: boolean;
  whole: AsyncIterable<string>;
}

/** Reads the beginning of a text. XML is told by its first character; JSON and lines want a whole line or more. */
export async function peekHead(chunks: AsyncIterable<string>): Promise<Peeked> {
  const pieces = chunks[Symbol.asyncIterator]();
  let head = '';
  let done = false;
  while (!done && head.length < headSize && !/^\s*</.test(head)) {
    const next = await pieces.next();
    if (next.done) done = true;
    else head += next.value;
  }
  return { head, done, whole: joined(head, pieces) };
}

async function* joined(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
