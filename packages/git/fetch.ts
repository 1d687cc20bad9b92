import type { ExecResult } from '@ci-actions/exec/exec';
import { git, tryGit } from './git-command.ts';
import { isCommitId } from './history.ts';
import { overNetwork } from './over-network.ts';
import type { Remote } from './remote.ts';

/** Neither tags nor branches of the clone move, and nothing but the commits that are asked for comes. */
export const quietly = [
  '--quiet',
  '--no-tags',
  '--no-prune',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--refmap=',
];

/** What git says of a server that knows no filters. */
export const unfiltered = 'filtering not recognized';

/**
 * Fetches commits by their ids; where the server gives out only branches, the branch on which the commit lies.
 *
 * @param options how much of the history, as `git fetch` has it
 * @returns also where the server refuses: a non-zero code is a result
 */
export async function fetchCommits(
  remote: Remote,
  options: readonly string[],
  commits: readonly string[],
): Promise<ExecResult> {
  const fetch = (wanted: readonly string[]) =>
    overNetwork(remote, `Fetching the history from ${remote.name}`, [
      ...['fetch', ...quietly, ...options, '--', remote.name],
      ...wanted,
    ]);
  let result = await fetch(commits);
  const [only] = commits;
  const unknown = /unadvertised object|not our ref|find remote ref/.test(result.stderr);
  if (result.code === 0 || !unknown || only === undefined || !isCommitId(only) || commits.length > 1) return result;
  for (const branch of await branchesAt(remote, only)) {
    result = await fetch([branch]);
    if (result.code === 0) break;
  }
  return result;
}

/** The refs of the remote from which the commit came, as far as the clone knows. */
async function branchesAt({ folder, name }: Remote, commit: string): Promise<ReadonlySet<string>> {
  const { stdout: current } = await tryGit(folder, ['symbolic-ref', '--quiet', 'HEAD']);
  const refs = await git(folder, ['for-each-ref', '--format=%(refname)', `--points-at=${commit}`, 'refs/remotes/']);
  const tracked = refs.split('\n').map((ref) =>
    ref
      .replace(`refs/remotes/${name}/`, 'refs/heads/')
      // How `actions/checkout` keeps the commit of a pull request.
      .replace(/^refs\/remotes\/pull\//, 'refs/pull/'),
  );
  return new Set([...tracked, current.trim()].filter((ref) => /^refs\/(?:heads|pull)\//.test(ref)));
}

/** Fetches without what a filter leaves out; the clone's own settings stay, but that it may lack something now. */
export async function fetchFiltered(
  remote: Remote,
  options: readonly string[],
  filter: string,
  wanted: readonly string[],
): Promise<ExecResult> {
  const keys = ['promisor', 'partialclonefilter'].map((key) => `remote.${remote.name}.${key}`);
  const before = await Promise.all(keys.map((key) => tryGit(remote.folder, ['config', '--local', '--get', key])));
  let ignored = true;
  try {
    const filtered = await fetchCommits(remote, [...options, `--filter=${filter}`], wanted);
    ignored = filtered.code !== 0 || filtered.stderr.includes(unfiltered);
    return filtered;
  } finally {
    // git would filter whatever else is fetched into this clone from now on; that is not ours to decide.
    for (const [i, key] of keys.entries()) {
      const ours = before[i]?.code !== 0 && (ignored || !key.endsWith('.promisor'));
      if (ours) await tryGit(remote.folder, ['config', '--local', '--unset-all', key]);
    }
  }
}
