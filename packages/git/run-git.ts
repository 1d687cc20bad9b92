import path from 'node:path';
import { exec } from '@ci-actions/exec/exec';

/**
 * Runs git in a work tree. A repository around it is another one: a job without a checkout has none, wherever its folder lies.
 *
 * @param folder the root of the work tree
 * @param more variables on top of this process's own
 * @returns code 127 where there is no git
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string }> {
  const known = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const env = {
    ...Object.fromEntries(known),
    ...more,
    GIT_CEILING_DIRECTORIES: path.dirname(path.resolve(folder)),
  };
  return exec('git', ['-C', folder, ...args], { env }).catch(() => ({ code: 127, stdout: '' }));
}
