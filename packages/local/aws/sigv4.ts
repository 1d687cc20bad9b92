import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { AwsError } from './error.ts';
import type { Principal, Principals } from './principals.ts';
import { type AwsRequest, decode, header } from './request.ts';

/** A verified signature, with all that the signatures of a body's chunks build upon. */
export interface Signed {
  principal: Principal;
  region: string;
  service: string;
  signature: string;
  signingKey: Buffer;
  /** `20260102T030405Z`. */
  timestamp: string;
  /** `20260102/eu-west-1/s3/aws4_request`. */
  scope: string;
}

const skewMs = 15 * 60_000;

export const sha256 = (data: string | Buffer) => hash('sha256', data);
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
export const hmacHex = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex');

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** AWS's UriEncode: every byte but the unreserved ones, in upper-case hex. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Verifies the signature in a request's Authorization header, from AWS's description of the algorithm:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * For S3 the hash of the body is the one in `x-amz-content-sha256`; whether the body has it is for S3 to check.
 *
 * @param service the service that the scope must name
 * @throws AwsError as the service answers: who may not, whose clock is off, whose signature differs
 */
export function verifySignature(request: AwsRequest, principals: Principals, service: string): Signed {
  const authorization = header(request.headers, 'authorization');
  if (!authorization) throw new AwsError(403, 'AccessDenied', 'Access Denied');
  const parts = /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
    authorization,
  );
  const [, credential = '', signedHeaders = '', signature = ''] = parts ?? [];
  // Older forms of access keys hold slashes, so the scope is what stands at the end.
  const [, accessKeyId, date, region, named] = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential) ?? [];
  if (!accessKeyId || !date || !region || named !== service) {
    throw new AwsError(
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; it must be AWS4-HMAC-SHA256 with the scope date/region/${service}/aws4_request.`,
    );
  }
  const timestamp = header(request.headers, 'x-amz-date') ?? '';
  const signedAt = parseTimestamp(timestamp);
  if (signedAt === undefined || !timestamp.startsWith(date)) {
    throw new AwsError(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  const principal = principals.find(accessKeyId, header(request.headers, 'x-amz-security-token'), request.time);
  if (Math.abs(request.time.getTime() - signedAt) > skewMs) {
    throw new AwsError(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        RequestTime: timestamp,
        ServerTime: request.time.toISOString(),
        MaxAllowedSkewMilliseconds: String(skewMs),
      },
    );
  }
  refuseUnsigned(request, signedHeaders);
  const scope = `${date}/${region}/${service}/aws4_request`;
  // S3 alone takes the sender's word for the hash, because it may not have the body yet, and checks it later.
  const sent = service === 's3' ? header(request.headers, 'x-amz-content-sha256') : undefined;
  const canonical = canonicalRequest(request, service, signedHeaders, sent ?? sha256(request.body));
  const toSign = `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(Buffer.from(canonical, 'latin1'))}`;
  const signingKey = signingKeyOf(principal.secretAccessKey, date, region, service);
  if (!same(hmacHex(signingKey, toSign), signature)) {
    throw new AwsError(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      {
        AWSAccessKeyId: accessKeyId,
        StringToSign: toSign,
        SignatureProvided: signature,
        CanonicalRequest: canonical,
      },
    );
  }
  return { principal, region, service, signature, signingKey, timestamp, scope };
}

/** `20260102T030405Z` in milliseconds; undefined when it is no such timestamp. */
function parseTimestamp(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

/** Host and every x-amz header that is sent must be covered by the signature. */
function refuseUnsigned(request: AwsRequest, signedHeaders: string): void {
  const covered = new Set(signedHeaders.split(';'));
  const bare = Object.keys(request.headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !covered.has(name),
  );
  if (bare.length > 0) {
    throw new AwsError(403, 'AccessDenied', 'There were headers present in the request which were not signed', {
      HeadersNotSigned: bare.join(', '),
    });
  }
}

function canonicalRequest(request: AwsRequest, service: string, signedHeaders: string, payload: string): string {
  // Only S3 encodes a path once; the others encode again what they send encoded.
  const path = request.rawPath
    .split('/')
    .map((segment) => uriEncode(service === 's3' ? decode(segment) : segment))
    .join('/');
  const query = request.query.pairs
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${(header(request.headers, name) ?? '').trim().replace(/ {2,}/g, ' ')}\n`)
    .join('');
  return `${request.method}\n${path}\n${query}\n${headers}\n${signedHeaders}\n${payload}`;
}

// One key serves a whole day of requests; four HMACs less for each of them.
const signingKeys = new Map<string, Buffer>();

function signingKeyOf(secret: string, date: string, region: string, service: string): Buffer {
  const name = [secret, date, region, service].join('\n');
  let key = signingKeys.get(name);
  if (!key) {
    key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
    if (signingKeys.size > 1000) signingKeys.clear();
    signingKeys.set(name, key);
  }
  return key;
}
