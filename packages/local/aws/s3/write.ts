import { hash, randomBytes } from 'node:crypto';
import { checksumHeader } from '../checksums.ts';
import { AwsError } from '../error.ts';
import type { AwsRequest } from '../request.ts';
import { header, Query } from '../request.ts';
import type { Bucket, Version } from './bucket.ts';
import { checkWrite } from './conditions.ts';
import { type Context, encryptionHeaders, type Run, versionHeader } from './context.ts';
import { checkTags } from './tagging.ts';

const kept = ['cache-control', 'content-disposition', 'content-language', 'expires'];

/** What a request says about the object it makes: standard headers, metadata, tags, encryption. */
export function described(request: AwsRequest, bucket: Bucket): Pick<Version, 'headers' | 'metadata' | 'tags' | 'kms'> {
  const { headers: sent } = request;
  const headers: Record<string, string> = {
    'content-type': header(sent, 'content-type') ?? 'binary/octet-stream',
  };
  for (const name of kept) {
    const value = header(sent, name);
    if (value !== undefined) headers[name] = value;
  }
  const encodings = (header(sent, 'content-encoding') ?? '').split(',').map((part) => part.trim());
  const encoding = encodings.filter((part) => part !== '' && part !== 'aws-chunked').join(',');
  if (encoding) headers['content-encoding'] = encoding;
  const metadata = Object.fromEntries(
    Object.keys(sent)
      .filter((name) => name.startsWith('x-amz-meta-'))
      .map((name) => [name.slice('x-amz-meta-'.length), header(sent, name) ?? '']),
  );
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size > 2048) {
    throw new AwsError(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(size),
      MaxSizeAllowed: '2048',
    });
  }
  return {
    headers,
    metadata,
    tags: checkTags(new Query((header(sent, 'x-amz-tagging') ?? '').replaceAll('+', '%20')).pairs),
    kms: encryption(request) ?? bucket.kms,
  };
}

function encryption({ headers }: AwsRequest): boolean | undefined {
  const asked = header(headers, 'x-amz-server-side-encryption');
  return asked === undefined ? undefined : asked.startsWith('aws:kms');
}

/** The ETag of a simple upload: the MD5 of the body, unless KMS encrypts it, when it is nothing one could foresee. */
export function etagOf(body: Buffer, kms: boolean): string {
  return kms ? randomBytes(16).toString('hex') : hash('md5', body);
}

/** Permission to write under a key, and to tag what is written where the request does. */
export function demandWrite(context: Context): void {
  context.demand('s3:PutObject', context.key);
  if (context.request.headers['x-amz-tagging'] !== undefined) context.demand('s3:PutObjectTagging', context.key);
  // S3 reads an ETag for the caller, so it wants the permission to read.
  if (context.request.headers['if-match'] !== undefined) context.demand('s3:GetObject', context.key);
  if (Buffer.byteLength(context.key) > 1024) {
    throw new AwsError(400, 'KeyTooLongError', 'Your key is too long', { MaxSizeAllowed: '1024' });
  }
}

export const putObject: Run = (context) => {
  const { request, payload, bucket, key } = context;
  demandWrite(context);
  const about = described(request, bucket);
  checkWrite(context);
  const { body, sent } = payload;
  const version = bucket.add(key, {
    ...about,
    deleteMarker: false,
    body,
    etag: etagOf(body, about.kms),
    lastModified: request.time,
    ...(sent ? { checksum: { ...sent, type: 'FULL_OBJECT' as const } } : {}),
  });
  return {
    status: 200,
    headers: {
      etag: `"${version.etag}"`,
      ...versionHeader(bucket, version),
      ...encryptionHeaders(version, bucket),
      ...(sent ? { [checksumHeader(sent.algorithm)]: sent.value, 'x-amz-checksum-type': 'FULL_OBJECT' } : {}),
    },
  };
};
