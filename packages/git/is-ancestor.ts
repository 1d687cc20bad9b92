import { runGit } from './run-git.ts';

/**
 * Whether `newer` descends from `older`, as the local clone knows it.
 *
 * @param folder the work tree
 * @returns undefined where the clone cannot tell: a commit is not in it, its history is cut off, or there is no git
 */
export async function isAncestor(folder: string, older: string, newer: string): Promise<boolean | undefined> {
  if (![older, newer].every((commit) => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit))) return undefined;
  const { code } = await runGit(folder, ['merge-base', '--is-ancestor', older, newer]);
  if (code === 0) return true;
  // In a shallow clone the link between the two may lie beyond the cut, so a no means nothing there.
  if (code !== 1 || (await isShallow(folder))) return undefined;
  return false;
}

async function isShallow(folder: string): Promise<boolean> {
  const { stdout } = await runGit(folder, ['rev-parse', '--is-shallow-repository']);
  return stdout.trim() !== 'false';
}
