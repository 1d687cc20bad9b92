import { InputError } from '@ci-actions/errors/errors';
import { count } from '@ci-actions/format/units';
import type { Remote } from '@ci-actions/git/remote';
import type { GitHub } from '@ci-actions/github/client';
import type { Host } from '@ci-actions/kit/host';
import type { InputValues } from '@ci-actions/kit/input-schema';
import { openRegistry } from '@ci-actions/library/at-registry';
import { type Decision, decideVersion } from '@ci-actions/library/decide-version';
import { libraryFacts } from '@ci-actions/library/facts';
import { historyOfVersions } from '@ci-actions/library/history-of-versions';
import type { Library } from '@ci-actions/library/libraries';
import { createLibraryPublisher } from '@ci-actions/library/publisher';
import { type LibraryHistory, readHistory } from '@ci-actions/library/read-history';
import { checkVersionFiles } from '@ci-actions/library/version-files/check-version-files';
import { VersionTaken } from '@ci-actions/library/version-taken';
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

/** Other runs may take the version this often before this one gives up. */
const tries = 3;

/** Gives one library its next version, where there is one. */
export async function tagLibrary(host: Host, inputs: Inputs, subject: Subject): Promise<Told> {
  const { log } = host;
  const { library, commit, remote } = subject;
  const built = inputs.tree !== '' || inputs['version-files-mode'] === 'write';
  for (let attempt = 1; ; attempt++) {
    const history = await log.group(`Commits of ${library.name}`, async () => {
      const read = await readHistory({ remote, head: commit, library, builtTrees: built, log });
      log.info(
        `The last version: ${read.base?.name ?? 'none'}. What counts since then: ${count(read.commits.length, 'commit')}.`,
      );
      return read;
    });
    const decision = decideVersion(history, {
      bump: inputs.bump,
      preRelease: inputs['pre-release'],
      initialVersion: inputs['initial-version'],
      majorOnZero: inputs['major-on-zero'],
      types: inputs.types,
      allowOlder: inputs['allow-older'],
    });
    if (decision.superseded) {
      log.notice(
        `${history.newer?.name} is a version of a newer commit than ${commit.slice(0, 12)}: this one gets none.`,
      );
      return toldNothing(library, history, decision, 'superseded');
    }
    const { version } = decision;
    if (version === undefined) {
      log.notice(
        `Nothing to release for ${library.name}: no commit since ${history.base?.name ?? 'the first'} asks for it.`,
      );
      return toldNothing(library, history, decision, 'no-release-commits');
    }
    if (decision.exists && inputs['if-published'] === 'fail') {
      throw new InputError(
        `Commit ${commit.slice(0, 12)} has the version ${version} already; a commit gets one version only.`,
      );
    }
    try {
      return await publish(host, inputs, subject, history, { ...decision, version });
    } catch (thrown) {
      if (!(thrown instanceof VersionTaken) || attempt === tries) throw thrown;
      log.notice(`${thrown.message} Working out the next version again.`);
    }
  }
}

async function publish(
  host: Host,
  inputs: Inputs,
  { library, commit, remote, github }: Subject,
  history: LibraryHistory,
  decision: Decision & { version: string },
): Promise<Told> {
  const { context, log } = host;
  const { workspace, repository } = context;
  const { environment, tree } = inputs;
  const { version } = decision;
  const written = inputs['version-files-mode'] === 'write' ? inputs['version-files'] : [];
  if (written.length === 0) await checkVersionFiles(workspace, inputs['version-files'], version, log);
  const registry = await openRegistry({
    registry: inputs['check-registry'],
    name: inputs.package,
    workspace,
    log,
  });
  if (!decision.exists && (await registry?.has(version))) {
    const said = `The registry has version ${version} of ${library.name} already`;
    if (inputs['if-published'] === 'fail') {
      throw new InputError(`${said}, and it can never be published again; release the next one.`);
    }
    log.notice(`${said}: nothing was tagged.`);
    return toldNothing(library, history, decision, 'already-published');
  }
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
  const live = reason === 'published' || reason === 'already-published';
  if (live && inputs['wait-for-registry'] > 0) await registry?.wait(version, inputs['wait-for-registry']);
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
