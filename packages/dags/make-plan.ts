import type { S3 } from '@ci-actions/aws/s3';
import type { Plan, Step, Target } from '@ci-actions/release/protocol';
import type { DagsArtifact } from './build-artifact.ts';
import { prefixesBelow } from './manifest.ts';
import { type MaxDelete, tooManyDeletes } from './max-delete.ts';
import type { Excludes } from './source/exclude.ts';
import type { Inspected } from './source/inspect.ts';
import { type Comparison, compare, listObjects, type Upload } from './target/compare.ts';
import { comparePins, type PinChange } from './target/compare-pins.ts';
import { uploadOrder } from './target/upload-order.ts';
import { liveOf, type TargetState } from './target-state.ts';

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
  inspected: () => Promise<readonly Inspected[]>;
}

/**
 * Makes the plan: what is sent, in which order, and what is deleted. Writes nothing.
 *
 * @param state read before this, so that whatever another run does from then on makes this plan's first write fail
 */
export async function makePlan(artifact: DagsArtifact, state: TargetState, options: PlanOptions): Promise<DagsPlan> {
  const { s3, bucket, prefix, target, inspected } = options;
  const { published, claim } = state;
  const [objects, pins] = await Promise.all([
    listObjects(s3, bucket, prefix),
    comparePins(s3, bucket, artifact.pins, published, claim !== undefined),
  ]);
  const compared = await compare(artifact.files, objects, {
    ...options,
    published,
    interrupted: claim !== undefined,
  });
  const comparison = compared.deletes.length === 0 ? compared : await spareOthers(compared, options);
  const { uploads, unchanged, deletes, present } = comparison;
  const keys = deletes.map(({ what }) => what);
  const refused = tooManyDeletes(keys, present, options.maxDelete, target.place);

  const groups = uploads.length === 0 ? [] : uploadOrder(await inspected(), uploads);
  return {
    target,
    live: liveOf(state),
    ...(refused === undefined ? {} : { refused }),
    steps: [
      ...pins.flatMap(({ step }) => step ?? []),
      ...groups.flat().map(({ step }) => step),
      ...deletes.map(({ etag: _, ...step }): Step => step),
    ],
    unchanged: unchanged.length + pins.filter(({ step }) => !step).length,
    state,
    comparison,
    groups,
    pins,
  };
}

/** What other publishes keep below this prefix is theirs: their records say where that is. */
async function spareOthers(comparison: Comparison, { s3, bucket, prefix }: PlanOptions): Promise<Comparison> {
  const records = await listObjects(s3, bucket, prefixesBelow(prefix).records);
  const theirs = [...records.keys()].flatMap((key) => prefixesBelow(prefix).prefixOf(key) ?? []);
  const isTheirs = ({ what }: { what: string }) => theirs.some((below) => what.startsWith(below));
  const spared = comparison.deletes.filter(isTheirs).length;
  return {
    ...comparison,
    deletes: comparison.deletes.filter((one) => !isTheirs(one)),
    present: comparison.present - spared,
  };
}
