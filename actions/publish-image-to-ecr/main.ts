import { credentialsFor } from '@ci-actions/aws/credentials';
import { parseRepositories } from '@ci-actions/aws/ecr/registry-uri';
import { openTargets } from '@ci-actions/image/open-targets';
import { createImagePublisher } from '@ci-actions/image/publisher';
import { makeTags, noRef, readRef } from '@ci-actions/image/tags';
import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { repositoryHistory } from '@ci-actions/release/history';
import { deploymentRecords } from '@ci-actions/release/record-deployment';
import { release } from '@ci-actions/release/release';
import { openGitHub } from '../open-github.ts';
import { sourceOf } from '../source-of.ts';
import { buildArchive } from './build-archive.ts';
import { inputs as schema } from './inputs.ts';
import { beginEngine, beginSource, once } from './open-source.ts';
import { accountOf, checkInputs, gateOf, regionOf, settingsOf } from './read-inputs.ts';
import { summariseFailure } from './summarise-failure.ts';
import { tellOutcome } from './tell-outcome.ts';

/** `publish-image-to-ecr`: an image to ECR by its digest, the tag that starts a deployment last. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  checkInputs(inputs);
  const { context, log, mask } = host;
  const { environment, kind } = inputs;
  const engine = beginEngine(host, inputs);
  const source = await sourceOf(host);
  if (inputs.output !== '') return buildArchive(host, inputs, source, engine);

  const env = { ...host.env };
  const repositories = parseRepositories(inputs.repository.join('\n'));
  const tagsOf = (commit: string) =>
    makeTags(inputs.tags, inputs['environment-tag'], {
      commit,
      // What is checked out to go back is of no branch and no tag of this run.
      ref: commit === context.sha ? readRef(context) : noRef,
      environment,
    });
  const create = settingsOf(inputs, tagsOf(source.commit), context.workspace);
  const gate = gateOf(inputs, context.workspace, log);
  const region = regionOf(inputs, repositories, env);
  const sessionName = `publish-image-${context.runId}`;
  const roleToAssume = inputs['role-to-assume'];
  const credentials = credentialsFor({ region, roleToAssume, idToken: host.idToken, sessionName, log, mask, env });
  const github = openGitHub(host, inputs['github-token']);
  const account = accountOf(inputs, env);
  const open = once(() => openTargets(repositories, { region, account, credentials, env, log, mask, create, gate }));
  // The registries are logged in to while the engine builds, or before, where a base image or the cache is in them.
  const image = beginSource(host, inputs, source, engine, async () => (await open()).logins());
  await image.begun;
  const opened = await open().catch(async (thrown: unknown) => {
    await image.abandon();
    throw thrown;
  });
  const publisher = createImagePublisher({
    kind,
    targets: opened.targets,
    tagsOf,
    environment,
    open: image.open,
    name: context.repository,
    ...source,
    log,
  });

  try {
    const outcome = await release(publisher, {
      log,
      dryRun: inputs['dry-run'],
      allowOlder: inputs['allow-older'],
      history: repositoryHistory(context.workspace, github),
      records: github && deploymentRecords({ github, kind, environment, runUrl: context.runUrl }),
    });
    await tellOutcome(host, environment, outcome, publisher, opened.targets);
  } catch (thrown) {
    await summariseFailure(host, thrown);
    throw thrown;
  } finally {
    await image.abandon();
    opened.close();
  }
}
