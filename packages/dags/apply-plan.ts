import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { PlannedFile } from '@ci-actions/aws/file-body';
import type { S3 } from '@ci-actions/aws/s3';
import { FileChanged, PreconditionFailed } from '@ci-actions/aws/s3-errors';
import type { Log } from '@ci-actions/log/log';
import { progress } from '@ci-actions/log/progress';
import { TargetMoved } from '@ci-actions/release/protocol';
import type { DagsArtifact } from './build-artifact.ts';
import type { Upload } from './compare.ts';
import { compareBytes } from './compare-bytes.ts';
import { contentType } from './content-type.ts';
import { type HeldClaim, holdClaim } from './hold-claim.ts';
import { inParallel } from './in-parallel.ts';
import type { DagsPlan } from './make-plan.ts';
import type { ManifestFile, ManifestPin, Run } from './manifest.ts';

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
}

/** What was written. */
export interface Applied {
  files: readonly ManifestFile[];
  uploaded: number;
  deleted: number;
}

/**
 * Carries out a plan: claim the prefix; requirements and plugins; modules before what imports them, DAG files last; when
 * all of that is there, the deletes; then the record, which ends the claim. Broken off at any point, a later run finishes
 * it. Every write is conditional on what the plan saw, so a run that was overtaken cannot overwrite the newer one's files.
 *
 * @throws TargetMoved when another run has changed something since the plan was made
 */
export async function applyPlan(artifact: DagsArtifact, plan: DagsPlan, options: ApplyOptions): Promise<Applied> {
  const { bucket, run, log } = options;
  const { commit, digest, version } = artifact;
  const { environment } = plan.target;
  const claim = { environment, run, commit, digest, token: randomUUID(), beat: 0 };
  const held = await holdClaim({ ...options, key: options.manifestKey }, claim, plan.state.published, plan.state.etag);
  try {
    await sendPins(plan, held, options);
    const files = await sendFiles(plan, held, options);
    await deleteObjects(plan, held, options);
    const pins = plan.pins.flatMap(({ pin, record }) => (record ? [[pin.what, record] as const] : []));
    await held.finish({
      environment,
      digest,
      version,
      commit,
      publishedAt: new Date().toISOString(),
      run,
      checkedWith: artifact.checkedWith,
      ...(Object.fromEntries(pins) as Partial<Record<'requirements' | 'plugins', ManifestPin>>),
      files,
    });
    const uploaded = plan.comparison.uploads.length + plan.pins.filter(({ step }) => step).length;
    return { files, uploaded, deleted: plan.comparison.deletes.length };
  } catch (thrown) {
    log.debug('The publish broke off; the claim is given up.');
    await held.abandon();
    if (!(thrown instanceof PreconditionFailed)) throw thrown;
    throw new TargetMoved(`Something else wrote to s3://${bucket} while this run published. ${thrown.message}`, {
      cause: thrown,
    });
  }
}

async function sendPins(plan: DagsPlan, held: HeldClaim, { s3, bucket }: ApplyOptions): Promise<void> {
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
  });
}

/** @returns all files as the record will have them */
async function sendFiles(plan: DagsPlan, held: HeldClaim, { s3, bucket, log }: ApplyOptions): Promise<ManifestFile[]> {
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

async function deleteObjects(plan: DagsPlan, held: HeldClaim, { s3, bucket, log }: ApplyOptions): Promise<void> {
  const keys = plan.comparison.deletes.map(({ what }) => what);
  if (keys.length === 0) return;
  // A delete knows no condition, so the claim is made sure of first.
  await held.confirm();
  const done = progress(log, ['Deleted', 'objects'], keys.length);
  for (let start = 0; start < keys.length; start += deletesAtOnce) {
    held.check();
    const some = keys.slice(start, start + deletesAtOnce);
    await s3.deleteMany(
      bucket,
      some.map((key) => ({ key })),
    );
    done.advance(some.length);
  }
}

function condition(replaces: string | undefined): { ifMatch: string } | { ifNoneMatch: '*' } {
  return replaces === undefined ? { ifNoneMatch: '*' } : { ifMatch: replaces };
}
