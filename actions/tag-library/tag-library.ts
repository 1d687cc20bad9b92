import { InputError } from '@ci-actions/errors/errors';
import type { Remote } from '@ci-actions/git/remote';
import type { GitHub } from '@ci-actions/github/client';
import type { Host } from '@ci-actions/kit/host';
import type { InputValues } from '@ci-actions/kit/input-schema';
import { openRegistry } from '@ci-actions/library/at-registry';
import type { Decision } from '@ci-actions/library/decide-version';
import { libraryFacts } from '@ci-actions/library/facts';
import { giveVersion } from '@ci-actions/library/give-version';
import { historyOfVersions } from '@ci-actions/library/history-of-versions';
import type { Library } from '@ci-actions/library/libraries';
import { createLibraryPublisher } from '@ci-actions/library/publisher';
import type { LibraryHistory } from '@ci-actions/library/read-history';
import { repositoryHistory } from '@ci-actions/release/history';
import { planJson } from '@ci-actions/release/plan-json';
import { deploymentRecords } from '@ci-actions/release/record-deployment';
import { release } from '@ci-actions/release/release';
import { renderSummary } from '@ci-actions/release/render-summary';
import type { inputs as schema } from './inputs.ts';
import { type Told, toldNothing } from './tell-outcomes.ts';

export type Inputs = InputValues<typeof schema>;

export interface Subject {
  library: Library;
  /** The commit that is checked out. */
  commit: string;
  remote: Remote;
  github: GitHub | undefined;
}

/** Gives one library its next version, where there is one. */
export async function tagLibrary(host: Host, inputs: Inputs, subject: Subject): Promise<Told> {
  const { log, context } = host;
  const { library, commit, remote } = subject;
  const { workspace } = context;
  const written = inputs['version-files-mode'] === 'write' ? inputs['version-files'] : [];
  const registry = await openRegistry({ registry: inputs['check-registry'], name: inputs.package, workspace, log });
  const told = await giveVersion({
    remote,
    head: commit,
    library,
    builtTrees: inputs.tree !== '' || written.length > 0,
    bump: inputs.bump,
    preRelease: inputs['pre-release'],
    initialVersion: inputs['initial-version'],
    majorOnZero: inputs['major-on-zero'],
    types: inputs.types,
    allowOlder: inputs['allow-older'],
    workspace,
    versionFiles: written.length > 0 ? [] : inputs['version-files'],
    registry,
    ifPublished: inputs['if-published'],
    log,
    publish: (history, decision) => publish(host, inputs, subject, { history, decision, written }),
    none: (reason, history, decision) => toldNothing(library, history, decision, reason),
  });
  const live = told.reason === 'published' || told.reason === 'already-published';
  if (told.reason === 'already-published' && inputs['if-published'] === 'fail') {
    throw new InputError(
      `Commit ${commit.slice(0, 12)} has the version ${told.version} already, and nothing of it is missing; a commit gets one version only. Commit what is to be released, or set \`if-published\` to skip.`,
    );
  }
  if (live && told.tag !== '') await registry?.wait(told.version, inputs['wait-for-registry']);
  return told;
}

async function publish(
  { context, log }: Host,
  inputs: Inputs,
  { library, commit, remote, github }: Subject,
  what: { history: LibraryHistory; decision: Decision & { version: string }; written: readonly string[] },
): Promise<Told> {
  const { history, decision, written } = what;
  const { workspace, repository } = context;
  const { environment, tree } = inputs;
  const { version } = decision;
  const repositoryUrl = repository && `${context.serverUrl}/${repository}`;
  const publisher = createLibraryPublisher({
    remote,
    library,
    history,
    decision,
    environment,
    repository,
    repositoryUrl,
    github,
    release: inputs.release,
    assets: inputs.assets,
    floating: inputs['floating-tags'],
    dispatch: inputs.dispatch,
    workspace,
    head: commit,
    tree,
    writtenFiles: written,
    log,
  });
  const records =
    github && environment !== ''
      ? deploymentRecords({ github, kind: 'library', environment, runUrl: context.runUrl })
      : undefined;
  const outcome = await release(publisher, {
    log,
    dryRun: inputs['dry-run'],
    allowOlder: inputs['allow-older'],
    history: historyOfVersions(history, repositoryHistory(workspace, github)),
    records,
  });
  const { reason, artifact, plan } = outcome;
  return {
    name: library.name,
    published: reason === 'published',
    reason,
    version,
    digest: artifact.digest,
    tag: artifact.tag,
    previousTag: history.base?.name ?? '',
    bump: decision.bump,
    devVersion: decision.devVersion,
    notes: artifact.notes,
    releaseUrl: publisher.releaseUrl() || (plan.existing?.url ?? ''),
    plan: planJson(plan),
    markdown: renderSummary(outcome, { repositoryUrl, facts: libraryFacts(artifact, plan) }),
    verdicts: decision.judged.verdicts,
  };
}
