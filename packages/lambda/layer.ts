import type { LambdaClient } from '@ci-actions/aws/lambda/client';
import type { LayerVersion } from '@ci-actions/aws/lambda/layers';
import type { Log } from '@ci-actions/log/log';
import { type Live, type Step, TargetMoved } from '@ci-actions/release/protocol';
import { sourceOf } from './apply-function.ts';
import { readDescription, writeDescription } from './description.ts';
import type { Named } from './function-name.ts';
import { codeSha256, type LambdaArtifact } from './lambda-artifact.ts';
import type { LambdaPublisherOptions } from './lambda-options.ts';
import type { LayerWork } from './lambda-plan.ts';
import type { ZipObject } from './zip-object.ts';

/** What a layer says of itself that it fits, where that was given. */
type Fits = Pick<LambdaPublisherOptions, 'runtime' | 'architecture'>;

/** What is live of a layer: its newest version. */
export function liveLayer(latest: LayerVersion | undefined): Live | undefined {
  if (!latest) return undefined;
  const { digest = '', version, description } = latest;
  const made = readDescription(description);
  return { digest, commit: made?.commit ?? '', version: made?.version ?? `version ${version}` };
}

/** @returns what has to be done to a layer: a version, unless the newest one is the same */
export function planLayer(
  artifact: LambdaArtifact,
  { name }: Named,
  fits: Fits,
  latest: LayerVersion | undefined,
  direct: boolean,
): { work: LayerWork; version: string | undefined; steps: readonly Step[]; unchanged: number } {
  const same = latest !== undefined && isSame(latest, artifact, fits);
  const bytes = direct && artifact.code.kind === 'zip' ? artifact.code.zip.size : 0;
  return {
    work: { kind: 'layer', latest, publish: !same },
    version: same ? latest.version : undefined,
    steps: same ? [] : [{ change: 'add', what: `a version of ${name}`, bytes }],
    unchanged: same ? 1 : 0,
  };
}

/**
 * Publishes a version of a layer. Lambda holds no revision of layers, so the newest version is looked at once more before.
 *
 * @throws TargetMoved where something else has published a version since the plan was made
 */
export async function publishLayer(
  artifact: LambdaArtifact,
  { latest: planned }: LayerWork,
  object: ZipObject | undefined,
  {
    lambda,
    named: { id, name },
    fits,
    log,
  }: { lambda: LambdaClient; named: Named; fits: Fits; log: Pick<Log, 'info'> },
): Promise<LayerVersion> {
  const now = await lambda.latestLayerVersion(id);
  if (now && isSame(now, artifact, fits)) return now;
  if (now?.version !== planned?.version) {
    throw new TargetMoved(`Something else has published version ${now?.version ?? '(none)'} of the layer ${name}.`);
  }
  const source = await sourceOf(artifact, object);
  if ('imageUri' in source) throw new Error('A layer is a zip, and no image.');
  const made = await lambda.publishLayerVersion(id, {
    source,
    codeSha256: codeSha256(artifact),
    description: writeDescription(artifact),
    runtimes: fits.runtime === undefined ? [] : [fits.runtime],
    architectures: fits.architecture === undefined ? [] : [fits.architecture],
  });
  if (made.digest !== artifact.digest) {
    throw new Error(
      `AWS has other code for version ${made.version} of the layer ${name} than was sent: it is ${made.digest ?? 'without a digest'}, and not ${artifact.digest}. Delete that version, and see what else writes to where the zip is.`,
    );
  }
  log.info(`Published version ${made.version} of the layer ${name}`);
  return made;
}

/** @throws TargetMoved where the newest version is another one */
export async function verifyLayer(
  artifact: LambdaArtifact,
  { id, name }: Named,
  lambda: Pick<LambdaClient, 'latestLayerVersion'>,
): Promise<void> {
  const now = await lambda.latestLayerVersion(id);
  if (now?.digest !== artifact.digest) {
    throw new TargetMoved(`The newest version of the layer ${name} is ${now?.version ?? 'gone'}, of something else.`);
  }
}

function isSame(version: LayerVersion, { digest }: LambdaArtifact, { runtime, architecture }: Fits): boolean {
  return (
    version.digest === digest &&
    (runtime === undefined || version.runtimes.includes(runtime)) &&
    (architecture === undefined || version.architectures.includes(architecture))
  );
}
