import { createHash } from 'node:crypto';
import { InputError } from '@ci-actions/errors/errors';
import { bufferLimit, type PlannedFile, readPlanned, streamPlanned } from './file-body.ts';
import { showObject } from './key.ts';
import { FileChanged, S3Error } from './s3-errors.ts';
import { getObject, type Haste, headObject, readEtag, readVersion } from './s3-get.ts';
import { operations } from './s3-operation.ts';
import { ask, type Session } from './s3-request.ts';

export interface PutOptions {
  contentType?: string;
  /** Writes only over the object with this ETag. */
  ifMatch?: string;
  /** Writes only where there is no object. */
  ifNoneMatch?: '*';
  /** Of the content, in hex, where the caller knows it. */
  sha256?: string;
  /** Does not wait its turn, and goes over a connection that other uploads do not use: for a claim that must be renewed. */
  urgent?: boolean;
  /** How long to go on trying; also the longest silence that is borne. In milliseconds; a minute by default. */
  budgetMs?: number;
}

export interface Written {
  /** Without its quotes. */
  etag: string;
  /** Only where the bucket is versioned. */
  versionId?: string;
}

/** S3 takes no more in one piece: 5 GiB (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const largest = 5 * 2 ** 30;

/**
 * Writes one object. S3 is told the SHA-256 twice: in the signature, so that it refuses other bytes, and as the
 * object's checksum, so that it keeps it and can be asked for it.
 *
 * A try that ended in a reset may have worked, and then the next one meets its own success as a failed condition: what
 * is there is compared, so that a writer does not lose against itself.
 */
export async function putObject(
  session: Session,
  bucket: string,
  key: string,
  content: Buffer | PlannedFile,
  options: PutOptions,
): Promise<Written> {
  const { contentType, ifMatch, ifNoneMatch, urgent = false, budgetMs } = options;
  const haste = { urgent, ...(budgetMs === undefined ? {} : { budgetMs }) };
  const size = Buffer.isBuffer(content) ? content.length : content.size;
  if (size > largest) {
    throw new InputError(
      `${showObject(bucket, key)} would have ${size} bytes, but S3 takes at most 5 GiB in one piece.`,
    );
  }
  const file = Buffer.isBuffer(content) ? undefined : content;
  const body = Buffer.isBuffer(content)
    ? content
    : size <= bufferLimit
      ? await readPlanned(content)
      : streamPlanned(content);
  const sha256 =
    file?.sha256 ??
    options.sha256 ??
    createHash('sha256')
      .update(body as Buffer)
      .digest('hex');
  try {
    return await ask<Written>(session, {
      operation: operations.put,
      method: 'PUT',
      bucket,
      key,
      body,
      sha256,
      ...haste,
      headers: {
        'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
        'x-amz-sdk-checksum-algorithm': 'SHA256',
        ...(contentType ? { 'content-type': contentType } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
        ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
      },
      read: ({ headers }) => ({ etag: readEtag(headers), ...readVersion(headers) }),
      ownSuccess: () => ownSuccess(session, bucket, key, { size, sha256 }, haste),
    });
  } catch (error) {
    if (file && error instanceof S3Error && /^(XAmzContentSHA256Mismatch|BadDigest)$/.test(error.code)) {
      throw new FileChanged(file.path, `S3 got other bytes than were planned (${error.code})`);
    }
    throw error;
  }
}

/**
 * What is there, if it is what was to be written. A HEAD tells, because S3 keeps the checksum; from a server that does
 * not, a small object is read. Of a large one without a checksum nobody knows, and so it counts as somebody else's.
 */
async function ownSuccess(
  session: Session,
  bucket: string,
  key: string,
  mine: { size: number; sha256: string },
  haste: Haste,
): Promise<Written | undefined> {
  const head = await headObject(session, bucket, key, haste);
  if (head?.size !== mine.size || (head.sha256 ?? mine.sha256) !== mine.sha256) return undefined;
  const there = head.sha256 || mine.size > bufferLimit ? undefined : await getObject(session, bucket, key, haste);
  const found = there ? createHash('sha256').update(there.body).digest('hex') : head.sha256;
  if (found !== mine.sha256) return undefined;
  const { etag, versionId } = there ?? head;
  return { etag, ...(versionId === undefined ? {} : { versionId }) };
}
