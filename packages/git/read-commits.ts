import { git, tryGit } from './git-command.ts';
import { commitsOf, cutsOf, namedParents, resolveCommit } from './history.ts';
import { olderAmong } from './known-older.ts';

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
 * Reads commits, each before its parents, otherwise the newest first. With `paths`, a merge counts where it
 * changes them on the branch that it was made on.
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
  const { without, cut } = await seen(folder, newest, oldest);
  const printed = await git(folder, [
    ...['log', '-z', '--date-order', '--encoding=UTF-8', '--no-notes', '--no-color', '--format=%H%x00%P%x00%an%x00%B'],
    // A change that two branches made alike was made by both.
    ...(paths.length === 0 ? [] : ['--full-history']),
    ...[newest, ...without.map((commit) => `^${commit}`)],
    ...['--', ...paths],
  ]);
  const { commits, merges } = parse(printed);
  if (paths.length === 0) return commits;
  const touching = await touchingPaths(folder, commits, new Map([...merges, ...cut]), paths);
  return commits.filter(({ hash }) => touching(hash));
}

/** Also the parents of those that have several. A history may be long: no lists are made that nobody reads. */
function parse(printed: string): { commits: ReadCommit[]; merges: ReadonlyMap<string, readonly string[]> } {
  const fields = printed.split('\0');
  const commits: ReadCommit[] = [];
  const merges = new Map<string, readonly string[]>();
  for (let i = 0; i + 3 < fields.length; i += 4) {
    const hash = fields[i] ?? '';
    const parents = fields[i + 1] ?? '';
    if (parents.includes(' ')) merges.set(hash, parents.split(' '));
    commits.push({ hash, author: fields[i + 2] ?? '', message: fields[i + 3]?.trimEnd() ?? '' });
  }
  return { commits, merges };
}

/** Where to stop, and the commits before that whose parents the clone does not have, with those parents. */
async function seen(
  folder: string,
  newest: string,
  oldest: string | undefined,
): Promise<{ without: readonly string[]; cut: ReadonlyMap<string, readonly string[]> }> {
  const cuts = await cutsOf(folder);
  if (cuts === undefined) return { without: oldest === undefined ? [] : [oldest], cut: new Map() };
  const all = await commitsOf(folder, newest);
  const without = oldest === undefined ? [] : await olderAmong(all, oldest, cuts);
  const range = without.length === 0 ? all : await commitsOf(folder, newest, without);
  const cut = await namedParents(
    folder,
    [...cuts.commits].filter((commit) => range.has(commit)),
  );
  const reached = oldest === undefined || all.has(oldest);
  if (!reached && ![...cut.values()].some((parents) => parents.includes(oldest))) {
    throw new Error(`The clone in ${folder} does not reach from ${newest} down to ${oldest}; deepen it first.`);
  }
  return { without, cut };
}

/**
 * Which of the commits that git has found by paths do change them. git takes one whose parents are cut off for the first of
 * all, which touches everything, and finds a merge also where it has brought nothing to the branch that it was made on.
 */
async function touchingPaths(
  folder: string,
  commits: readonly ReadCommit[],
  parents: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
): Promise<(hash: string) => boolean> {
  const compared = new Map(
    commits.flatMap(({ hash }) => {
      const first = parents.get(hash)?.[0];
      return first === undefined ? [] : [[hash, first]];
    }),
  );
  if (compared.size === 0) return () => true;
  const input = [...compared].map((pair) => `${pair.join(' ')}\n`).join('');
  const args = ['diff-tree', '--stdin', '-r', '-z', '--name-only', '--no-renames', '--', ...paths];
  const { code, stdout, stderr } = await tryGit(folder, args, { input });
  if (code !== 0) {
    throw new Error(
      `The folders of the commits in ${folder} are not there to be compared; deepen it with them first. ${stderr.trim()}`,
    );
  }
  const touching = new Set(stdout.split('\0'));
  return (hash) => !compared.has(hash) || touching.has(hash);
}
