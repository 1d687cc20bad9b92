import type { Remote } from './remote.ts';
import type { RemoteTag } from './remote-tags.ts';
import { runGit } from './run-git.ts';

/**
 * The commits that built trees were made from. A tag of a built tree lies beside the history: its commit has the source
 * commit as its only parent, and says so in a trailer, `Source-Commit: <id>`.
 *
 * @param tags what to look at; their commits are fetched where the clone lacks them, without their files
 * @returns the source commit by the tag's name, of those that have one
 */
export async function sourceCommits(remote: Remote, tags: readonly RemoteTag[]): Promise<ReadonlyMap<string, string>> {
  const { folder } = remote;
  const found = new Map<string, string>();
  const read = async (tag: RemoteTag) => {
    const { code, stdout } = await runGit(folder, ['cat-file', 'commit', tag.commit], { GIT_NO_LAZY_FETCH: '1' });
    if (code !== 0) return false;
    const source = sourceOf(stdout);
    if (source !== undefined) found.set(tag.name, source);
    return true;
  };
  const missing: RemoteTag[] = [];
  for (const tag of tags) if (!(await read(tag))) missing.push(tag);
  if (missing.length === 0) return found;
  const refs = missing.map(({ name }) => `refs/tags/${name}`);
  const shallow = (await runGit(folder, ['rev-parse', '--is-shallow-repository'])).stdout.trim() === 'true';
  // One commit of each is enough, but only a clone that is shallow already may be cut there.
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...(shallow ? ['--depth=1'] : [])];
  // Without a filter where the server has none: the files come too, which takes longer and is as right.
  for (const filter of [['--filter=tree:0'], []]) {
    const { code } = await runGit(folder, [...args, ...filter, '--', remote.name, ...refs], remote.env);
    if (code === 0) break;
  }
  for (const tag of missing) await read(tag);
  return found;
}

/** @param commit as git keeps it: headers, an empty line, the message */
function sourceOf(commit: string): string | undefined {
  const end = commit.indexOf('\n\n');
  const parents = [...commit.slice(0, end).matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, id]) => id);
  const trailer = /^Source-Commit: ([0-9a-f]{40,64})$/m.exec(commit.slice(end));
  return parents.length === 1 && trailer?.[1] === parents[0] ? parents[0] : undefined;
}
