import type { Log } from '@ci-actions/log/log';
import { fetchCommits } from './fetch.ts';
import { fetchWholeHistory } from './fetch-whole.ts';
import { git, tryGit } from './git-command.ts';
import { type Cuts, commitsOf, cutsOf, namedParents, resolveCommit } from './history.ts';
import { joinMerges, nothingSince } from './join-merges.ts';
import { keep } from './keep.ts';
import { commitsSince, knownOlder, noteOlder } from './known-older.ts';
import type { Remote } from './remote.ts';
import { remoteSaid } from './remote-said.ts';
import type { RemoteTag } from './remote-tags.ts';

export interface DeepenOptions {
  /**
   * The folders of each commit are wanted too: `readCommits` needs them for `paths`. Without them git would fetch them
   * one by one, so ask for them in the first call for a clone.
   */
  trees?: boolean;
}

/** After so many tags that are no ancestors, the whole history costs less than the next try. */
const mostMisses = 2;
/** More commits than this are not asked for in one command line. */
const mostWanted = 500;

/**
 * Makes a clone hold all commits from one down to the newest release before it; all there are where there is none.
 * A complete clone is only looked at. In a shallow clone, as `actions/checkout` makes it, only the commits since the
 * tag are fetched, where the server and the shape of the history allow that, and otherwise the whole history. What the
 * clone had, it keeps; no branch and no tag of it changes.
 *
 * @param head the commit, which the clone need not have yet, or a name that the clone has for it
 * @param candidates tags of the remote, the best first
 * @returns the first candidate that is an ancestor of the commit, or the commit itself
 * @throws InputError where there is no such commit
 * @throws Error where the remote does not answer, or refuses
 * @see https://git-scm.com/docs/git-fetch#Documentation/git-fetch.txt---shallow-excluderef
 */
export async function deepenTo(
  remote: Remote,
  head: string,
  candidates: readonly RemoteTag[],
  log: Pick<Log, 'info' | 'warning' | 'debug'>,
  { trees = false }: DeepenOptions = {},
): Promise<RemoteTag | undefined> {
  const start = await resolveCommit(remote.folder, head);
  let cuts = await cutsOf(remote.folder);
  if (cuts === undefined) return firstAncestor(remote, start, candidates);
  let misses = 0;
  for (const tag of candidates) {
    if (tag.commit === start) return tag;
    const found = await reach(remote, start, tag, cuts, trees, log);
    if (found === 'ancestor') return tag;
    if (found === 'unclear' || ++misses === mostMisses) break;
    cuts = await cutsOf(remote.folder, cuts);
  }
  return amongWhole(remote, start, candidates, trees, log);
}

/** Deepens a shallow clone down to a tag; `unclear` where only the whole history can tell. */
async function reach(
  remote: Remote,
  start: string,
  tag: RemoteTag,
  before: Cuts | undefined,
  trees: boolean,
  log: Pick<Log, 'debug'>,
): Promise<'ancestor' | 'none' | 'unclear'> {
  const { folder } = remote;
  const had = await commitsOf(folder, start);
  const cutBefore = await cutsSince(folder, start, tag.commit, had, before);
  if (had.has(tag.commit) && cutBefore.length === 0) {
    // Where the tag's own history is cut off, a merge may reach around it to what is older.
    const cut = [...(before?.commits ?? [])].some((commit) => had.has(commit));
    const merges = cut
      ? await git(folder, ['rev-list', '--merges', '--max-count=1', start, `^${tag.commit}`, '--'])
      : '';
    if (merges === '') return 'ancestor';
  }
  if (!trees && before && (await endsAt(folder, cutBefore, tag.commit, had, before))) return 'ancestor';
  const fetched = await fetchCommits(remote, [`--shallow-exclude=refs/tags/${tag.name}`], [start]);
  // The commit is older than the tag.
  if (fetched.stderr.includes(nothingSince)) return 'none';
  if (fetched.code !== 0) {
    log.debug(`The history since ${tag.name} cannot be fetched by itself: ${remoteSaid(fetched.stderr, remote)}`);
    return 'unclear';
  }
  const kept = await keep(folder, had, before);
  if (!(await joinMerges(remote, start, tag, kept, before))) return 'unclear';
  const has = await commitsOf(folder, start);
  const after = await cutsOf(folder, before);
  const parents = await namedParents(folder, await cutsSince(folder, start, tag.commit, has, after));
  // All that is older than the tag is left out, so the tag can be seen only from the commit after it.
  const wanted = new Set([...parents.values()].flat());
  if (!has.has(tag.commit) && !wanted.has(tag.commit)) return 'none';
  if (after) await noteOlder(after, tag.commit, wanted);
  return trees && !(await fetchTrees(remote, wanted, had)) ? 'unclear' : 'ancestor';
}

