import { createHash } from 'node:crypto';
import type { S3 } from '@ci-actions/aws/s3';
import type { Step } from '@ci-actions/release/protocol';
import { hashFile } from './hash-file.ts';
import type { ManifestPin, Published } from './manifest.ts';
import type { Pin } from './pins.ts';

/** One pinned object: as it is there, or as it will be. */
export interface PinChange {
  pin: Pin;
  /** The ETag of the object that is there; undefined where there is none. */
  replaces: string | undefined;
  /** What to do; undefined when the object is this content already. */
  step: Step | undefined;
  /** The version that is there, or was written; undefined where it is not known, or the bucket has no versions. */
  versionId: string | undefined;
  /** As the record will have it; undefined until it was written. */
  record: ManifestPin | undefined;
}

/** Compares the requirements and the plugins with what is in the bucket, one request each: LIST knows no versions. */
export function comparePins(
  s3: Pick<S3, 'head'>,
  bucket: string,
  pins: readonly Pin[],
  published: Published | undefined,
): Promise<PinChange[]> {
  return Promise.all(
    pins.map(async (pin): Promise<PinChange> => {
      const { key, sha256, size, what } = pin;
      const head = await s3.head(bucket, key);
      const last = published?.[what];
      const fits = head !== undefined && last?.key === key && last.etag === head.etag && last.size === head.size;
      if (head && (fits ? last.sha256 === sha256 : head.size === size && head.etag === md5(pin))) {
        const record = { key, sha256, etag: head.etag, size };
        return { pin, replaces: head.etag, step: undefined, versionId: head.versionId, record };
      }
      const step: Step = { change: head ? 'update' : 'add', what: key, bytes: size, note: what };
      return { pin, replaces: head?.etag, step, versionId: undefined, record: undefined };
    }),
  );
}

function md5({ content }: Pin): string {
  return Buffer.isBuffer(content)
    ? createHash('md5').update(content).digest('hex')
    : hashFile(content.path, 'md5').hash;
}
