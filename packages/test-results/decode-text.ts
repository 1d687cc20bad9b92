import { StringDecoder } from 'node:string_decoder';
import { TextDecoder } from 'node:util';
import { UnreadableError } from './unreadable-error.ts';

/**
 * Decodes the bytes of a file of test results: UTF-8 (also with a byte order mark), UTF-16 in either order (with or without the
 * mark), or the encoding that an XML declaration names. Bytes that the encoding does not have become U+FFFD.
 *
 * @param chunks the bytes, in pieces of any size
 * @returns the text in pieces, without the mark
 * @throws UnreadableError when the declared encoding is unknown
 * @see https://www.w3.org/TR/xml/#sec-guessing
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: Decoder | undefined;
  let head = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (decoder) {
      yield decoder.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    // The first pieces may be tiny; the declaration must be whole before it is looked at.
    if (head.length < 256) continue;
    decoder = decoderFor(head);
    yield decoder.write(head).replace(/^\ufeff/, '');
  }
  if (decoder) yield decoder.end();
  else {
    decoder = decoderFor(head);
    yield (decoder.write(head) + decoder.end()).replace(/^\ufeff/, '');
  }
}

interface Decoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

function decoderFor(head: Buffer): Decoder {
  const label = encodingOf(head);
  // Several times as fast as the other, for what nearly every file is.
  if (/^utf-?8$/i.test(label)) return new StringDecoder('utf8');
  try {
    const decoder = new TextDecoder(label);
    return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
  } catch {
    throw new UnreadableError(`declares the encoding ${JSON.stringify(label)}, which is not known`, 1);
  }
}

function encodingOf(head: Buffer): string {
  const [first, second] = head;
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  // What test results begin with: a sign of ASCII, which is a 0 and a byte here.
  if (first === 0x00 && second !== undefined && second !== 0x00) return 'utf-16be';
  if (first !== undefined && first !== 0x00 && second === 0x00) return 'utf-16le';
  const declared = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']{1,40})["']/.exec(
    head.toString('latin1', 0, 256),
  )?.[1];
  // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
  return declared === undefined || /^utf-?16/i.test(declared) ? 'utf-8' : declared;
}
