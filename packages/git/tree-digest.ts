import { createHash } from 'node:crypto';
import type { Remote } from './remote.ts';
import { runGit } from './run-git.ts';

/**
 * A digest of what a commit holds: every path with its mode and the id of its content. Two commits of the same files have
 * the same, whoever made them when.
 *
 * @param remote where the folders of the commit come from, where the clone has the commit alone
 * @returns `sha256:<hex>`
 * @throws Error where the clone lacks it
 */
export async function treeDigest({ folder, env }: Remote, commit: string): Promise<string> {
  const { code, stdout } = await runGit(folder, ['ls-tree', '-r', '-z', '--full-tree', commit], env);
  if (code !== 0) throw new Error(`The files of commit ${commit.slice(0, 12)} cannot be listed; is it in the clone?`);
  return `sha256:${createHash('sha256').update(stdout).digest('hex')}`;
}
