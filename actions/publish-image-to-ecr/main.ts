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
import { beginEngine, beginSource } from './open-source.ts';
import { checkInputs } from './read-inputs.ts';
import { registriesOf } from './registries.ts';
import { summariseFailure } from './summarise-failure.ts';
import { tellOutcome } from './tell-outcome.ts';

/** `publish-image-to-ecr`: an image to ECR by its digest, the tag that starts a deployment last. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  checkInputs(inputs);
  const { context, log } = host;
  const { environment, kind } = inputs;
  const engine = beginEngine(host, inputs);
  const source = await sourceOf(host);
  const tagsOf = (commit: string) =>
    makeTags(inputs.tags, inputs['environment-tag'], {
      commit,
      // What is checked out to go back is of no branch and no tag of this run.
      ref: commit === context.sha ? readRef(context) : noRef,
      environment,
    });
  if (inputs.output !== '') return buildArchive(host, inputs, source, engine);

  const registries = registriesOf(host, inputs, tagsOf(source.commit));
  const github = openGitHub(host, inputs['github-token']);
  // The registries are logged in to while the engine builds, or before, where a base image or the cache is in them.
  const image = beginSource(host, inputs, source, engine, async () => (await registries.open()).logins());
  try {
    await image.begun;
    const { targets } = await image.beside(registries.open());
    const publisher = createImagePublisher({
      kind,
      targets,
      tagsOf,
      environment,
      open: image.open,
      name: context.repository,
      ...source,
      home: context.repository && `${context.serverUrl}/${context.repository}`,
      log,
    });
    const outcome = await release(publisher, {
      log,
      dryRun: inputs['dry-run'],
      allowOlder: inputs['allow-older'],
      history: repositoryHistory(context.workspace, github),
      records: github && deploymentRecords({ github, kind, environment, runUrl: context.runUrl }),
    });
    await tellOutcome(host, environment, outcome, publisher, targets);
  } catch (thrown) {
    await summariseFailure(host, thrown);
    throw thrown;
  } finally {
    await image.abandon();
    registries.close();
  }
}
