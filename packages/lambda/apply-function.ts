import { readFile } from 'node:fs/promises';
import type { CodeSource, LambdaClient } from '@ci-actions/aws/lambda/client';
import type { FunctionState } from '@ci-actions/aws/lambda/function-state';
import { isMoved } from '@ci-actions/aws/lambda/lambda-error';
import type { Log } from '@ci-actions/log/log';
import { TargetMoved } from '@ci-actions/release/protocol';
import { writeDescription } from './description.ts';
import type { Named } from './function-name.ts';
import type { LambdaArtifact } from './lambda-artifact.ts';
import type { FunctionWork } from './lambda-plan.ts';
import { hasCode, isUsable, type Wanted } from './plan-function.ts';
import type { ZipObject } from './zip-object.ts';

export interface FunctionContext {
  lambda: LambdaClient;
  named: Named;
  wanted: Wanted;
  log: Log;
}

/**
 * Gives `$LATEST` the code, then the configuration, and makes a version of it. Each write holds the revision that was
 * seen before it; one that was carried out although its answer was lost is recognised by what is there.
 *
 * @param object the zip in the bucket, where it goes through one
 * @param version a version that has the code already
 * @returns the version that has it, ready to be called
 * @throws TargetMoved where something else has changed the function since the plan was made
 */
export async function applyFunction(
  artifact: LambdaArtifact,
  work: FunctionWork,
  object: ZipObject | undefined,
  version: string | undefined,
  context: FunctionContext,
): Promise<FunctionState> {
  const { lambda, named } = context;
  let { latest } = work;
  if (work.code) latest = await giveCode(artifact, work, await sourceOf(artifact, object), context);
  if (work.configuration) latest = await configure(artifact, work.configuration, latest, context);
  const ready = version ?? (await publish(artifact, latest, context));
  return lambda.waitUntilUpdated(named.id, { version: ready });
}

/** Where Lambda takes the code from. A zip that goes with the request is read into memory. */
export async function sourceOf({ code }: LambdaArtifact, object: ZipObject | undefined): Promise<CodeSource> {
  if (code.kind === 'image') return { imageUri: code.image.uri };
  if (!object) return { zip: await readFile(code.zip.file) };
  const { bucket, key, versionId } = object;
  return { bucket, key, versionId };
}

async function giveCode(
  artifact: LambdaArtifact,
  { latest: { revisionId }, architecture }: FunctionWork,
  source: CodeSource,
  { lambda, named: { id, name }, wanted, log }: FunctionContext,
): Promise<FunctionState> {
  const options = { revisionId, ...(architecture === undefined ? {} : { architecture }) };
  const onlyCode = { ...wanted, runtime: undefined, handler: undefined };
  const written = async () => {
    const found = await lambda.waitUntilUpdated(id);
    return hasCode(found, artifact, onlyCode) ? found : undefined;
  };
  return held(name, written, async () => {
    await lambda.updateCode(id, source, { ...options, dryRun: true });
    log.info(`Updating the code of ${name}`);
    const { digest } = await lambda.updateCode(id, source, options);
    if (digest !== artifact.digest) {
      throw new Error(
        `AWS has other code for ${name} than was sent: it is ${digest ?? 'without a digest'}, and not ${artifact.digest}. Nothing was published; see what else writes to where the code is.`,
      );
    }
    return written();
  });
}

async function configure(
  artifact: LambdaArtifact,
  change: NonNullable<FunctionWork['configuration']>,
  { revisionId }: FunctionState,
  { lambda, named: { id, name }, wanted, log }: FunctionContext,
): Promise<FunctionState> {
  const written = async () => {
    const found = await lambda.waitUntilUpdated(id);
    return hasCode(found, artifact, wanted) ? found : undefined;
  };
  return held(name, written, async () => {
    log.info(`Updating the configuration of ${name}`);
    await lambda.updateConfiguration(id, change, { revisionId });
    return written();
  });
}

async function publish(
  artifact: LambdaArtifact,
  latest: FunctionState,
  { lambda, named: { id, name }, wanted, log }: FunctionContext,
): Promise<string> {
  const { codeSha256, revisionId } = latest;
  const written = async () => {
    const versions = await lambda.listVersions(id);
    return versions.filter((state) => isUsable(state, artifact, wanted, latest)).at(-1)?.version;
  };
  return held(name, written, async () => {
    const description = writeDescription(artifact);
    const { version } = await lambda.publishVersion(id, { codeSha256, revisionId, description });
    log.info(`Published version ${version} of ${name}`);
    return version;
  });
}

/**
 * Writes what holds a revision.
 *
 * @param written looks for what the write should have done, and finds nothing where something else was done
 */
async function held<T>(
  name: string,
  written: () => Promise<T | undefined>,
  write: () => Promise<T | undefined>,
): Promise<T> {
  let cause: unknown;
  const done = await write().catch((thrown: unknown) => {
    if (!isMoved(thrown)) throw thrown;
    cause = thrown;
    return written();
  });
  if (done !== undefined) return done;
  throw new TargetMoved(`Something else has changed ${name} while this run published to it.`, { cause });
}