/** Whether what is cut off is older than the tag, and nothing else: an earlier call has been here. */
async function endsAt(
  folder: string,
  cut: readonly string[],
  tag: string,
  had: ReadonlySet<string>,
  cuts: Cuts,
): Promise<boolean> {
  const parents = [...(await namedParents(folder, cut)).values()].flat();
  const older = new Set([tag, ...(await knownOlder(cuts, tag))]);
  return parents.length > 0 && parents.every((parent) => older.has(parent)) && (had.has(tag) || parents.includes(tag));
}

/** The commits since a tag whose parents are cut off. */
async function cutsSince(
  folder: string,
  start: string,
  tag: string,
  has: ReadonlySet<string>,
  cuts: Cuts | undefined,
): Promise<readonly string[]> {
  const since = await commitsSince(folder, start, tag, has, cuts);
  return [...(cuts?.commits ?? [])].filter((commit) => since.has(commit));
}

/** The folders of the commits to which the oldest fetched ones are compared. */
async function fetchTrees(remote: Remote, commits: ReadonlySet<string>, had: ReadonlySet<string>): Promise<boolean> {
  if (commits.size === 0) return true;
  if (commits.size > mostWanted) return false;
  const before = await cutsOf(remote.folder);
  const { code } = await fetchCommits(remote, ['--depth=1'], [...commits]);
  await keep(remote.folder, had, before);
  return code === 0;
}

async function amongWhole(
  remote: Remote,
  start: string,
  candidates: readonly RemoteTag[],
  trees: boolean,
  log: Pick<Log, 'info' | 'warning'>,
): Promise<RemoteTag | undefined> {
  const { folder, name } = remote;
  const before = await cutsOf(folder);
  if (before) {
    log.info(`Fetching the whole history of ${start.slice(0, 7)} from ${name}, without its files.`);
    await fetchWholeHistory(remote, start, trees, before);
  }
  const cuts = before && (await cutsOf(folder, before));
  if (cuts === undefined && candidates.length === 0) return undefined;
  const has = await commitsOf(folder, start);
  if ([...(cuts?.commits ?? [])].some((commit) => has.has(commit))) {
    log.warning(`The history at ${name} is itself cut off: older commits and tags are not seen.`);
  }
  return candidates.find(({ commit }) => has.has(commit));
}

/** In a complete clone. */
async function firstAncestor(
  remote: Remote,
  start: string,
  candidates: readonly RemoteTag[],
): Promise<RemoteTag | undefined> {
  const { folder, name } = remote;
  const there = await tryGit(folder, ['rev-list', '--max-count=1', start, '--'], { env: { GIT_NO_LAZY_FETCH: '1' } });
  if (there.code !== 0) {
    const fetched = await fetchCommits(remote, [], [start]);
    if (fetched.code !== 0) {
      throw new Error(`The commit ${start} cannot be fetched from ${name}: ${remoteSaid(fetched.stderr, remote)}`);
    }
  }
  // In a partial clone git would fetch a commit that is asked for and not there; and it is no ancestor then.
  const partial = await tryGit(folder, ['config', '--get', `remote.${name}.promisor`]);
  const asked = partial.code === 0 ? [] : candidates.slice(0, mostMisses);
  for (const tag of asked) {
    const { code } = await tryGit(folder, ['merge-base', '--is-ancestor', tag.commit, start]);
    if (code === 0) return tag;
  }
  if (asked.length === candidates.length) return undefined;
  const has = await commitsOf(folder, start);
  return candidates.find(({ commit }) => has.has(commit));
}
