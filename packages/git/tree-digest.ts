import { createHash } from 'node:crypto';
import { overNetwork } from './over-network.ts';
import type { Remote } from './remote.ts';
import { remoteSaid } from './remote-said.ts';

/**
 * A digest of what a commit holds: every path with its mode and the id of its content. Two commits of the same files have
 * the same, whoever made them when.
 *
 * @param remote where the folders of the commit come from, where the clone has the commit alone
 * @param commit its id
 * @returns `sha256:<hex>`
 * @throws Error where the clone lacks it
 * @see https://git-scm.com/docs/git-ls-tree
 */
export async function treeDigest(remote: Remote, commit: string): Promise<string> {
  const listed = await list(remote, commit, ['-z']);
  const hash = createHash('sha256').update(listed);
  // Bytes that are no UTF-8 have all become the same character; git quotes them, each as its own number.
  if (listed.includes('\ufffd')) hash.update(await list(remote, commit, []));
  return `sha256:${hash.digest('hex')}`;
}

async function list(remote: Remote, commit: string, options: readonly string[]): Promise<string> {
  const short = commit.slice(0, 12);
  const args = ['-c', 'core.quotePath=true', 'ls-tree', '-r', ...options, '--full-tree', commit, '--'];
  const { code, stdout, stderr } = await overNetwork(remote, `Listing the files of commit ${short}`, args);
  if (code === 0) return stdout;
  throw new Error(`The files of commit ${short} cannot be listed; is it in the clone? ${remoteSaid(stderr, remote)}`);
}
