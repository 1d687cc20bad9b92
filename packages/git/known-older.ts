import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Cuts, commitsOf } from './history.ts';

/**
 * Commits of a shallow clone that are known to be older than a release, though the clone does not have what lies between:
 * git by itself would count them as newer. What is noted of two commits stays true for ever. Git does not read this file.
 */
const fileName = 'ci-actions-older';

const fileOf = (cuts: Pick<Cuts, 'file'>) => path.join(path.dirname(cuts.file), fileName);

/** @returns the commits that were noted as ancestors of this one */
export async function knownOlder(cuts: Pick<Cuts, 'file'>, release: string): Promise<readonly string[]> {
  const text = await readFile(fileOf(cuts), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const start = `${release} `;
  return text.split('\n').flatMap((line) => (line.startsWith(start) ? line.slice(start.length) : []));
}

/** Notes that commits are ancestors of another one. */
export async function noteOlder(cuts: Pick<Cuts, 'file'>, release: string, older: Iterable<string>): Promise<void> {
  const known = new Set([release, ...(await knownOlder(cuts, release))]);
  const lines = [...older].filter((commit) => !known.has(commit)).map((commit) => `${release} ${commit}\n`);
  if (lines.length > 0) await appendFile(fileOf(cuts), lines.join(''));
}

/**
 * The commits since a release, as far as a clone has them.
 *
 * @param release the clone need not have it
 * @param has the whole history of the tips there
 */
export async function commitsSince(
  folder: string,
  tips: string | readonly string[],
  release: string,
  has: ReadonlySet<string>,
  cuts: Cuts | undefined,
): Promise<ReadonlySet<string>> {
  const older = await olderAmong(has, release, cuts);
  return older.length === 0 ? has : commitsOf(folder, tips, older);
}

/** @returns what of some commits to leave out, with all before it, for those since a release */
export async function olderAmong(
  has: ReadonlySet<string>,
  release: string,
  cuts: Cuts | undefined,
): Promise<readonly string[]> {
  const noted = cuts === undefined ? [] : await knownOlder(cuts, release);
  return [release, ...noted].filter((commit) => has.has(commit));
}
