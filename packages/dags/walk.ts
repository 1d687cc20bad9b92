import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';

/** A regular file below a folder. */
export interface FoundFile {
  /** Relative to the folder, with `/` between its parts. */
  path: string;
  /** Where it is on this machine. */
  file: string;
  executable: boolean;
  /** When it was changed last, in milliseconds since 1970. */
  mtimeMs: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Lists the regular files below a folder. A symbolic link that points inside the folder is followed, as Airflow follows
 * it; what it points to is published under both names.
 *
 * @param root the folder
 * @param excluded whether a path stays out; a folder's path ends with `/`, and what is left out is not looked into
 * @throws InputError for a link that leads out, nowhere or in a circle, for what is no file, and for a name that is not UTF-8
 */
export function walk(root: string, excluded: (path: string) => boolean): FoundFile[] {
  const realRoot = realpathSync(root);
  const found: FoundFile[] = [];

  const visit = (folder: string, prefix: string, ancestors: readonly string[]): void => {
    // Names as bytes: a name that is not UTF-8 would come back as another name otherwise.
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
      const name = decode(entry.name, prefix);
      const relative = prefix + name;
      const file = path.join(folder, name);
      const link = entry.isSymbolicLink();
      if (excluded(relative) || (!link && entry.isDirectory() && excluded(`${relative}/`))) continue;
      if (!link && entry.isDirectory()) {
        visit(file, `${relative}/`, [...ancestors, path.join(ancestors.at(-1) ?? realRoot, name)]);
        continue;
      }
      const stats = link ? follow(file, relative) : statSync(file);
      if (stats.isDirectory()) {
        if (excluded(`${relative}/`)) continue;
        const real = realpathSync(file);
        if (ancestors.includes(real)) {
          throw new InputError(
            `The link ${shown(relative)} leads back to a folder that it is in; remove it or exclude it.`,
          );
        }
        visit(file, `${relative}/`, [...ancestors, real]);
      } else {
        if (!stats.isFile())
          throw new InputError(`${shown(relative)} is ${kind(entry)}, not a file; remove it or exclude it.`);
        found.push({ path: relative, file, executable: (stats.mode & 0o111) !== 0, mtimeMs: stats.mtimeMs });
      }
    }
  };

  const follow = (file: string, relative: string): Stats => {
    let real: string;
    try {
      real = realpathSync(file);
    } catch (cause) {
      throw new InputError(`The link ${shown(relative)} leads nowhere; remove it or exclude it.`, { cause });
    }
    if (real !== realRoot && !real.startsWith(realRoot + path.sep)) {
      throw new InputError(
        `The link ${shown(relative)} leads out of the folder that is published; put a copy in its place or exclude it.`,
      );
    }
    return statSync(real);
  };

  visit(root, '', [realRoot]);
  return found;
}

function decode(name: Buffer, prefix: string): string {
  try {
    return utf8.decode(name);
  } catch (cause) {
    throw new InputError(`${shown(prefix + name.toString('latin1'))} has a name that is not UTF-8; rename the file.`, {
      cause,
    });
  }
}

function kind(entry: Dirent<Buffer>): string {
  if (entry.isFIFO()) return 'a pipe';
  return entry.isSocket() ? 'a socket' : 'a device';
}

/** File names come from pull requests: quoted, they stay on their line. */
const shown = (name: string) => JSON.stringify(name);
