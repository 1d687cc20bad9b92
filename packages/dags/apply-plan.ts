import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { PlannedFile } from '@ci-actions/aws/file-body';
import type { S3 } from '@ci-actions/aws/s3';
import { FileChanged, PreconditionFailed } from '@ci-actions/aws/s3-errors';
import type { Log } from '@ci-actions/log/log';
import { progress } from '@ci-actions/log/progress';
import { TargetMoved } from '@ci-actions/release/protocol';
import type { DagsArtifact } from './build-artifact.ts';
import { compareBytes } from './compare-bytes.ts';
import { type HeldClaim, holdClaim } from './hold-claim.ts';
import type { DagsPlan } from './make-plan.ts';
import type { ManifestFile, ManifestPin, Run } from './manifest.ts';
import type { Upload } from './target/compare.ts';
import { contentType } from './target/content-type.ts';
import { inParallel } from './target/in-parallel.ts';

/** More requests at once buy nothing: measured on two cores against a server on the same machine. */
const atOnce = 64;
/** S3 deletes so many in one request. */
const deletesAtOnce = 1000;

export interface ApplyOptions {
  s3: Pick<S3, 'put' | 'deleteMany'>;
  bucket: string;
  manifestKey: string;
  run: Run;
  log: Log;
  /** How often the claim is renewed, in milliseconds. */
  renewMs?: number;
  /** Counts what is written. */
  written: Written;
}

/** How much was written so far, whatever comes of it. */
export interface Written {
  uploaded: number;
  deleted: number;
}

/** Work that is done and does not count yet. */
export interface Work {
  files: readonly ManifestFile[];
  held: HeldClaim;
}

/**
 * Carries out a plan: claim the prefix; requirements and plugins; modules before what imports them, DAG files last; when
 * all of that is there, the deletes. The record, which makes it count, comes after it was read back. Broken off at any
 * point, a later run finishes it. Every write is conditional on what the plan saw, so a run that was overtaken cannot
 * overwrite the newer one's files.
 *
 * @throws TargetMoved when another run has changed something since the plan was made
 */
export async function applyPlan(artifact: DagsArtifact, plan: DagsPlan, options: ApplyOptions): Promise<Work> {
  const { bucket, run, log } = options;
  const { commit } = artifact;
  const claim = { environment: plan.target.environment, run, commit, token: randomUUID(), beat: 0 };
  const held = await holdClaim({ ...options, key: options.manifestKey }, claim, plan.state.published, plan.state.etag);
  try {
    await sendPins(plan, held, options);
    const files = await sendFiles(plan, held, options);
    await deleteObjects(plan, held, options);
    return { files, held };
  } catch (thrown) {
    log.debug('The publish broke off; the claim is given up.');
    await held.abandon();
    if (!(thrown instanceof PreconditionFailed)) throw thrown;
    throw new TargetMoved(`Something else wrote to s3://${bucket} while this run published. ${thrown.message}`, {
      cause: thrown,
    });
  }
}

/** The record of a publish that was read back: with it the work counts, and the claim ends. */
export async function settlePlan(
  artifact: DagsArtifact,
  plan: DagsPlan,
  { files, held }: Work,
  run: Run,
): Promise<void> {
  const { digest, version, commit, checkedWith } = artifact;
  const pins = plan.pins.flatMap(({ pin, record }) => (record ? [[pin.what, record] as const] : []));
  await held.finish({
    environment: plan.target.environment,
    digest,
    version,
    commit,
    publishedAt: new Date().toISOString(),
    run,
    checkedWith,
    ...(Object.fromEntries(pins) as Partial<Record<'requirements' | 'plugins', ManifestPin>>),
    files,
  });
}

async function sendPins(plan: DagsPlan, held: HeldClaim, { s3, bucket, written }: ApplyOptions): Promise<void> {
  const changed = plan.pins.filter(({ step }) => step);
  await inParallel(changed, changed.length, async (change) => {
    held.check();
    const { key, sha256, size, content } = change.pin;
    const { etag, versionId } = await s3.put(bucket, key, content, {
      contentType: contentType(key),
      ...condition(change.replaces),
    });
    change.record = { key, sha256, etag, size };
    change.versionId = versionId;
    written.uploaded += 1;
  });
}

/** @returns all files as the record will have them */
async function sendFiles(
  plan: DagsPlan,
  held: HeldClaim,
  { s3, bucket, log, written }: ApplyOptions,
): Promise<ManifestFile[]> {
  const { uploads, unchanged } = plan.comparison;
  const files = [...unchanged];
  const done = progress(log, ['Uploaded', 'files'], uploads.length);
  for (const group of plan.groups) {
    await inParallel(group, atOnce, async (upload) => {
      const { path, key, size, sha256, replaces } = upload;
      held.check();
      const options = { contentType: contentType(path), sha256, ...condition(replaces) };
      const { etag } = await s3.put(bucket, key, contentOf(upload), options);
      files.push([path, sha256, etag, size]);
      written.uploaded += 1;
      done.advance();
    });
  }
  return files.sort((a, b) => compareBytes(a[0], b[0]));
}

/** @throws FileChanged for a file that is not as it was read: what was checked is what ships */
function contentOf({ file, size, sha256, mtimeMs, content }: Upload): Buffer | PlannedFile {
  if (!content) return { path: file, size, sha256 };
  const now = statSync(file, { throwIfNoEntry: false });
  if (!now) throw new FileChanged(file, 'it is gone');
  if (now.size !== size || now.mtimeMs !== mtimeMs) throw new FileChanged(file, 'it was written to since it was read');
  return content;
}

/**
 * Each delete is conditional too, and is not tried for longer than the claim is ours: one that came late would take a file
 * away from under the run that has the claim by then.
 */
async function deleteObjects(plan: DagsPlan, held: HeldClaim, options: ApplyOptions): Promise<void> {
  const { s3, bucket, log, written } = options;
  const { deletes } = plan.comparison;
  const done = progress(log, ['Deleted', 'objects'], deletes.length);
  for (let start = 0; start < deletes.length; start += deletesAtOnce) {
    const some = deletes.slice(start, start + deletesAtOnce).map(({ what, etag }) => ({ key: what, etag }));
    const budgetMs = Math.max(1, (await held.confirm()) / 2);
    await s3.deleteMany(bucket, some, { budgetMs });
    written.deleted += some.length;
    done.advance(some.length);
  }
}

function condition(replaces: string | undefined): { ifMatch: string } | { ifNoneMatch: '*' } {
  return replaces === undefined ? { ifNoneMatch: '*' } : { ifMatch: replaces };
}
