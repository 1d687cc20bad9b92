import type { FunctionState } from '@ci-actions/aws/lambda/function-state';
import { PreconditionFailed } from '@ci-actions/aws/s3-errors';
import { type Live, type Publisher, TargetMoved } from '@ci-actions/release/protocol';
import { applyFunction } from './apply-function.ts';
import { askBefore } from './ask-before.ts';
import { readImageUri } from './image-uri.ts';
import type { Code, LambdaArtifact } from './lambda-artifact.ts';
import type { LambdaPublisherOptions } from './lambda-options.ts';
import { type LambdaPlan, sendsCode } from './lambda-plan.ts';
import { liveLayer, publishLayer, verifyLayer } from './layer.ts';
import { liveFunction, lookAtFunction } from './look-at-function.ts';
import { type Found, makePlan } from './make-plan.ts';
import { moveAlias } from './move-alias.ts';
import { targetOf } from './place.ts';
import { hasCode } from './plan-function.ts';
import { type Destination, readOptions } from './read-options.ts';
import { smoke } from './smoke.ts';
import { findZip, sendZip } from './zip-object.ts';

/** The version that is ready to be called; undefined where there are no versions. */
export type Work = FunctionState | undefined;

/**
 * Publishes the code of a function: the zip to the bucket, the code and the configuration to `$LATEST`, a version of that,
 * and the alias last, because callers name that one. A layer gets a version; without either the zip goes to the bucket and
 * that is all.
 *
 * @throws InputError for options that do not go together
 */
export function createLambdaPublisher(options: LambdaPublisherOptions): Publisher<LambdaArtifact, LambdaPlan, Work> {
  const { region, environment, name, version, commit, prefix, log, dryRun } = options;
  const { runtime, handler, architecture, alias } = options;
  const { destination, bucket } = readOptions(options);
  const wanted = { runtime, handler, architecture, alias };
  const target = targetOf(destination, region, environment, `${prefix}${name}/`);
  let artifact: LambdaArtifact | undefined;
  let live: Live | undefined;
  let found: Found | undefined;

  const look = async (): Promise<{ found: Found; live: Live | undefined }> => {
    if (destination.kind === 'function') {
      const { lambda, named } = destination;
      const seen = await lookAtFunction(lambda, named, alias, artifact?.digest, log);
      return { found: { kind: 'function', seen }, live: liveFunction(seen) };
    }
    if (destination.kind === 'layer') {
      const latest = await destination.lambda.latestLayerVersion(destination.named.id);
      return { found: { kind: 'layer', latest }, live: liveLayer(latest) };
    }
    if (artifact?.code.kind !== 'zip') throw new Error('A zip is looked for before it was built.');
    const object = await findZip(destination.bucket, name, artifact.code.zip);
    // No name moves in the bucket: the zip being there is what counts.
    const { digest } = artifact;
    return { found: { kind: 'bucket', object }, live: object.present ? { digest, commit, version } : undefined };
  };

  return {
    target,

    async build() {
      artifact = { kind: 'lambda', name, version, commit, ...(await codeOf(options.code)) };
      return artifact;
    },

    async look() {
      ({ found, live } = await look());
      // Lambda does not say who updates a function, so that the look waits itself.
      return { live, busy: undefined };
    },

    async plan(made) {
      if (!found) ({ found, live } = await look());
      const plan = await makePlan(made, { target, destination, bucket, wanted, live, found, log });
      if (dryRun && destination.kind === 'function') {
        await askBefore(made, plan, destination.lambda, destination.named, log);
      } else if (dryRun && destination.kind === 'layer' && plan.version === undefined) {
        log.info('AWS has no DryRun for layers: the plan is made from what is there.');
      }
      const refused = whyUntried(plan, destination);
      return refused === undefined ? plan : { ...plan, refused };
    },

    async apply(made, plan) {
      const { work } = plan;
      const { code } = made;
      if (sendsCode(work) && bucket && plan.object && code.kind === 'zip') {
        plan.object = await sendZip(bucket, plan.object, code.zip, log).catch(becameAnother);
      }
      if (work?.kind === 'layer' && destination.kind === 'layer') {
        const { lambda, named } = destination;
        const layer = await publishLayer(made, work, plan.object, { lambda, named, fits: wanted, log });
        plan.version = layer.version;
      }
      if (work?.kind !== 'function' || destination.kind !== 'function') return undefined;
      const { lambda, named, smokeEvent } = destination;
      const ready = await applyFunction(made, work, plan.object, plan.version, { lambda, named, wanted, log });
      plan.version = ready.version;
      if (smokeEvent !== undefined && work.move) {
        const rest = work.alias
          ? `The alias ${alias} names version ${work.alias.version} as before.`
          : `No alias ${alias} was made.`;
        await smoke(lambda, named, ready, smokeEvent, { rest, log });
      }
      return ready;
    },

    async verify(made, _plan, ready) {
      if (destination.kind === 'layer') return verifyLayer(made, destination.named, destination.lambda);
      if (destination.kind === 'bucket') {
        if (made.code.kind !== 'zip') return;
        const object = await findZip(destination.bucket, name, made.code.zip);
        if (!object.present) throw new TargetMoved(`s3://${object.bucket}/${object.key} is not what was uploaded.`);
        return;
      }
      const { lambda, named } = destination;
      const states = await Promise.all([
        ready && lambda.getFunction(named.id, ready.version),
        alias === '' ? lambda.getFunction(named.id) : undefined,
      ]);
      for (const state of states) {
        if (state && !hasCode(state, made, wanted)) {
          throw new TargetMoved(`${state.version} of ${named.name} has ${state.digest}, and not ${made.digest}.`);
        }
      }
      if (ready && !states[0]) throw new TargetMoved(`Version ${ready.version} of ${named.name} is gone.`);
    },

    async settle(_made, { work }, ready) {
      if (destination.kind !== 'function' || work?.kind !== 'function' || !ready || !work.move) return;
      const { lambda, named } = destination;
      await moveAlias(lambda, named, alias, work, ready.version);
      log.info(`${named.name}:${alias} is version ${ready.version} now.`);
    },
  };
}

async function codeOf(code: Code): Promise<Pick<LambdaArtifact, 'digest' | 'code'>> {
  if (code.kind === 'image') {
    const image = readImageUri(code.uri);
    return { digest: image.digest, code: { kind: 'image', image, architecture: code.architecture } };
  }
  const zip = await code.build();
  return { digest: `sha256:${zip.sha256}`, code: { kind: 'zip', zip } };
}

/** An alias of `$LATEST` gives callers the new code, runtime or handler before it was tried. */
function whyUntried({ work }: LambdaPlan, destination: Destination): string | undefined {
  if (destination.kind !== 'function' || destination.smokeEvent === undefined) return undefined;
  if (work?.kind !== 'function' || work.alias?.version !== '$LATEST') return undefined;
  if (!work.code && work.configuration === undefined) return undefined;
  const { named, alias } = destination;
  const what = work.code ? 'code' : 'configuration';
  return `The alias ${alias} of ${named.name} names $LATEST, so that callers would get the new ${what} before the smoke event has tried it. Nothing was published. Let it name a version once (aws lambda publish-version, then update-alias), or leave out smoke-event.`;
}

function becameAnother(thrown: unknown): never {
  if (!(thrown instanceof PreconditionFailed)) throw thrown;
  throw new TargetMoved(thrown.message, { cause: thrown });
}
