import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { assetName } from '@ci-actions/github/asset-name';
import { glob } from 'tinyglobby';

/** A file that is put beside a release. */
export interface Asset {
  /** As GitHub keeps it. */
  name: string;
  /** Absolute. */
  file: string;
  /** In bytes. */
  size: number;
}

/** https://docs.github.com/repositories/releasing-projects-on-github/about-releases#storage-and-bandwidth-quotas */
const [largest, mostAssets] = [2 ** 31, 1000];

/**
 * The files that globs name. Links are not followed.
 *
 * @param workspace the checkout; nothing outside is looked at
 * @throws InputError for a pattern that leads out or finds nothing, for two files of one name, and for what GitHub does
 *   not take
 */
export async function findAssets(workspace: string, patterns: readonly string[]): Promise<readonly Asset[]> {
  const found = new Map<string, Asset>();
  for (const pattern of patterns) {
    if (path.isAbsolute(pattern) || pattern.split(/[/\\]/).includes('..')) {
      throw wrong(pattern, 'leads out of the checkout; name files in it, such as dist/*.whl');
    }
    const names = await glob(pattern, { cwd: workspace, dot: true, followSymbolicLinks: false, onlyFiles: true });
    if (names.length === 0) throw wrong(pattern, 'finds no file; build it in a step before this one');
    for (const relative of names.sort()) {
      const file = path.join(workspace, relative);
      const name = assetName(path.basename(relative));
      const { size } = await stat(file);
      const other = found.get(name);
      if (other && other.file !== file) throw wrong(pattern, `finds two files that are called ${JSON.stringify(name)}`);
      if (size === 0 || size >= largest) {
        throw wrong(
          pattern,
          `finds ${JSON.stringify(relative)}, which has ${size} bytes; GitHub takes 1 byte to 2 GiB`,
        );
      }
      found.set(name, { name, file, size });
    }
  }
  if (found.size > mostAssets) {
    throw new InputError(`The input \`assets\` finds ${found.size} files; a release has at most ${mostAssets}.`);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const wrong = (pattern: string, why: string) =>
  new InputError(`The input \`assets\` has ${JSON.stringify(pattern)}, which ${why}.`);
