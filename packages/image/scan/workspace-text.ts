import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';

/** What a person has written by hand is not longer. In bytes. */
const longest = 1_000_000;

/**
 * Reads a small text that an input names.
 *
 * @param workspace the checkout
 * @param given the text of the input, relative to the workspace
 * @param input its name, for messages
 * @returns the text without a byte order mark
 * @throws InputError when it is not there, is no file, is too long, is no UTF-8, or is outside the workspace, also by a link
 */
export function workspaceText(workspace: string, given: string, input: string): string {
  const shown = `The input \`${input}\` is ${JSON.stringify(given)}`;
  let file: string;
  try {
    file = realpathSync(path.resolve(workspace, given));
  } catch (cause) {
    throw new InputError(
      `${shown}, and there is no such file in the workspace; check the path, and that the repository is checked out before this step.`,
      { cause },
    );
  }
  const relative = path.relative(realpathSync(workspace), file);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    throw new InputError(`${shown}, which leads out of the workspace; set it to a path inside the repository.`);
  }
  const stats = statSync(file);
  if (!stats.isFile()) throw new InputError(`${shown}, which is no file; set it to the path of one.`);
  if (stats.size > longest) throw new InputError(`${shown}, which is larger than 1 MB; is it the right file?`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (cause) {
    throw new InputError(`${shown}, which is no text in UTF-8; is it the right file?`, { cause });
  }
}
