import path from 'node:path';
import type { Host } from '@ci-actions/kit/host';
import type { BuiltZip } from '@ci-actions/lambda/built-zip';
import { lambdaFacts, lambdaOutputs } from '@ci-actions/lambda/facts';
import { readName } from '@ci-actions/lambda/function-name';
import { noSuchFunction } from '@ci-actions/lambda/look-at-function';
import { runtimeOf } from '@ci-actions/lambda/platform';
import { createLambdaPublisher } from '@ci-actions/lambda/publisher';
import { repositoryHistory } from '@ci-actions/release/history';
import { planJson } from '@ci-actions/release/plan-json';
import { deploymentRecords } from '@ci-actions/release/record-deployment';
import { release } from '@ci-actions/release/release';
import { renderSummary } from '@ci-actions/release/render-summary';
import { openGitHub } from '../open-github.ts';
import type { Aws } from './open-aws.ts';
import { type Platform, pack } from './pack.ts';
import type { Inputs, Wanted } from './read-inputs.ts';
import type { Told } from './tell-outcomes.ts';

/**
 * Packs one function, or a layer, and looks at all that can be wrong with it.
 *
 * @param outputs where all zips of this call are written
 * @returns what publishes it, by the release protocol
 * @throws InputError before anything is written at AWS
 */
export async function prepareFunction(
  host: Host,
  inputs: Inputs,
  wanted: Wanted,
  outputs: readonly string[],
  source: { commit: string; version: string },
  aws: Aws,
): Promise<() => Promise<Told>> {
  const { log } = host;
  const { layer, alias, bucket, runtime, handler, architecture, prefix, environment } = inputs;
  const { name, target } = wanted;
  const image = inputs['image-uri'];
  let zip: BuiltZip | undefined;
  const packed = async () => {
    if (!zip) throw new Error(`${name} is published before it was packed.`);
    return zip;
  };
  const publisher = createLambdaPublisher({
    ...aws,
    function: layer ? '' : target,
    layer: layer ? target : '',
    alias,
    bucket,
    prefix,
    environment,
    name,
    ...source,
    smokeEvent: inputs['smoke-event'] || undefined,
    runtime: runtime?.name,
    handler: handler || undefined,
    architecture,
    code: image === '' ? { kind: 'zip', build: packed } : { kind: 'image', uri: image, architecture },
    dryRun: inputs['dry-run'],
    log,
  });
  if (image === '') {
    const platform = await platformOf(inputs, wanted, aws);
    const direct = target !== '' && bucket === '';
    zip = await log.group(`Zip ${name}`, () =>
      pack(host, inputs, wanted, outputs, platform, { direct, mustInstall: true }),
    );
  }
  return () => publish(host, inputs, wanted, publisher);
}

/** What a function runs on: as the inputs say it, otherwise as it is at AWS. */
async function platformOf(inputs: Inputs, { target }: Wanted, { lambda, region }: Aws): Promise<Platform> {
  const { runtime, handler, architecture, layer } = inputs;
  if (!lambda || target === '' || layer) return { runtime, handler, architecture: architecture ?? 'x86_64' };
  const named = readName(target, 'function', region);
  const now = await lambda.getFunction(named.id);
  if (!now) throw noSuchFunction(named.name, region);
  return {
    runtime: runtime ?? runtimeOf(now.runtime),
    handler: handler || (now.handler ?? ''),
    architecture: architecture ?? (now.architecture === 'arm64' ? 'arm64' : 'x86_64'),
  };
}

async function publish(
  host: Host,
  inputs: Inputs,
  { name, source, output }: Wanted,
  publisher: ReturnType<typeof createLambdaPublisher>,
): Promise<Told> {
  const { context, log } = host;
  const { environment, alias } = inputs;
  const github = openGitHub(host, inputs['github-token']);
  const outcome = await release(publisher, {
    log,
    dryRun: inputs['dry-run'],
    allowOlder: inputs['allow-older'],
    history: repositoryHistory(context.workspace, github),
    records: github && deploymentRecords({ github, kind: 'lambda', environment, runUrl: context.runUrl }),
  });
  const { reason, artifact, plan } = outcome;
  const outputs = lambdaOutputs(artifact, plan, {
    alias,
    live: reason === 'published' || reason === 'already-published',
  });
  const repositoryUrl = context.repository && `${context.serverUrl}/${context.repository}`;
  return {
    name,
    source,
    published: reason === 'published',
    reason,
    version: artifact.version,
    outputs: { ...outputs, zip: output === '' ? outputs.zip : path.relative(context.workspace, outputs.zip) },
    plan: planJson(plan),
    markdown: renderSummary(outcome, { repositoryUrl, facts: lambdaFacts(artifact, plan) }),
  };
}
