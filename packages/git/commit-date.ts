import { runGit } from './run-git.ts';

/**
 * When a commit was made, by the date of its committer.
 *
 * @param folder a work tree
 * @returns undefined where there is no repository, or the commit is not in it
 */
export async function commitDate(folder: string, commit: string): Promise<Date | undefined> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const { code, stdout } = await runGit(folder, ['show', '--no-patch', '--format=%ct', commit]);
  const seconds = stdout.trim();
  return code === 0 && /^\d{1,12}$/.test(seconds) ? new Date(Number(seconds) * 1000) : undefined;
}
