import { AwsError } from '../error.ts';
import type { AwsAnswer, AwsRequest } from '../request.ts';
import { header } from '../request.ts';
import type { Signed } from '../sigv4.ts';
import { xmlDocument } from '../xml.ts';
import type { Bucket, Version, Writer } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import type { Payload } from './payload.ts';

/** All that an operation on a bucket or an object is given. */
export interface Context {
  request: AwsRequest;
  signed: Signed;
  payload: Payload;
  buckets: Buckets;
  bucket: Bucket;
  /** The object's key; empty for operations on a bucket. */
  key: string;
  /** What a conditional write saw when its head arrived; undefined for every other request. */
  writer: Writer | undefined;
  /** Whether the write's condition held when its head arrived. */
  heldAtFirst: boolean;
  /** @throws AwsError 403 unless the caller may do this to the object (or, with an empty key, to the bucket) */
  demand(action: string, key?: string, bucket?: Bucket): void;
}

/** One operation of S3. */
export type Run = (context: Context) => AwsAnswer;

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** @returns 200 with a document of S3's namespace */
export function document(root: string, inner: string, headers: AwsAnswer['headers'] = {}): AwsAnswer {
  return { status: 200, headers: { ...headers }, body: xmlDocument(root, namespace, inner) };
}

/** A header of the request. */
export const head = ({ request }: Context, name: string) => header(request.headers, name);

/** The version that a request names, or the current one. @throws AwsError as S3 does where there is none to be had */
export function wantedVersion(
  context: Context,
  bucket = context.bucket,
  key = context.key,
  versionId = context.request.query.get('versionId'),
): Version {
  if (versionId !== undefined) return namedVersion(bucket, key, versionId);
  const newest = bucket.newest(key);
  if (newest && !newest.deleteMarker) return newest;
  // Who may not list must not learn from a 404 which keys exist.
  context.demand('s3:ListBucket', '', bucket);
  throw noSuchKey(key, newest && { 'x-amz-delete-marker': 'true', 'x-amz-version-id': newest.versionId });
}

/** @throws AwsError 404 NoSuchVersion, or 405 for a delete marker, which cannot be read */
function namedVersion(bucket: Bucket, key: string, versionId: string): Version {
  const version = bucket.versions(key).find((other) => other.versionId === versionId);
  if (!version) {
    throw new AwsError(404, 'NoSuchVersion', 'The specified version does not exist.', {
      Key: key,
      VersionId: versionId,
    });
  }
  if (version.deleteMarker) {
    throw new AwsError(
      405,
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      { ResourceType: 'DeleteMarker' },
      { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId, allow: 'DELETE' },
    );
  }
  return version;
}

/** S3's refusal for a key without an object. @param headers more for the answer, such as those of a delete marker */
export function noSuchKey(key: string, headers: Record<string, string> = {}): AwsError {
  return new AwsError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key }, headers);
}

/** The version id as a header; S3 leaves it out for buckets that never had versions. */
export function versionHeader(bucket: Bucket, version: Version): Record<string, string | undefined> {
  return { 'x-amz-version-id': bucket.versioning ? version.versionId : undefined };
}

/** How an object is encrypted, as headers. */
export function encryptionHeaders({ kms }: Version, bucket: Bucket): Record<string, string> {
  if (!kms) return { 'x-amz-server-side-encryption': 'AES256' };
  const keyId = `arn:aws:kms:${bucket.region}:123456789012:key/00000000-0000-4000-8000-000000000000`;
  return {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': keyId,
  };
}
