import { AwsError } from './error.ts';
import { hmacHex, type Signed, same, sha256 } from './sigv4.ts';

/** What an aws-chunked body holds. */
export interface Chunked {
  body: Buffer;
  /** The trailing headers, names in lower case. */
  trailers: Record<string, string>;
}

const emptyHash = sha256('');

/**
 * Takes the payload out of an aws-chunked body and verifies the signature of each chunk and of the trailer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 *
 * @param signed the request's verified signature, which begins the chain; undefined when the chunks are not signed
 * @throws AwsError 400 IncompleteBody for framing that breaks off, 403 SignatureDoesNotMatch for a wrong signature
 */
export function decodeChunked(raw: Buffer, signed: Signed | undefined): Chunked {
  const chunks: Buffer[] = [];
  let previous = signed?.signature ?? '';
  let at = 0;
  const line = () => {
    const end = raw.indexOf('\r\n', at, 'latin1');
    if (end < 0) throw incomplete();
    const text = raw.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const [, hex = '', signature] = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line()) ?? [];
    const size = Number.parseInt(hex, 16);
    if (Number.isNaN(size) || at + size > raw.length) throw incomplete();
    const chunk = raw.subarray(at, at + size);
    if (signed) {
      const toSign = `AWS4-HMAC-SHA256-PAYLOAD\n${signed.timestamp}\n${signed.scope}\n${previous}\n${emptyHash}\n${sha256(chunk)}`;
      previous = check(signed, toSign, signature);
    }
    at += size;
    if (size === 0) break;
    chunks.push(chunk);
    if (line() !== '') throw incomplete();
  }
  return { body: Buffer.concat(chunks), trailers: readTrailers() };

  function readTrailers(): Record<string, string> {
    const trailers: Record<string, string> = {};
    let canonical = '';
    let signature: string | undefined;
    while (at < raw.length) {
      const text = line();
      if (text === '') continue;
      const colon = text.indexOf(':');
      const name = text.slice(0, colon).trim().toLowerCase();
      const value = text.slice(colon + 1).trim();
      if (colon < 1) throw incomplete();
      if (name === 'x-amz-trailer-signature') signature = value;
      else {
        trailers[name] = value;
        canonical += `${name}:${value}\n`;
      }
    }
    if (signed && canonical) {
      const toSign = `AWS4-HMAC-SHA256-TRAILER\n${signed.timestamp}\n${signed.scope}\n${previous}\n${sha256(canonical)}`;
      check(signed, toSign, signature);
    }
    return trailers;
  }
}

/** @returns the signature, which begins the next one */
function check(signed: Signed, toSign: string, signature = ''): string {
  if (!same(hmacHex(signed.signingKey, toSign), signature)) {
    throw new AwsError(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { StringToSign: toSign, SignatureProvided: signature },
    );
  }
  return signature;
}

function incomplete(): AwsError {
  return new AwsError(
    400,
    'IncompleteBody',
    'The request body terminated unexpectedly: its aws-chunked framing is broken or breaks off.',
  );
}
