import { exec } from '@ci-actions/exec/exec';

/**
 * The files that git knows below a folder.
 *
 * @param folder a work tree, or a folder in one
 * @returns paths relative to the folder, with `/`; undefined where there is no repository, or no git
 * @see https://git-scm.com/docs/git-ls-files
 */
export async function trackedFiles(folder: string): Promise<readonly string[] | undefined> {
  const { code, stdout } = await exec('git', ['-C', folder, 'ls-files', '-z']).catch(() => ({ code: 127, stdout: '' }));
  return code === 0 ? stdout.split('\0').filter(Boolean) : undefined;
}
