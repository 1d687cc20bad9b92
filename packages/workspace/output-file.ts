import { lstat, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isInside } from '@ci-actions/workspace/is-inside';

/**
 * Where the file goes that the input `output` names. Its folder is made.
 *
 * @param workspace the checkout
 * @param given relative to the workspace
 * @param example a good one, for the error
 * @returns absolute
 * @throws InputError where it leads out of the workspace, also by a link, or is there and no file
 */
export async function outputFile(workspace: string, given: string, example: string): Promise<string> {
  const file = path.resolve(workspace, given);
  const wrong = (why: string) =>
    new InputError(
      `The input \`output\` is ${JSON.stringify(given)}, which ${why}; set it to a file in the checkout, such as ${example}.`,
    );
  const root = await realpath(workspace);
  if (file === path.resolve(workspace)) throw wrong('is the checkout itself');
  if (!isInside(path.resolve(workspace), file)) throw wrong('leads out of the checkout');
  if (/[/\\]$/.test(given)) throw wrong('is the name of a folder');
  const there = await lstat(file).catch(() => undefined);
  if (there && !there.isFile()) throw wrong(there.isDirectory() ? 'is a folder' : 'is there, and no plain file');
  let folder = path.dirname(file);
  while (!(await lstat(folder).catch(() => undefined))) folder = path.dirname(folder);
  const real = await realpath(folder).catch(() => '');
  if (real === '' || !isInside(root, real)) throw wrong('leads out of the checkout by a link');
  try {
    await mkdir(path.dirname(file), { recursive: true });
  } catch {
    throw wrong('lies below a file');
  }
  return file;
}
