import type { Remote } from '@ci-actions/git/remote';
import { remoteTags } from '@ci-actions/git/remote-tags';
import type { Live, Step } from '@ci-actions/release/protocol';
import type { LibraryArtifact, LibraryPlan } from './artifact.ts';
import type { Decision } from './decide-version.ts';
import { type FloatingTag, floatingTags } from './floating-tags.ts';
import type { LibraryHistory } from './read-history.ts';
import type { ExistingRelease, Releases } from './releases.ts';
import { type TargetOptions, targetOf } from './target.ts';
import { VersionTaken } from './version-taken.ts';

export interface PlanOptions extends TargetOptions {
  remote: Remote;
  history: LibraryHistory;
  decision: Decision;
  github: Releases | undefined;
  release: boolean;
  floating: boolean;
  dispatch: readonly string[];
}

/**
 * What is missing of a version: its tag, its release with its files, the floating tags. GitHub is asked only where the tag
 * is there already: a version that is not tagged has no release.
 *
 * @throws VersionTaken where the tag is there on another commit
 */
export async function makePlan(artifact: LibraryArtifact, options: PlanOptions): Promise<LibraryPlan> {
  const { remote, library, history, decision, github, dispatch } = options;
  const all = await remoteTags(remote);
  const there = all.find(({ name }) => name === artifact.tag);
  if (there && there.commit !== artifact.tagged) {
    throw new VersionTaken(
      `The tag ${artifact.tag} is on commit ${there.commit.slice(0, 12)} and not on ${artifact.tagged.slice(0, 12)}.`,
    );
  }
  const existing = there && options.release ? await github?.findRelease(artifact.tag) : undefined;
  const release = options.release ? stateOf(existing, artifact) : 'none';
  const floating = options.floating ? floatingTags(artifact.version, library.prefix, all, artifact.tagged) : [];
  const unfinished = !there || release === 'create' || release === 'finish';
  const missing = artifact.assets.filter(({ name }) => !isUploaded(existing, name));
  const steps: Step[] = [
    ...(there ? [] : [added(artifact.tag, 'the tag')]),
    ...(unfinished ? dispatch.map((file) => added(file, 'a run on the tag')) : []),
    ...(release === 'create' ? [added(`release ${artifact.tag}`)] : []),
    ...(release === 'finish'
      ? [{ ...added(`release ${artifact.tag}`, 'it is not whole'), change: 'update' as const }]
      : []),
    ...(release === 'create' || release === 'finish'
      ? missing.map(({ name, size }) => ({ change: 'add' as const, what: name, bytes: size }))
      : []),
    ...floating.map(stepOfFloating),
  ];
  return {
    target: targetOf(options),
    live: there ? { digest: artifact.digest, commit: artifact.commit, version: artifact.version } : liveOf(history),
    steps,
    unchanged: 0,
    history,
    decision,
    makesTag: !there,
    release,
    existing,
    floating,
  };
}

/** What was the newest version before. Its files are not here to be digested; its commit stands for them. */
export function liveOf({ newer, base }: Pick<LibraryHistory, 'newer' | 'base'>): Live | undefined {
  const tag = newer ?? base;
  return tag && { digest: `commit:${tag.commit}`, commit: tag.source, version: tag.version };
}

function stateOf(existing: ExistingRelease | undefined, { assets }: LibraryArtifact): LibraryPlan['release'] {
  if (!existing) return 'create';
  if (existing.draft) return 'finish';
  // What is published and immutable takes no more files.
  const whole = existing.immutable || assets.every(({ name }) => isUploaded(existing, name));
  return whole ? 'there' : 'finish';
}

function isUploaded(existing: ExistingRelease | undefined, name: string): boolean {
  return existing?.assets.some((asset) => asset.name === name && asset.complete) ?? false;
}

const added = (what: string, note?: string): Step => ({ change: 'add', what, bytes: 0, ...(note ? { note } : {}) });
const stepOfFloating = ({ name, object }: FloatingTag): Step => ({
  change: object === '' ? 'add' : 'update',
  what: name,
  bytes: 0,
  note: 'a floating tag',
});
