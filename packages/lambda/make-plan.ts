import type { LayerVersion } from '@ci-actions/aws/lambda/layers';
import { directLimit } from '@ci-actions/aws/lambda/limits';
import { InputError } from '@ci-actions/errors/errors';
import { bytes } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { Live, Step, Target } from '@ci-actions/release/protocol';
import { compareZips } from './compare-zips.ts';
import type { LambdaArtifact } from './lambda-artifact.ts';
import { type LambdaPlan, sendsCode } from './lambda-plan.ts';
import { planLayer } from './layer.ts';
import type { Seen } from './look-at-function.ts';
import { planFunction, type Wanted } from './plan-function.ts';
import type { Destination } from './read-options.ts';
import { type Bucket, findZip, type ZipObject, zipStep } from './zip-object.ts';

/** What the last look at the destination has found. */
export type Found =
  | { kind: 'function'; seen: Seen }
  | { kind: 'layer'; latest: LayerVersion | undefined }
  | { kind: 'bucket'; object: ZipObject };

export interface PlanOptions {
  target: Target;
  destination: Destination;
  bucket: Bucket | undefined;
  wanted: Wanted;
  live: Live | undefined;
  found: Found;
  log: Log;
}

/**
 * Makes the plan: what of the code, the configuration, the versions and the alias is not as it should be. Writes nothing.
 *
 * @throws InputError for code that does not go where it should
 */
export async function makePlan(artifact: LambdaArtifact, options: PlanOptions): Promise<LambdaPlan> {
  const { target, live, found, bucket } = options;
  const { work, version, steps, unchanged } = await planWork(artifact, options);
  const sends = sendsCode(work);
  const zip = artifact.code.kind === 'zip' ? artifact.code.zip : undefined;
  if (sends && zip && !bucket && zip.size > directLimit) {
    throw new InputError(
      `The zip has ${bytes(zip.size)}, and AWS takes at most 50 MiB with a request. Give the input bucket: then it goes through S3.`,
    );
  }
  const [object, comparison] = await Promise.all([
    found.kind === 'bucket' ? found.object : zip && bucket && findZip(bucket, artifact.name, zip),
    zip && live && live.digest !== artifact.digest
      ? compareZips(zip, { digest: live.digest, sizeBefore: sizeOf(found) }, bucket, artifact.name, options.log)
      : undefined,
  ]);
  const upload: Step[] = sends && object && zip && !object.present ? [zipStep(object, zip)] : [];
  return {
    target,
    live,
    steps: [...upload, ...steps],
    unchanged: unchanged + (object?.present ? 1 : 0),
    object,
    work,
    version,
    comparison,
  };
}

async function planWork(
  artifact: LambdaArtifact,
  { destination, found, wanted, bucket }: PlanOptions,
): Promise<Pick<LambdaPlan, 'work' | 'version' | 'steps' | 'unchanged'>> {
  if (destination.kind === 'function' && found.kind === 'function') {
    return planFunction(artifact, destination.named, wanted, found.seen, !bucket);
  }
  if (destination.kind === 'layer' && found.kind === 'layer') {
    return planLayer(artifact, destination.named, wanted, found.latest, !bucket);
  }
  return { work: undefined, version: undefined, steps: [], unchanged: 0 };
}

/** Of the zip that is live, in bytes. */
function sizeOf(found: Found): number {
  if (found.kind === 'function') return found.seen.current?.codeSize ?? 0;
  return found.kind === 'layer' ? (found.latest?.codeSize ?? 0) : 0;
}
