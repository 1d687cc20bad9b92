import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-errors.ts';
import { operations } from './s3-operation.ts';
import { ask, type Session } from './s3-request.ts';

export interface ReadObject {
  body: Buffer;
  /** Without its quotes. */
  etag: string;
  /** Only where the bucket is versioned. */
  versionId?: string;
  lastModified: Date;
  /** When S3 answered, by S3's clock: how old the object is does not depend on this machine's. */
  serverTime: Date;
}

export interface ObjectHead {
  etag: string;
  /** In bytes. */
  size: number;
  versionId?: string;
  lastModified: Date;
  contentType: string;
  /** Of the content, in hex, where S3 keeps it: for objects that were sent in one piece, with that checksum. */
  sha256?: string;
}

/** How a question is asked beside uploads: see PutOptions. */
export interface Haste {
  urgent?: boolean;
  budgetMs?: number;
}

/** An object with its content; nothing where there is no such key. */
export function getObject(
  session: Session,
  bucket: string,
  key: string,
  haste: Haste = {},
): Promise<ReadObject | undefined> {
  const call = ask<ReadObject | undefined>(session, {
    operation: operations.get,
    method: 'GET',
    bucket,
    key,
    ...haste,
    read: ({ headers, body }) => ({
      body,
      etag: readEtag(headers),
      ...readVersion(headers),
      lastModified: readDate(headers['last-modified'], session),
      serverTime: readDate(headers.date, session),
    }),
  });
  return call.catch(missing);
}

/**
 * What S3 knows of an object; nothing where there is no such key. A HEAD does not tell a missing bucket from that. Of an
 * object that is encrypted by KMS, S3 tells the checksum to those who may kms:Decrypt, as for reading it
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
 */
export function headObject(
  session: Session,
  bucket: string,
  key: string,
  haste: Haste = {},
): Promise<ObjectHead | undefined> {
  const call = ask<ObjectHead | undefined>(session, {
    operation: operations.head,
    method: 'HEAD',
    bucket,
    key,
    headers: { 'x-amz-checksum-mode': 'ENABLED' },
    ...haste,
    read: ({ headers }) => ({
      etag: readEtag(headers),
      size: Number(headers['content-length'] ?? 0),
      ...readVersion(headers),
      lastModified: readDate(headers['last-modified'], session),
      contentType: headers['content-type'] ?? '',
      ...readSha256(headers),
    }),
  });
  return call.catch(missing);
}

/** S3's ETag without its quotes. */
export function readEtag(headers: IncomingHttpHeaders): string {
  return (headers.etag ?? '').replace(/^"|"$/g, '');
}

/** The version, where the bucket is versioned; where versioning is suspended S3 calls it `null`, which pins nothing. */
export function readVersion(headers: IncomingHttpHeaders): { versionId?: string } {
  const id = headers['x-amz-version-id'];
  return typeof id === 'string' && id !== 'null' ? { versionId: id } : {};
}

/** The checksum of the whole content; `...-3` is one over the checksums of three parts, which says nothing here. */
function readSha256(headers: IncomingHttpHeaders): { sha256?: string } {
  const text = headers['x-amz-checksum-sha256'];
  if (typeof text !== 'string' || text.includes('-')) return {};
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 ? { sha256: bytes.toString('hex') } : {};
}

function readDate(text: string | undefined, session: Session): Date {
  const date = Date.parse(text ?? '');
  return new Date(Number.isNaN(date) ? session.clock() + session.skewMs : date);
}

function missing(error: unknown): undefined {
  if (error instanceof S3Error && /^(NoSuchKey|NotFound)$/.test(error.code)) return undefined;
  throw error;
}
