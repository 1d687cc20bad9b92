import { writeFile } from 'node:fs/promises';
import { InputError } from '@ci-actions/errors/errors';
import { insideWorkspace } from '@ci-actions/workspace/inside-workspace';
import type { WrittenFile } from './write-version-files.ts';

/**
 * Writes version files to the disk, over those that are there; they keep their mode.
 *
 * @param workspace the checkout
 * @param files as `writeVersionFiles` returns them
 * @throws InputError where one is gone, leads out of the workspace by now, or cannot be written
 */
export async function putVersionFiles(workspace: string, files: readonly WrittenFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    const { file } = insideWorkspace(workspace, path, 'version-files');
    try {
      await writeFile(file, bytes);
    } catch (cause) {
      throw new InputError(`${JSON.stringify(path)} cannot be written; give this process the right to.`, { cause });
    }
  }
}
