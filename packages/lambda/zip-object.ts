import type { S3 } from '@ci-actions/aws/s3';
import { PreconditionFailed } from '@ci-actions/aws/s3-errors';
import { bytes } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { Step } from '@ci-actions/release/protocol';
import type { BuiltZip } from './built-zip.ts';

/** Where zips are kept. */
export interface Bucket {
  s3: Pick<S3, 'get' | 'head' | 'put'>;
  bucket: string;
  /** Empty, or ending with `/`. */
  prefix: string;
}

/** The object of a zip: its key is its content, so that it is written once and never changes. */
export interface ZipObject {
  bucket: string;
  key: string;
  /** Whether the zip is there. */
  present: boolean;
  /** Of what is under the key and is not the zip. */
  replaces?: string;
  /** Where the bucket keeps versions and the zip is there. */
  versionId?: string;
}

/** @param hex the SHA-256 of a zip */
export function zipKey(prefix: string, name: string, hex: string): string {
  return `${prefix}${name}/${hex}.zip`;
}

/**
 * Looks whether a zip is in the bucket. Where S3 keeps no checksum, the size decides: Lambda's own checksum of what it
 * reads is held to the zip afterwards.
 */
export async function findZip({ s3, bucket, prefix }: Bucket, name: string, zip: BuiltZip): Promise<ZipObject> {
  const key = zipKey(prefix, name, zip.sha256);
  const head = await s3.head(bucket, key);
  if (!head) return { bucket, key, present: false };
  if (head.size !== zip.size || (head.sha256 ?? zip.sha256) !== zip.sha256) {
    return { bucket, key, present: false, replaces: head.etag };
  }
  return { bucket, key, present: true, ...(head.versionId === undefined ? {} : { versionId: head.versionId }) };
}

/** The plan's line for a zip that is sent to the bucket. */
export function zipStep({ bucket, key, replaces }: ZipObject, { size }: BuiltZip): Step {
  const what = `s3://${bucket}/${key}`;
  if (replaces === undefined) return { change: 'add', what, bytes: size };
  return { change: 'update', what, bytes: size, note: 'something else is under this key' };
}

/**
 * Sends a zip to the bucket unless it is there.
 *
 * @returns what is there then
 * @throws PreconditionFailed where something else wrote another object under the key meanwhile
 */
export async function sendZip(
  { s3 }: Bucket,
  object: ZipObject,
  zip: BuiltZip,
  log: Pick<Log, 'info'>,
): Promise<ZipObject> {
  if (object.present) return object;
  const { bucket, key, replaces } = object;
  log.info(`Uploading the zip (${bytes(zip.size)}) to s3://${bucket}/${key}`);
  const condition = replaces === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: replaces };
  const content = { path: zip.file, size: zip.size, sha256: zip.sha256 };
  try {
    const { versionId } = await s3.put(bucket, key, content, { contentType: 'application/zip', ...condition });
    return { bucket, key, present: true, ...(versionId === undefined ? {} : { versionId }) };
  } catch (thrown) {
    if (!(thrown instanceof PreconditionFailed)) throw thrown;
    // Another run of the same source was faster: that is the same zip.
    const head = await s3.head(bucket, key);
    if (head?.size !== zip.size || (head.sha256 ?? zip.sha256) !== zip.sha256) throw thrown;
    return { bucket, key, present: true, ...(head.versionId === undefined ? {} : { versionId: head.versionId }) };
  }
}
