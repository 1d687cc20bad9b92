import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isInside } from '@ci-actions/workspace/is-inside';

/** Where the files of a report are written. */
export interface OutputFolder {
  /** Absolute. */
  html: string;
  json: string;
  markdown: string;
  /** Itself; it may not be there yet. */
  folder: string;
}

/**
 * Judges the folder that the `output` input names. Nothing is made yet.
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
  await judgeExisting(workspace, folder, wrong);
  const inFolder = (name: string) => path.join(folder, name);
  return {
    html: inFolder('test-report.html'),
    json: inFolder('test-report.json'),
    markdown: inFolder('test-report.md'),
    folder,
  };
}

/** What is there of the way must be folders, and no link in a pull request must make this write elsewhere. */
async function judgeExisting(workspace: string, folder: string, wrong: (why: string) => Error): Promise<void> {
  const root = await realpath(workspace);
  let existing = folder;
  while (existing !== path.dirname(existing)) {
    const there = await lstat(existing).catch(() => undefined);
    if (there) {
      const real = await realpath(existing).catch(() => undefined);
      if (real === undefined) throw wrong('is, or lies below, a link that leads nowhere');
      if (!isInside(root, real)) throw wrong('leads out of the checkout by a link');
      if (!(await stat(real)).isDirectory()) throw wrong('is, or lies below, a file');
      return;
    }
    existing = path.dirname(existing);
  }
}
