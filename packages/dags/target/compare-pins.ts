import { createHash } from 'node:crypto';
import type { ObjectHead } from '@ci-actions/aws/s3-get';
import type { Step } from '@ci-actions/release/protocol';
import type { ManifestPin, Published } from '../manifest.ts';
import { hashFile } from '../source/hash-file.ts';
import type { Pin } from '../source/pins.ts';

/** What is asked of S3. */
export interface PinStore {
  head(bucket: string, key: string): Promise<Pick<ObjectHead, 'etag' | 'size' | 'versionId' | 'sha256'> | undefined>;
}

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
  /** Since it was published last, something else has put other content there, which this replaces. */
  taken: boolean;
}

/**
 * Compares the requirements and the plugins with what is in the bucket, one request each: LIST knows no versions.
 *
 * @param interrupted a publish broke off since: an object that differs from the record is its own
 */
export function comparePins(
  s3: PinStore,
  bucket: string,
  pins: readonly Pin[],
  published: Published | undefined,
  interrupted = false,
): Promise<PinChange[]> {
  return Promise.all(
    pins.map(async (pin): Promise<PinChange> => {
      const { key, sha256, size, what } = pin;
      const head = await s3.head(bucket, key);
      const record = published?.[what];
      const last = record?.key === key ? record : undefined;
      const fits = head !== undefined && last?.etag === head.etag && last.size === head.size;
      if (head && (fits ? last.sha256 === sha256 : sameContent(pin, head))) {
        const now = { key, sha256, etag: head.etag, size };
        return { pin, replaces: head.etag, step: undefined, versionId: head.versionId, record: now, taken: false };
      }
      const taken = head !== undefined && last !== undefined && !fits && !interrupted;
      const step: Step = {
        change: head ? 'update' : 'add',
        what: key,
        bytes: size,
        note: taken ? `${what}, changed by somebody else` : what,
      };
      return { pin, replaces: head?.etag, step, versionId: undefined, record: undefined, taken };
    }),
  );
}

/** By the checksum that S3 keeps, which holds with KMS too; without one by the MD5, where the ETag is that. */
function sameContent(pin: Pin, head: { etag: string; size: number; sha256?: string }): boolean {
  if (head.size !== pin.size) return false;
  if (head.sha256 !== undefined) return head.sha256 === pin.sha256;
  return /^[0-9a-f]{32}$/.test(head.etag) && head.etag === md5(pin);
}

/** @returns empty for a file that is not as it was read: nothing is known of it */
function md5({ content, key, sha256 }: Pin): string {
  if (Buffer.isBuffer(content)) return createHash('md5').update(content).digest('hex');
  const now = hashFile(content.path, key, { md5: true });
  return now.sha256 === sha256 ? now.md5 : '';
}
