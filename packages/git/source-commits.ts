import { fetchCommits, fetchFiltered } from './fetch.ts';
import { tryGit } from './git-command.ts';
import { cutsOf } from './history.ts';
import type { Remote } from './remote.ts';
import { remoteSaid } from './remote-said.ts';
import { type RemoteTag, remoteTags } from './remote-tags.ts';

/**
 * The commits that built trees were made from. A tag of a built tree lies beside the history: its commit has the source
 * commit as its only parent, and says so in a trailer, `Source-Commit: <id>`.
 *
 * @param tags what to look at; their commits are fetched where the clone lacks them, without their files
 * @returns the source commit by the tag's name, of those that have one
 * @throws Error where the remote does not answer, or refuses
 * @throws Error where the network fails again and again; a tag that the remote does not give out is passed over
 */
export async function sourceCommits(remote: Remote, tags: readonly RemoteTag[]): Promise<ReadonlyMap<string, string>> {
  const { folder } = remote;
  const found = new Map<string, string>();
  const read = async (tag: RemoteTag) => {
    const env = { GIT_NO_LAZY_FETCH: '1' };
    const { code, stdout } = await tryGit(folder, ['cat-file', 'commit', tag.commit], { env });
    const source = code === 0 ? sourceOf(stdout) : undefined;
    if (source !== undefined) found.set(tag.name, source);
    return code === 0;
  };
  const missing: RemoteTag[] = [];
  for (const tag of tags) if (!(await read(tag))) missing.push(tag);
  if (missing.length === 0) return found;
  // One commit of each is enough, but only a clone that is shallow already may be cut there.
  const depth = (await cutsOf(folder)) ? ['--depth=1'] : [];
  const fetch = async (refs: readonly string[]) => {
    const filtered = await fetchFiltered(remote, depth, 'tree:0', refs);
    // Without a filter where the server has none: the files come too, which takes longer and is as right.
    return filtered.code === 0 ? filtered : fetchCommits(remote, depth, refs);
  };
  const refs = missing.map(({ name }) => `refs/tags/${name}`);
  let result = await fetch(refs);
  if (result.code !== 0 && result.stderr.includes('find remote ref')) {
    // One that is gone by now must not hide the others.
    const there = new Set((await remoteTags(remote)).map(({ name }) => `refs/tags/${name}`));
    const left = refs.filter((ref) => there.has(ref));
    if (left.length === 0) return found;
    result = await fetch(left);
  }
  // What could not be looked at is not a tag without a source.
  if (result.code !== 0) {
    throw new Error(`What the tags of ${remote.name} hold cannot be fetched: ${remoteSaid(result.stderr, remote)}`);
  }
  for (const tag of missing) await read(tag);
  return found;
}

/** @param commit as git keeps it: headers, an empty line, the message */
function sourceOf(commit: string): string | undefined {
  const end = commit.indexOf('\n\n');
  const parents = [...commit.slice(0, end).matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, id]) => id);
  const trailers = [...commit.slice(end).matchAll(/^Source-Commit: ([0-9a-f]{40,64})$/gm)].map(([, id]) => id);
  const [parent] = parents;
  return parents.length === 1 && trailers.length > 0 && trailers.every((id) => id === parent) ? parent : undefined;
}
