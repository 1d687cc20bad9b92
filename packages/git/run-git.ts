import { tryGit } from './git-command.ts';

/**
 * Asks git something that may have no answer.
 *
 * @param folder the root of a work tree
 * @returns code 127 where there is no git
 */
export async function runGit(folder: string, args: readonly string[]): Promise<{ code: number; stdout: string }> {
  return tryGit(folder, args).catch(() => ({ code: 127, stdout: '' }));
}
