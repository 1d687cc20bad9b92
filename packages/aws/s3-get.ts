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
  /** Names in lower case, without `x-amz-meta-`. */
  metadata: Record<string, string>;
  contentType: string;
}

/** An object with its content; nothing where there is no such key. */
export function getObject(session: Session, bucket: string, key: string): Promise<ReadObject | undefined> {
  const call = ask<ReadObject | undefined>(session, {
    operation: operations.get,
    method: 'GET',
    bucket,
    key,
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

/** What S3 knows of an object; nothing where there is no such key. A HEAD does not tell a missing bucket from that. */
export function headObject(session: Session, bucket: string, key: string): Promise<ObjectHead | undefined> {
  const call = ask<ObjectHead | undefined>(session, {
    operation: operations.head,
    method: 'HEAD',
    bucket,
    key,
    read: ({ headers }) => ({
      etag: readEtag(headers),
      size: Number(headers['content-length'] ?? 0),
      ...readVersion(headers),
      lastModified: readDate(headers['last-modified'], session),
      metadata: Object.fromEntries(
        Object.entries(headers)
          .filter(([name]) => name.startsWith('x-amz-meta-'))
          .map(([name, value]) => [name.slice('x-amz-meta-'.length), String(value)]),
      ),
      contentType: headers['content-type'] ?? '',
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

function readDate(text: string | undefined, session: Session): Date {
  const date = Date.parse(text ?? '');
  return new Date(Number.isNaN(date) ? session.clock() + session.skewMs : date);
}

function missing(error: unknown): undefined {
  if (error instanceof S3Error && /^(NoSuchKey|NotFound)$/.test(error.code)) return undefined;
  throw error;
}
