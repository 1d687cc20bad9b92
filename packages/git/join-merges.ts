import { fetchCommits } from './fetch.ts';
import { git } from './git-command.ts';
import { type Cuts, commitsOf, cutsOf, dropCuts, namedParents } from './history.ts';
import { keep } from './keep.ts';
import { commitsSince, knownOlder, noteOlder } from './known-older.ts';
import type { Remote } from './remote.ts';
import type { RemoteTag } from './remote-tags.ts';

/** A merge below a merge below a merge: from here on the whole history costs less. */
const mostRounds = 8;
/** One of these takes as long as a short fetch. */
const mostAsked = 12;

/** What the server says where all that is asked for is older than the tag. */
export const nothingSince = 'no commits selected for shallow requests';

/** The merges since a tag that are cut off, and how their parents lie to it. */
interface Search {
  merges: Map<string, readonly string[]>;
  newer: Set<string>;
  older: Set<string>;
  asked: number;
}

/**
 * Gives merges that a server has cut off at a tag their parents back. It cuts off all parents of a commit of which one is
 * the tag or older, so of a merge also the branch that is newer. Each parent is asked for by itself: together with newer
 * ones, one that is older would bring its whole history. Those that are older come as single commits in the end.
 *
 * @param start the commit whose history was fetched since the tag
 * @param kept commits that the server cuts off too, but whose parents the clone had before
 * @param known the cuts at any time before
 * @returns whether all have theirs; what has come, stays
 */
export async function joinMerges(
  remote: Remote,
  start: string,
  tag: RemoteTag,
  kept: ReadonlySet<string>,
  known?: Cuts,
): Promise<boolean> {
  const { folder } = remote;
  const search: Search = { merges: new Map(), newer: new Set(), older: new Set([tag.commit]), asked: 0 };
  if (!(await takeKept(remote, start, tag, kept, search))) return false;
  for (let round = 0; ; round++) {
    const cuts = await cutsOf(folder, known);
    if (cuts === undefined) return true;
    const found = await cutMerges(folder, [start, ...search.newer], tag.commit, cuts);
    const left = [...found].filter(([merge]) => !search.merges.has(merge));
    if (left.length === 0) return search.merges.size === 0 || (await join(remote, start, tag, search));
    if (round === mostRounds) return false;
    for (const [merge, parents] of left) {
      if (!(await ask(remote, start, tag, parents, search))) return false;
      search.merges.set(merge, parents);
    }
  }
}

/** Of what the clone had before, it must be known what is older than the tag. */
async function takeKept(
  remote: Remote,
  start: string,
  tag: RemoteTag,
  kept: ReadonlySet<string>,
  search: Search,
): Promise<boolean> {
  const cuts = kept.size === 0 ? undefined : await cutsOf(remote.folder);
  if (cuts === undefined) return true;
  for (const commit of await knownOlder(cuts, tag.commit)) search.older.add(commit);
  for (const [commit, parents] of await namedParents(remote.folder, [...kept])) {
    if (!(await ask(remote, start, tag, parents, search))) return false;
    search.merges.set(commit, parents);
  }
  return true;
}

/** Merges since the tag without parents, with those that they name. */
async function cutMerges(
  folder: string,
  tips: readonly string[],
  tag: string,
  cuts: Cuts,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const since = await commitsSince(folder, tips, tag, await commitsOf(folder, tips), cuts);
  const named = await namedParents(
    folder,
    [...cuts.commits].filter((commit) => since.has(commit)),
  );
  return new Map([...named].filter(([, parents]) => parents.length > 1));
}

/** Finds out of each parent of a merge whether it is newer than the tag; of those that are, their history has come then. */
async function ask(
  remote: Remote,
  start: string,
  tag: RemoteTag,
  parents: readonly string[],
  search: Search,
): Promise<boolean> {
  const { newer, older } = search;
  for (const parent of parents) {
    if (newer.has(parent) || older.has(parent)) continue;
    // One of them is older, or the merge would not be cut off.
    if (parents.every((other) => other === parent || newer.has(other))) {
      older.add(parent);
      continue;
    }
    if (++search.asked > mostAsked) return false;
    const before = await cutsOf(remote.folder);
    const had = await commitsOf(remote.folder, [start, ...newer]);
    const fetched = await fetchCommits(remote, [`--shallow-exclude=refs/tags/${tag.name}`], [parent]);
    if (fetched.stderr.includes(nothingSince)) older.add(parent);
    else if (fetched.code !== 0) return false;
    else {
      newer.add(parent);
      await keep(remote.folder, had, before);
    }
  }
  return true;
}

/** Takes the merges from the list of those without parents, when all of these are there. */
async function join(remote: Remote, start: string, tag: RemoteTag, { merges, newer, older }: Search): Promise<boolean> {
  const { folder } = remote;
  const named = new Set([...merges.values()].flat().filter((parent) => older.has(parent)));
  const missing = await missingOf(folder, [...named]);
  if (missing.length > 0) {
    const before = await cutsOf(folder);
    const had = await commitsOf(folder, [start, ...newer]);
    if ((await fetchCommits(remote, ['--depth=1'], missing)).code !== 0) return false;
    await keep(folder, had, before);
  }
  // A server that gives out only branches may have answered with another commit than was asked for.
  if ((await missingOf(folder, [...merges.values()].flat())).length > 0) return false;
  const cuts = await cutsOf(folder);
  if (cuts === undefined) return true;
  await noteOlder(cuts, tag.commit, named);
  await dropCuts(cuts, new Set(merges.keys()));
  return true;
}

async function missingOf(folder: string, commits: readonly string[]): Promise<string[]> {
  const env = { GIT_NO_LAZY_FETCH: '1' };
  const input = `${commits.join('\n')}\n`;
  const printed = await git(folder, ['cat-file', '--batch-check=%(objectname)'], { env, input });
  return printed.split('\n').flatMap((line) => (line.endsWith(' missing') ? line.slice(0, -' missing'.length) : []));
}
