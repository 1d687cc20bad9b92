import { setTimeout as delay } from 'node:timers/promises';
import type { S3 } from '@ci-actions/aws/s3';
import { PreconditionFailed } from '@ci-actions/aws/s3-errors';
import { explain } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { TargetMoved } from '@ci-actions/release/protocol';
import { type Claim, type Manifest, type Published, writeManifest } from './manifest.ts';

/** A claim that was not renewed for so long is nobody's, in milliseconds. By S3's clock. */
export const leaseMs = 60_000;
/** A holder renews its claim this often, in milliseconds: twice it may fail. */
const renewMs = 20_000;
/** How long to try to give a claim up, in milliseconds: without, others wait for the lease to run out, and no worse. */
const abandonMs = 5_000;

/** The right to write to one prefix, held by one run. */
export interface HeldClaim {
  /** @throws TargetMoved when the claim is lost, as far as is known; asks nobody */
  check(): void;
  /**
   * Renews the claim now.
   * @returns for how long nobody else can take it, in milliseconds
   * @throws TargetMoved when another run has taken it
   */
  confirm(): Promise<number>;
  /** Publishes the record, and with it ends the claim. @throws TargetMoved when another run has taken it */
  finish(published: Published): Promise<void>;
  /** Ends the claim without a record, as far as that is possible: nobody needs to wait for this run. */
  abandon(): Promise<void>;
}

export interface ClaimOptions {
  s3: Pick<S3, 'put'>;
  bucket: string;
  key: string;
  log: Pick<Log, 'debug'>;
  renewMs?: number;
}

/**
 * Claims a prefix: writes the claim into its manifest, on the condition that the manifest is still the one that was read.
 * Two runs that have read the same manifest cannot both hold it. The last published record stays in it meanwhile.
 *
 * @param etag of the manifest that was read; undefined where there was none
 * @throws TargetMoved when another run was faster
 */
export async function holdClaim(
  { s3, bucket, key, log, renewMs: every = renewMs }: ClaimOptions,
  claim: Claim,
  before: Published | undefined,
  etag: string | undefined,
): Promise<HeldClaim> {
  let current = etag;
  let lost: TargetMoved | undefined;
  let beat = 0;
  let renewedAt = Date.now();
  /** One write at a time: each needs the ETag that the one before it got. */
  let queue: Promise<unknown> = Promise.resolve();

  const write = (manifest: () => Manifest, budgetMs?: number): Promise<void> => {
    const turn = queue.then(async () => {
      if (lost) throw lost;
      const condition = current === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: current };
      // By the time of the request: a late answer must not lengthen the lease in this run's eyes alone.
      const sentAt = Date.now();
      try {
        const answer = await s3.put(bucket, key, writeManifest(manifest()), {
          contentType: 'application/json',
          // Before 64 slow uploads, not behind them.
          urgent: true,
          ...(budgetMs === undefined ? {} : { budgetMs }),
          ...condition,
        });
        current = answer.etag;
        renewedAt = sentAt;
      } catch (thrown) {
        if (!(thrown instanceof PreconditionFailed)) throw thrown;
        lost = new TargetMoved(`Another run has begun to publish to s3://${bucket}: its record ${key} was changed.`, {
          cause: thrown,
        });
        throw lost;
      }
    });
    queue = turn.catch(() => {});
    return turn;
  };
  const renew = () => write(() => ({ published: before, claim: { ...claim, beat: beat++ } }));

  await renew();
  let renewing = false;
  const timer = setInterval(async () => {
    if (renewing) return;
    renewing = true;
    await renew().catch((thrown) => log.debug(`The claim in ${key} was not renewed: ${explain(thrown)}`));
    renewing = false;
  }, every);
  timer.unref();

  return {
    check() {
      if (!lost && Date.now() - renewedAt > leaseMs) {
        lost = new TargetMoved(`The claim on s3://${bucket} could not be renewed for ${leaseMs / 1000} seconds.`);
      }
      if (lost) throw lost;
    },
    async confirm() {
      await renew();
      return leaseMs - (Date.now() - renewedAt);
    },
    async finish(published) {
      clearInterval(timer);
      await write(() => ({ published, claim: undefined }));
    },
    async abandon() {
      clearInterval(timer);
      const ended = { ...claim, beat: beat++, ended: true };
      const given = write(() => ({ published: before, claim: ended }), abandonMs).catch((thrown) =>
        log.debug(`The claim in ${key} was left as it is: ${explain(thrown)}`),
      );
      // A renewal that is still under way may take much longer; nobody waits for it.
      await Promise.race([given, delay(abandonMs, undefined, { ref: false })]);
    },
  };
}
