import { AwsError } from '../error.ts';
import type { Bucket, Version } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import { etagOf } from './write.ts';

/** A bucket as a test looks at it: no request, no signature, nothing in the log of requests. */
export interface BucketView {
  /** The keys of all objects, in byte order. */
  keys(): string[];
  /** The object as it is now, or as it was under a version id; undefined where there is none. */
  get(key: string, versionId?: string): Version | undefined;
  /** The object's content as text. @throws Error when there is no such object */
  text(key: string): string;
  /** All versions and delete markers of a key, newest first. */
  versions(key: string): readonly Version[];
  /** Writes an object behind everybody's back. @returns it */
  put(key: string, body: string | Buffer, more?: { metadata?: Record<string, string> }): Version;
  /** Removes all that there is of a key, or hides it where the bucket has versions. */
  delete(key: string): void;
  /** Multipart uploads that were begun and neither completed nor aborted. */
  openUploads(): string[];
  /** Switches versions on or off, as PutBucketVersioning does. */
  setVersioning(status: 'Enabled' | 'Suspended'): void;
}

/** @throws AwsError NoSuchBucket */
export function viewOf(buckets: Buckets, name: string, clock: () => Date): BucketView {
  const bucket: Bucket = buckets.get(name);
  return {
    keys: () => bucket.keys().filter((key) => bucket.current(key) !== undefined),
    get: (key, versionId) =>
      versionId === undefined
        ? bucket.current(key)
        : bucket.versions(key).find((version) => version.versionId === versionId),
    text(key) {
      const found = bucket.current(key);
      if (!found) throw new AwsError(404, 'NoSuchKey', `The bucket ${name} has no object ${key}.`);
      return found.body.toString();
    },
    versions: (key) => bucket.versions(key),
    put(key, content, { metadata = {} } = {}) {
      const body = Buffer.from(content);
      return bucket.add(key, {
        deleteMarker: false,
        body,
        etag: etagOf(body, bucket.kms),
        lastModified: clock(),
        headers: { 'content-type': 'binary/octet-stream' },
        metadata,
        tags: [],
        kms: bucket.kms,
      });
    },
    delete(key) {
      if (bucket.versioning) bucket.mark(key, clock());
      else for (const version of bucket.versions(key)) bucket.remove(key, version);
    },
    openUploads: () => [...bucket.uploads.values()].filter(({ done }) => !done).map(({ key }) => key),
    setVersioning: (status) => bucket.setVersioning(status),
  };
}
