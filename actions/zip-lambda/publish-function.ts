import path from 'node:path';
import type { Host } from '@ci-actions/kit/host';
import { lambdaFacts, lambdaOutputs } from '@ci-actions/lambda/facts';
import { readName } from '@ci-actions/lambda/function-name';
import type { Code } from '@ci-actions/lambda/lambda-artifact';
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

/** Publishes one function, a layer or a zip alone, by the release protocol. */
export async function publishFunction(
  host: Host,
  inputs: Inputs,
  wanted: Wanted,
  source: { commit: string; version: string },
  { region, lambda, s3 }: Aws,
): Promise<Told> {
  const { context, log } = host;
  const { environment, layer, alias, bucket, runtime, handler, architecture } = inputs;
  const { name, target } = wanted;
  const image = inputs['image-uri'];
  const asked = async (): Promise<Platform> => {
    const now =
      lambda && target !== '' && !layer ? await lambda.getFunction(readName(target, 'function', region).id) : undefined;
    return {
      runtime: runtime ?? runtimeOf(now?.runtime),
      handler: handler || (now?.handler ?? ''),
      architecture: architecture ?? (now?.architecture === 'arm64' ? 'arm64' : 'x86_64'),
    };
  };
  const code: Code =
    image === ''
      ? { kind: 'zip', build: async () => pack(host, inputs, wanted, await asked(), target !== '' && bucket === '') }
      : { kind: 'image', uri: image, architecture };
  const github = openGitHub(host, inputs['github-token']);
  const publisher = createLambdaPublisher({
    lambda,
    s3,
    region,
    function: layer ? '' : target,
    layer: layer ? target : '',
    alias,
    bucket,
    prefix: inputs.prefix,
    environment,
    name,
    ...source,
    smokeEvent: inputs['smoke-event'] || undefined,
    runtime: runtime?.name,
    handler: handler || undefined,
    architecture,
    code,
    dryRun: inputs['dry-run'],
    log,
  });
  const outcome = await release(publisher, {
    log,
    dryRun: inputs['dry-run'],
    allowOlder: inputs['allow-older'],
    history: repositoryHistory(context.workspace, github),
    records: github && deploymentRecords({ github, kind: 'lambda', environment, runUrl: context.runUrl }),
  });
  const { reason, artifact, plan } = outcome;
  const outputs = lambdaOutputs(artifact, plan, alias);
  const repositoryUrl = context.repository && `${context.serverUrl}/${context.repository}`;
  return {
    name,
    source: wanted.source,
    published: reason === 'published',
    reason,
    version: artifact.version,
    outputs: { ...outputs, zip: wanted.output === '' ? outputs.zip : path.relative(context.workspace, outputs.zip) },
    plan: planJson(plan),
    markdown: renderSummary(outcome, { repositoryUrl, facts: lambdaFacts(artifact, plan) }),
  };
}
