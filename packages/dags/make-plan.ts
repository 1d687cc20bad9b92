import type { S3 } from '@ci-actions/aws/s3';
import type { Plan, Target } from '@ci-actions/release/protocol';
import type { DagsArtifact } from './build-artifact.ts';
import { type Comparison, compare, listObjects, type Upload } from './compare.ts';
import { comparePins, type PinChange } from './compare-pins.ts';
import type { Excludes } from './exclude.ts';
import type { Inspected } from './inspect.ts';
import type { Run } from './manifest.ts';
import { holdDeletes, type MaxDelete } from './max-delete.ts';
import { findBusy, type TargetState } from './target-state.ts';
import { uploadOrder } from './upload-order.ts';

/** Exactly what a publish would do to the bucket. */
export interface DagsPlan extends Plan {
  /** The manifest that the plan was made from. */
  state: TargetState;
  comparison: Comparison;
  /** Sent one group after the other. */
  groups: readonly (readonly Upload[])[];
  pins: readonly PinChange[];
}

export interface PlanOptions {
  s3: Pick<S3, 'list' | 'head'>;
  bucket: string;
  prefix: string;
  target: Target;
  excludes: Excludes;
  delete: boolean;
  maxDelete: MaxDelete;
  /** Keys that are published some other way. */
  keep: ReadonlySet<string>;
  run: Run;
  inspected: () => Promise<readonly Inspected[]>;
}

/**
 * Makes the plan: what is sent, in which order, and what is deleted. Writes nothing.
 *
 * @param state read before this, so that whatever another run does from then on makes this plan's first write fail
 * @throws InputError for a plan that deletes too much
 */
export async function makePlan(artifact: DagsArtifact, state: TargetState, options: PlanOptions): Promise<DagsPlan> {
  const { s3, bucket, prefix, target, inspected } = options;
  const { published, claim } = state;
  const [objects, pins] = await Promise.all([
    listObjects(s3, bucket, prefix),
    comparePins(s3, bucket, artifact.pins, published),
  ]);
  const comparison = await compare(artifact.files, objects, {
    ...options,
    published,
    interrupted: claim !== undefined,
  });
  const { uploads, unchanged, deletes, present } = comparison;
  holdDeletes(
    deletes.map(({ what }) => what),
    present,
    options.maxDelete,
    target.place,
  );

  const groups = uploads.length === 0 ? [] : uploadOrder(await inspected(), uploads);
  const busy = findBusy(state, options.run, target.environment);
  return {
    target,
    live: published && { digest: published.digest, commit: published.commit, version: published.version },
    ...(busy ? { busy } : {}),
    steps: [...pins.flatMap(({ step }) => step ?? []), ...groups.flat().map(({ step }) => step), ...deletes],
    unchanged: unchanged.length + pins.filter(({ step }) => !step).length,
    state,
    comparison,
    groups,
    pins,
  };
}
