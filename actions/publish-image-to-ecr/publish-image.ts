import { createImagePublisher } from '@ci-actions/image/publisher';
import type { Tags } from '@ci-actions/image/tags';
import type { Host } from '@ci-actions/kit/host';
import { repositoryHistory } from '@ci-actions/release/history';
import { deploymentRecords } from '@ci-actions/release/record-deployment';
import { release } from '@ci-actions/release/release';
import { openGitHub } from '../open-github.ts';
import type { Inputs } from './inputs.ts';
import type { OpeningSource } from './open-source.ts';
import type { Registries } from './registries.ts';
import { tellOutcome } from './tell-outcome.ts';

interface Prepared {
  source: { commit: string; version: string };
  /** The tags of an image of a commit. */
  tagsOf(commit: string): Tags;
  registries: Registries;
  image: OpeningSource;
}

/** Publishes an image that is being built, or opened, and tells what came of it. */
export async function publishImage(
  host: Host,
  inputs: Inputs,
  { source, tagsOf, registries, image }: Prepared,
): Promise<void> {
  const { context, log } = host;
  const { environment, kind } = inputs;
  const { targets, connect } = await image.beside(registries.open());
  const github = openGitHub(host, inputs['github-token']);
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
  // An archive is read sooner than a connection is made.
  if (inputs.image === '') {
    connect();
    publisher.lookAhead();
  }
  const outcome = await release(publisher, {
    log,
    dryRun: inputs['dry-run'],
    allowOlder: inputs['allow-older'],
    history: repositoryHistory(context.workspace, github),
    records: github && deploymentRecords({ github, kind, environment, runUrl: context.runUrl }),
  });
  await tellOutcome(host, environment, outcome, publisher, targets);
}
