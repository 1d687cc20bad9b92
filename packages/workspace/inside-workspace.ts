import { realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isInside } from './is-inside.ts';

/**
 * Finds what an input names in the workspace.
 *
 * @param workspace the checkout
 * @param given the text of the input, relative to the workspace
 * @param name of the input, for messages
 * @returns where it is, links resolved
 * @throws InputError when it is not there, or is outside the workspace, also by a link
 */
export function insideWorkspace(workspace: string, given: string, name: string): { file: string; stats: Stats } {
  const shown = `The input \`${name}\` is ${JSON.stringify(given)}`;
  let file: string;
  try {
    file = realpathSync(path.resolve(workspace, given));
  } catch (cause) {
    throw new InputError(
      `${shown}, and there is no such file or folder in the workspace; check the path, and that the repository is checked out before this step.`,
      { cause },
    );
  }
  if (!isInside(realpathSync(workspace), file)) {
    throw new InputError(`${shown}, which leads out of the workspace; set it to a path inside the repository.`);
  }
  return { file, stats: statSync(file) };
}
