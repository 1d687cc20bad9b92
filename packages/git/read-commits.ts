import { git, tryGit } from './git-command.ts';
import { commitsOf, cutsOf, namedParents, resolveCommit } from './history.ts';

/** Which commits. */
export interface CommitRange {
  /** The commit id of the release before; it and its history do not count. Everything where it is left out. */
  from?: string;
  /** The newest commit, by its id or a name that the clone has for it. */
  to: string;
  /** Only commits that change one of these; folders, files or pathspecs, from the root of the work tree. */
  paths?: readonly string[];
}

/** One commit: anyone's text. */
export interface ReadCommit {
  hash: string;
  /** The author's name. */
  author: string;
  /** All of it, without blank lines at its ends. What is not UTF-8 has become U+FFFD. */
  message: string;
}

/**
 * Reads commits, each before its parents, otherwise the newest first. With `paths`, a merge counts only where it is
 * like none of its parents there.
 *
 * A shallow clone must have been deepened by `deepenTo`, with `trees` where there are `paths`.
 *
 * @param folder the root of the work tree
 * @throws Error where the clone is cut off before `from`
 * @throws InputError where there is no commit `to`
 */
export async function readCommits(folder: string, { from, to, paths = [] }: CommitRange): Promise<ReadCommit[]> {
  const newest = await resolveCommit(folder, to);
  const oldest = from === undefined ? undefined : await resolveCommit(folder, from);
  if (newest === oldest) return [];
  const { since, cut } = await seen(folder, newest, oldest);
  const printed = await git(folder, [
    ...['log', '-z', '--date-order', '--encoding=UTF-8', '--no-notes', '--no-color', '--format=%H%x00%an%x00%B'],
    // A change that two branches made alike was made by both.
    ...(paths.length === 0 ? [] : ['--full-history']),
    ...[newest, ...(since === undefined ? [] : [`^${since}`])],
    ...['--', ...paths],
  ]);
  const commits = parse(printed);
  if (paths.length === 0 || cut.size === 0) return commits;
  const touching = await touchingPaths(folder, cut, paths);
  return commits.filter(({ hash }) => !cut.has(hash) || touching.has(hash));
}

function parse(printed: string): ReadCommit[] {
  const fields = printed.split('\0');
  const commits: ReadCommit[] = [];
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [hash = '', author = '', message = ''] = fields.slice(i, i + 3);
    commits.push({ hash, author, message: message.trimEnd() });
  }
  return commits;
}

/** Where to stop, and the commits before that whose parents the clone does not have, with those parents. */
async function seen(
  folder: string,
  newest: string,
  oldest: string | undefined,
): Promise<{ since: string | undefined; cut: ReadonlyMap<string, readonly string[]> }> {
  const cuts = await cutsOf(folder);
  if (cuts === undefined) return { since: oldest, cut: new Map() };
  const all = await commitsOf(folder, newest);
  const here = oldest !== undefined && all.has(oldest);
  const range = here ? await commitsOf(folder, newest, oldest) : all;
  const cut = await namedParents(
    folder,
    [...cuts.commits].filter((commit) => range.has(commit)),
  );
  if (oldest !== undefined && !here && ![...cut.values()].some((parents) => parents.includes(oldest))) {
    throw new Error(`The clone in ${folder} does not reach from ${newest} down to ${oldest}; deepen it first.`);
  }
  return { since: here ? oldest : undefined, cut };
}

/** git takes a commit without its parents for the first of all, which touches everything; so they are compared here. */
async function touchingPaths(
  folder: string,
  cut: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const input = [...cut].map(([commit, parents]) => `${[commit, ...parents].join(' ')}\n`).join('');
  const args = ['diff-tree', '--stdin', '-r', '-m', '-z', '--name-only', '--no-renames', '--', ...paths];
  const { code, stdout, stderr } = await tryGit(folder, args, { input });
  if (code === 0) return new Set(stdout.split('\0').map((word) => word.trim()));
  throw new Error(
    `The folders of the commits in ${folder} are not there to be compared; deepen it with them first. ${stderr.trim()}`,
  );
}
