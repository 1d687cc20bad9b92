import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isInside } from '@ci-actions/workspace/is-inside';

/**
 * The folder that the `working-directory` input names.
 *
 * @param workspace the checkout
 * @param given relative to the checkout
 * @returns an absolute path
 * @throws InputError where it is no folder of the checkout
 */
export async function workingFolder(workspace: string, given: string): Promise<string> {
  const folder = path.resolve(workspace, given);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder && isInside(workspace, folder)) return folder;
  throw new InputError(
    `The input \`working-directory\` is ${JSON.stringify(given)}, which is no folder of the checkout; set it to one, relative to the root.`,
  );
}
