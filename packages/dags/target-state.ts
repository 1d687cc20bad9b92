import type { S3 } from '@ci-actions/aws/s3';
import type { Log } from '@ci-actions/log/log';
import type { Busy, Live } from '@ci-actions/release/protocol';
import { leaseMs } from './hold-claim.ts';
import { type Manifest, type Run, readManifest } from './manifest.ts';

/** What the manifest of a prefix says, and which manifest it was. */
export interface TargetState extends Manifest {
  /** Of the manifest that was read; undefined where there is none. The condition of every write. */
  etag: string | undefined;
  /** How long ago the manifest was written, in milliseconds, by S3's clock. */
  ageMs: number;
}

/**
 * Reads the manifest of a prefix. One that cannot be read counts as none: the content is compared by MD5 then.
 *
 * @throws InputError for the manifest of a newer version of this action
 */
export async function readState(
  s3: Pick<S3, 'get'>,
  bucket: string,
  key: string,
  log: Pick<Log, 'warning'>,
): Promise<TargetState> {
  const object = await s3.get(bucket, key);
  if (!object) return { published: undefined, claim: undefined, etag: undefined, ageMs: 0 };
  const place = `s3://${bucket}/${key}`;
  const manifest = readManifest(object.body, place);
  if (!manifest) {
    log.warning(
      `${place} is no record of this action, so what was published before is not known; it is replaced, and files are compared by their MD5.`,
    );
  }
  const ageMs = object.serverTime.getTime() - object.lastModified.getTime();
  return { published: undefined, claim: undefined, ...manifest, etag: object.etag, ageMs };
}

/**
 * Whether another run is publishing to the prefix at this moment.
 *
 * A claim of the same workflow run for the same environment is an earlier try of this very job, so it is taken over at once.
 */
export function findBusy({ claim, ageMs }: TargetState, run: Run, environment: string): Busy | undefined {
  if (!claim || claim.ended || ageMs >= leaseMs) return undefined;
  if (run.id !== '' && claim.run.id === run.id && claim.environment === environment) return undefined;
  const attempt = claim.run.attempt === '1' ? '' : `, attempt ${claim.run.attempt}`;
  return { commit: claim.commit, by: claim.run.id === '' ? 'Another machine' : `Run ${claim.run.id}${attempt}` };
}

/** What was published last, in the words of the protocol. */
export function liveOf({ published }: TargetState): Live | undefined {
  return published && { digest: published.digest, commit: published.commit, version: published.version };
}
