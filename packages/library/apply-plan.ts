import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { commitDate } from '@ci-actions/git/commit-date';
import { makeTag } from '@ci-actions/git/make-tag';
import { pushRefs } from '@ci-actions/git/push-refs';
import type { Remote } from '@ci-actions/git/remote';
import type { Log } from '@ci-actions/log/log';
import { TargetMoved } from '@ci-actions/release/protocol';
import type { LibraryArtifact, LibraryPlan } from './artifact.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { ExistingRelease, Releases } from './releases.ts';
import { byVersion, isStable } from './version/tag-names.ts';

export interface ApplyOptions {
  remote: Remote;
  github: Releases | undefined;
  dispatch: readonly string[];
  log: Log;
}

/** What was done. */
export interface Done {
  /** The page of the release; empty where there is none. */
  releaseUrl: string;
}

/**
 * Makes what is missing: the tag, which nobody can make twice; the runs that it is to start; the release, a draft until its
 * files are there. The release comes after the runs, so that a re-run of what broke off starts what was not started.
 *
 * @throws TargetMoved where another run has made the tag meanwhile
 */
export async function applyPlan(artifact: LibraryArtifact, plan: LibraryPlan, options: ApplyOptions): Promise<Done> {
  const { github, dispatch, log } = options;
  if (plan.makesTag) await pushTag(artifact, options);
  if (plan.makesTag || plan.release === 'create' || plan.release === 'finish') {
    for (const file of dispatch) {
      await github?.dispatchWorkflow(file, artifact.tag);
      log.info(`Started ${file} on ${artifact.tag}.`);
    }
  }
  if (github === undefined || plan.release === 'none') return { releaseUrl: '' };
  if (plan.release === 'there') return { releaseUrl: plan.existing?.url ?? '' };
  return { releaseUrl: (await finishRelease(artifact, plan.existing, plan, github, log)).url };
}

async function pushTag({ tag, tagged, name, version, commit }: LibraryArtifact, { remote, log }: ApplyOptions) {
  const { folder } = remote;
  const date = (await commitDate(folder, commit)) ?? new Date(0);
  const object = await makeTag(folder, { name: tag, target: tagged, message: `${name} ${version}\n`, date });
  const [result] = await pushRefs(remote, [{ ref: `refs/tags/${tag}`, object, expected: '' }]);
  if (result?.done) {
    log.info(`Tagged commit ${tagged.slice(0, 12)} as ${tag}.`);
    return;
  }
  if (!result) throw new Error(`What became of the tag ${tag} is not known; run the job again.`);
  // Whose commit it is on is for the next plan to see.
  if (result.why === 'exists' || result.why === 'moved') {
    throw new TargetMoved(`Another run has made the tag ${tag} meanwhile.`);
  }
  throw explainRefusal(result);
}

async function finishRelease(
  { tag, version, notes, assets }: LibraryArtifact,
  existing: ExistingRelease | undefined,
  { history }: LibraryPlan,
  github: Releases,
  log: Log,
): Promise<ExistingRelease> {
  const prerelease = !isStable(version);
  const latest = prerelease || isBehind(history, version) ? 'false' : 'true';
  const draft = assets.length > 0;
  const made = existing ?? (await github.createRelease({ tag, name: tag, body: notes, draft, prerelease, latest }));
  for (const { name, file, size } of assets) {
    // What an earlier build has left in our own draft is not what is released.
    const there = made.draft ? made.assets.find((asset) => asset.name === name && asset.complete) : undefined;
    if (there && there.digest !== (await digestOf(file))) await github.deleteAsset(there.id);
    await github.uploadAsset(made.id, { name, file, size, contentType: 'application/octet-stream' });
    log.info(`Uploaded ${name}.`);
  }
  return made.draft ? github.updateRelease(made.id, { draft: false, prerelease, latest }) : made;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

/** Whether a higher version is there: one of an older line must not become the latest. */
function isBehind({ tags }: LibraryPlan['history'], version: string): boolean {
  return tags.some((tag) => isStable(tag.version) && byVersion(tag.version, version) < 0);
}

/** Moves the floating tags, last of all: who follows them gets a version that is whole. */
export async function moveFloatingTags(
  { tagged }: LibraryArtifact,
  { floating }: LibraryPlan,
  { remote, log }: ApplyOptions,
): Promise<void> {
  if (floating.length === 0) return;
  const updates = floating.map(({ name, object }) => ({ ref: `refs/tags/${name}`, object: tagged, expected: object }));
  for (const result of await pushRefs(remote, updates)) {
    if (result.done) log.info(`Moved ${result.ref.slice('refs/tags/'.length)} to commit ${tagged.slice(0, 12)}.`);
    else if (result.why === 'exists' || result.why === 'moved') {
      throw new TargetMoved(`Another run has moved ${result.ref.slice('refs/tags/'.length)} meanwhile.`);
    } else throw explainRefusal(result, 'moved');
  }
}
