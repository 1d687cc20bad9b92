import { mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isInside } from '@ci-actions/test-results/inside';

/** Where the files of a report are written. */
export interface OutputFolder {
  /** Absolute. */
  html: string;
  json: string;
  markdown: string;
  /** A pattern for what is in it, relative to the workspace: a report of a run before is no result of this one. */
  pattern: string;
}

/**
 * Makes the folder that the `output` input names.
 *
 * @param workspace the checkout
 * @param given relative to the workspace, or absolute; empty for none
 * @throws InputError where it leads out of the workspace, is the workspace itself, or cannot be a folder
 */
export async function outputFolder(workspace: string, given: string): Promise<OutputFolder | undefined> {
  if (given === '') return undefined;
  const folder = path.resolve(workspace, given);
  const wrong = (why: string) =>
    new InputError(
      `The input \`output\` is ${JSON.stringify(given)}, which ${why}; set it to a folder of its own in the checkout, such as test-report.`,
    );
  if (folder === path.resolve(workspace)) throw wrong('is the checkout itself');
  if (!isInside(workspace, folder)) throw wrong('leads out of the checkout');
  await refuseLinksOut(workspace, folder, wrong);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw wrong(`cannot be made a folder (${(cause as NodeJS.ErrnoException).code})`);
  }
  if (!(await stat(folder)).isDirectory()) throw wrong('is no folder');
  const inFolder = (name: string) => path.join(folder, name);
  return {
    html: inFolder('test-report.html'),
    json: inFolder('test-report.json'),
    markdown: inFolder('test-report.md'),
    pattern: path.relative(workspace, folder).split(path.sep).join('/'),
  };
}

/** A link in a pull request must not make this write elsewhere. */
async function refuseLinksOut(workspace: string, folder: string, wrong: (why: string) => Error): Promise<void> {
  const root = await realpath(workspace);
  let existing = folder;
  while (existing !== path.dirname(existing)) {
    const real = await realpath(existing).catch(() => undefined);
    if (real !== undefined) {
      if (!isInside(root, real)) throw wrong('leads out of the checkout by a link');
      return;
    }
    existing = path.dirname(existing);
  }
}
