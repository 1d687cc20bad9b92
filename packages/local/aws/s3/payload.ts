import { createHash } from 'node:crypto';
import { decodeChunked } from '../aws-chunked.ts';
import { type Algorithm, algorithms, checksum, checksumHeader, checksumLength } from '../checksums.ts';
import { AwsError } from '../error.ts';
import { type AwsRequest, header } from '../request.ts';
import { type Signed, sha256 } from '../sigv4.ts';

/** A body that is proven to be what its sender meant. */
export interface Payload {
  body: Buffer;
  /** The checksum that came with it, if one did; it is right. */
  sent?: { algorithm: Algorithm; value: string };
}

/**
 * Takes the framing off a body and holds it against all that was sent to prove it: the signed hash, the signatures of
 * its chunks, Content-MD5 and the checksum in a header or a trailer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @param proves false where checksum headers describe something else than this body (CompleteMultipartUpload)
 * @throws AwsError 400 XAmzContentSHA256Mismatch, BadDigest, InvalidDigest, IncompleteBody and their like
 */
export function readPayload(request: AwsRequest, signed: Signed, proves = true): Payload {
  const hash = header(request.headers, 'x-amz-content-sha256');
  if (hash === undefined) {
    throw new AwsError(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  const { body, trailers } = unframe(request, signed, hash);
  checkMd5(request, body);
  if (!proves) return { body };
  const sent = sentChecksum(request, trailers);
  if (sent && checksum(sent.algorithm, body) !== sent.value) {
    throw new AwsError(400, 'BadDigest', `The ${sent.algorithm} you specified did not match the calculated checksum.`);
  }
  return { body, ...(sent ? { sent } : {}) };
}

function unframe(request: AwsRequest, signed: Signed, hash: string) {
  if (hash === 'UNSIGNED-PAYLOAD') return { body: request.body, trailers: {} };
  if (/^[0-9a-f]{64}$/.test(hash)) {
    const found = sha256(request.body);
    if (found !== hash) {
      throw new AwsError(
        400,
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        { ClientComputedContentSHA256: hash, S3ComputedContentSHA256: found },
      );
    }
    return { body: request.body, trailers: {} };
  }
  if (!/^STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?)$/.test(hash)) {
    throw new AwsError(
      400,
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      { ArgumentName: 'x-amz-content-sha256', ArgumentValue: hash },
    );
  }
  const chunked = decodeChunked(request.body, hash.startsWith('STREAMING-AWS4') ? signed : undefined);
  const length = header(request.headers, 'x-amz-decoded-content-length');
  if (length === undefined) {
    throw new AwsError(411, 'MissingContentLength', 'You must provide the x-amz-decoded-content-length HTTP header.');
  }
  if (Number(length) !== chunked.body.length) {
    throw new AwsError(
      400,
      'IncompleteBody',
      'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
    );
  }
  const announced = (header(request.headers, 'x-amz-trailer') ?? '').toLowerCase().split(',');
  const names = announced.map((name) => name.trim()).filter((name) => name !== '');
  const found = Object.keys(chunked.trailers);
  if (names.length !== found.length || !names.every((name) => found.includes(name))) {
    throw new AwsError(
      400,
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  }
  return chunked;
}

function checkMd5(request: AwsRequest, body: Buffer): void {
  const sent = header(request.headers, 'content-md5');
  if (sent === undefined) return;
  if (!isBase64(sent, 16)) {
    throw new AwsError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', { 'Content-MD5': sent });
  }
  const found = createHash('md5').update(body).digest('base64');
  if (found !== sent) {
    throw new AwsError(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: sent,
      CalculatedDigest: found,
    });
  }
}

/**
 * The checksum that a request carries, in a header or in a trailer.
 *
 * @throws AwsError 400 InvalidRequest for more than one, for one that is no checksum, or for none where one was announced
 */
function sentChecksum(request: AwsRequest, trailers: Record<string, string> = {}): Payload['sent'] {
  const found = algorithms.flatMap((algorithm) => {
    const name = checksumHeader(algorithm);
    const value = header(request.headers, name) ?? trailers[name];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  const [sent, ...others] = found;
  if (others.length > 0) {
    throw new AwsError(
      400,
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const announced = header(request.headers, 'x-amz-sdk-checksum-algorithm')?.toUpperCase();
  if (announced !== undefined && (!sent || sent.algorithm !== announced)) {
    throw new AwsError(
      400,
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (sent && !isBase64(sent.value, checksumLength(sent.algorithm))) {
    throw new AwsError(400, 'InvalidRequest', `Value for ${checksumHeader(sent.algorithm)} header is invalid.`);
  }
  return sent;
}

function isBase64(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === bytes && decoded.toString('base64') === text;
}
