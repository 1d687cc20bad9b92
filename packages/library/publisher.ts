import { commitDate } from '@ci-actions/git/commit-date';
import type { Remote } from '@ci-actions/git/remote';
import { remoteTags } from '@ci-actions/git/remote-tags';
import { treeDigest } from '@ci-actions/git/tree-digest';
import type { Log } from '@ci-actions/log/log';
import { type Publisher, TargetMoved } from '@ci-actions/release/protocol';
import { type ApplyOptions, applyPlan, type Done, moveFloatingTags } from './apply-plan.ts';
import type { LibraryArtifact, LibraryPlan } from './artifact.ts';
import type { Decision } from './decide-version.ts';
import { findAssets } from './find-assets.ts';
import { liveOf, makePlan } from './make-plan.ts';
import { makeTagged, type TaggedOptions } from './make-tagged.ts';
import { renderNotes } from './notes/render-notes.ts';
import type { LibraryHistory } from './read-history.ts';
import type { Releases } from './releases.ts';
import { type TargetOptions, targetOf } from './target.ts';

export interface LibraryPublisherOptions extends TaggedOptions, TargetOptions {
  remote: Remote;
  history: LibraryHistory;
  decision: Decision & { version: string };
  /** Undefined where this run has no token: then the tag is all. */
  github: Releases | undefined;
  /** Whether a GitHub release is wanted. */
  release: boolean;
  /** Globs of files that go beside it. */
  assets: readonly string[];
  /** Whether `v1` and `v1.2` follow. */
  floating: boolean;
  /** Workflow files that are started on the tag. */
  dispatch: readonly string[];
}

export interface LibraryPublisher extends Publisher<LibraryArtifact, LibraryPlan, Done> {
  /** The page of the release that was made or finished; empty where none was. */
  releaseUrl(): string;
}

/** Publishes one version of a library: its tag, its release, the floating tags. */
export function createLibraryPublisher(options: LibraryPublisherOptions): LibraryPublisher {
  const { remote, library, history, decision, repositoryUrl, github, log } = options;
  const { version } = decision;
  const tag = library.prefix + version;
  const release = options.release && github !== undefined;
  let releaseUrl = '';
  const apply: ApplyOptions = { remote, github, dispatch: options.dispatch, log };

  return {
    target: targetOf(options),

    async build() {
      // What has the version already is not made again, whatever the inputs say today.
      const tagged = history.onHead?.commit ?? (await makeTagged(options, version));
      const notes = renderNotes({
        version,
        tag,
        previousTag: history.base?.name,
        repositoryUrl,
        date: (await commitDate(remote.folder, history.head)) ?? new Date(0),
        verdicts: decision.judged.verdicts,
      });
      return {
        kind: 'library',
        name: library.name,
        version,
        commit: history.head,
        digest: await treeDigest(remote, tagged),
        tag,
        tagged,
        notes,
        assets: release ? await findAssets(options.workspace, options.assets) : [],
      };
    },

    // The history was read just now, and the push itself refuses what has changed since.
    look: async () => ({ live: liveOf(history), busy: undefined }),

    async plan(artifact) {
      const plan = await makePlan(artifact, { ...options, release });
      tellUnreachable(artifact, plan, log);
      return plan;
    },
    apply: (artifact, plan) => applyPlan(artifact, plan, apply),

    async verify(artifact, plan) {
      if (!plan.makesTag) return;
      const found = (await remoteTags(remote)).find(({ name }) => name === artifact.tag);
      if (found?.commit === artifact.tagged) return;
      throw new TargetMoved(`The tag ${artifact.tag} is not on commit ${artifact.tagged.slice(0, 12)}.`);
    },

    async settle(artifact, plan, done) {
      releaseUrl = done.releaseUrl;
      await moveFloatingTags(artifact, plan, apply);
    },

    releaseUrl: () => releaseUrl,
  };
}

/** What is published and immutable takes no more files; nobody is to believe that they are there. */
function tellUnreachable({ tag, assets }: LibraryArtifact, { release, existing }: LibraryPlan, log: Log): void {
  if (release !== 'there') return;
  const missing = assets.filter(({ name }) => !existing?.assets.some((one) => one.name === name && one.complete));
  if (missing.length === 0) return;
  log.warning(
    `The release ${tag} is immutable and has no ${missing.map(({ name }) => JSON.stringify(name)).join(', ')}: files can be added with the next version only.`,
  );
}
