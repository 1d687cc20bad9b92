import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Never looked at through the mirror: what is installed comes from the lock file. */
const notMirrored = ['node_modules', '.git'];

/**
 * Makes a workspace of links in which something can be installed without a trace in the real one. The folders on the way to
 * the project are real, and what else lies in them are links, so that an import of `../shared` leads where it should.
 *
 * @param workspace the checkout, links resolved
 * @param project a folder in it, likewise
 * @param into an empty folder of ours
 * @param own names in the project that are not linked either: the caller puts its own there
 * @returns where the project is in the mirror
 */
export async function mirror(
  workspace: string,
  project: string,
  into: string,
  own: readonly string[],
): Promise<string> {
  const way = path
    .relative(workspace, project)
    .split(path.sep)
    .filter((part) => part !== '');
  let from = workspace;
  let to = into;
  for (const next of [...way, undefined]) {
    for (const name of await readdir(from)) {
      if (name === next || notMirrored.includes(name) || (next === undefined && own.includes(name))) continue;
      await symlink(path.join(from, name), path.join(to, name));
    }
    if (next === undefined) return to;
    from = path.join(from, next);
    to = path.join(to, next);
    await mkdir(to);
  }
  return to;
}
