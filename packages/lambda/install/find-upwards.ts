import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { isInside } from '@ci-actions/workspace/is-inside';

/** A file that describes dependencies. */
export interface FoundLock {
  /** Its name: `uv.lock`. */
  name: string;
  /** The folder that it is in, absolute. */
  folder: string;
}

/**
 * Looks for files in a folder and then in those that it is in, up to the workspace.
 *
 * @param names the first that is there counts; a nearer folder goes before a better name
 */
export function findUpwards(workspace: string, folder: string, names: readonly string[]): FoundLock | undefined {
  for (let at = folder; isInside(workspace, at); at = path.dirname(at)) {
    const name = names.find((each) => isFile(path.join(at, each)));
    if (name !== undefined) return { name, folder: at };
    if (at === workspace) return undefined;
  }
  return undefined;
}

/** @returns whether there is a file of that name, also by a link */
export function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}
