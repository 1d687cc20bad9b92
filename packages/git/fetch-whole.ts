import { fetchCommits, fetchFiltered } from './fetch.ts';
import { fetchAnew } from './fetch-anew.ts';
import type { Cuts } from './history.ts';
import type { Remote } from './remote.ts';
import { remoteSaid } from './remote-said.ts';

/**
 * Fetches the whole history of a commit, and leaves out what it does not need: the files, and the folders too unless
 * they are asked for. A server that knows no such filters gives everything.
 *
 * @param cuts where the clone is cut off
 * @throws Error where the remote does not answer, or refuses
 * @see https://git-scm.com/docs/partial-clone
 */
export async function fetchWholeHistory(remote: Remote, head: string, trees: boolean, cuts: Cuts): Promise<void> {
  const filter = trees ? 'blob:none' : 'tree:0';
  // One commit, as `actions/checkout` leaves it.
  const single = cuts.commits.size === 1 && cuts.commits.has(head);
  if (single && (await fetchAnew(remote, head, filter, cuts))) return;
  const options = ['--unshallow'];
  const filtered = await fetchFiltered(remote, options, filter, [head]);
  const fetched = filtered.code === 0 ? filtered : await fetchCommits(remote, options, [head]);
  if (fetched.code === 0) return;
  throw new Error(`The history cannot be fetched from ${remote.name}: ${remoteSaid(fetched.stderr, remote)}`);
}
