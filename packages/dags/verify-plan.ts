import type { S3 } from '@ci-actions/aws/s3';
import { listed } from '@ci-actions/format/units';
import { TargetMoved } from '@ci-actions/release/protocol';
import type { Work } from './apply-plan.ts';
import type { DagsPlan } from './make-plan.ts';
import { listObjects } from './target/compare.ts';

/**
 * Reads the bucket back: every file is there with the ETag that S3 answered when it was written, and nothing that was
 * deleted is there.
 *
 * @throws TargetMoved that names what differs
 */
export async function verifyPlan(
  plan: DagsPlan,
  { files }: Pick<Work, 'files'>,
  { s3, bucket, prefix }: { s3: Pick<S3, 'list' | 'head'>; bucket: string; prefix: string },
): Promise<void> {
  const objects = await listObjects(s3, bucket, prefix);
  const wrong: string[] = [];
  for (const [path, , etag, size] of files) {
    const object = objects.get(prefix + path);
    if (object?.etag !== etag || object.size !== size) wrong.push(prefix + path);
  }
  for (const { what } of plan.comparison.deletes) if (objects.has(what)) wrong.push(what);
  for (const { step, record } of plan.pins) {
    if (step && record && (await s3.head(bucket, record.key))?.etag !== record.etag) wrong.push(record.key);
  }
  if (wrong.length === 0) return;
  const few = wrong.slice(0, 3).map((key) => JSON.stringify(key));
  const named = listed(wrong.length > 3 ? [...few, `${wrong.length - 3} more`] : few);
  throw new TargetMoved(`${plan.target.place} does not hold what was just published: something else changed ${named}.`);
}
