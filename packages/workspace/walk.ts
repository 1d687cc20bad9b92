import { type Dirent, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { unreadable } from './unreadable.ts';

/** A regular file below a folder, or a link that is kept as one. */
export interface FoundFile {
  /** Relative to the folder, with `/` between its parts. */
  path: string;
  /** Where it is on this machine. */
  file: string;
  size: number;
  executable: boolean;
  /** When it was changed last, in milliseconds since 1970. */
  mtimeMs: number;
  /** Where it points, relative to where it is, when it is a link that is kept; always to something that is found too. */
  link?: string;
}

/** A folder that is looked into. */
interface Visit {
  /** Where it is on this machine. */
  folder: string;
  /** Its path, ending with `/`; empty for the root. */
  prefix: string;
  /** Its path without links, likewise. */
  realPrefix: string;
  /** The real folders that it is in, and itself. */
  ancestors: readonly string[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Lists the regular files below a folder. A symbolic link that points inside the folder is followed, as Airflow follows
 * it; what it points to is published under both names, so both names are held to what is excluded. Or it is kept as a
 * link; then it points to its place by a way that stays inside the folder, wherever that will lie.
 *
 * @param root the folder
 * @param excluded whether a path stays out, itself or by a folder that it is in. A folder's path ends with `/`: patterns
 * such as `/*` and `!/keep/` judge it otherwise than a file of that name. What is left out is not looked into
 * @throws InputError for a link that leads out, nowhere, in a circle or to what is excluded, for what is no file, for a
 * name that is not UTF-8, and for what cannot be read
 */
export function walk(
  root: string,
  excluded: (path: string) => boolean,
  links: 'follow' | 'preserve' = 'follow',
): FoundFile[] {
  const realRoot = realpathSync(root);
  const found: FoundFile[] = [];

  const visit = ({ folder, prefix, realPrefix, ancestors }: Visit): void => {
    for (const entry of list(folder, prefix)) {
      const name = decode(entry.name, prefix);
      const relative = prefix + name;
      const file = path.join(folder, name);
      const link = entry.isSymbolicLink();
      // Before a link is judged it is known what it leads to: a folder is excluded otherwise than a file.
      const real = link ? resolve(file) : undefined;
      if (link && !real) {
        if (excluded(relative) && excluded(`${relative}/`)) continue;
        throw new InputError(`The link ${shown(relative)} leads nowhere; remove it or exclude it.`);
      }
      const directory = real ? real.stats.isDirectory() : entry.isDirectory();
      const end = directory ? '/' : '';
      if (excluded(relative + end)) continue;
      const realRelative = real ? relativeTo(realRoot, real.path) : realPrefix + name;
      if (realRelative === undefined) {
        throw new InputError(
          `The link ${shown(relative)} leads out of the folder that is published; put a copy in its place or exclude it.`,
        );
      }
      if (realRelative !== relative && realRelative !== '' && excluded(realRelative + end)) {
        throw new InputError(
          `${shown(relative)} is ${shown(realRelative)} by a link, and that one is excluded; put a copy in its place or exclude it too.`,
        );
      }
      if (link && links === 'preserve') {
        const target = keptTarget(file, relative, realRelative, (inside) => excluded(inside + end));
        found.push({ path: relative, file, size: 0, executable: false, mtimeMs: 0, link: target });
        continue;
      }
      if (directory) {
        const realFolder = path.join(realRoot, realRelative);
        if (ancestors.includes(realFolder)) {
          throw new InputError(
            `The link ${shown(relative)} leads back to a folder that it is in; remove it or exclude it.`,
          );
        }
        visit({
          folder: file,
          prefix: `${relative}/`,
          realPrefix: `${realRelative}/`,
          ancestors: [...ancestors, realFolder],
        });
        continue;
      }
      const stats = real?.stats ?? statOf(file, relative);
      if (!stats.isFile())
        throw new InputError(`${shown(relative)} is ${kind(entry)}, not a file; remove it or exclude it.`);
      const { size, mode, mtimeMs } = stats;
      found.push({ path: relative, file, size, executable: (mode & 0o111) !== 0, mtimeMs });
    }
  };

  visit({ folder: root, prefix: '', realPrefix: '', ancestors: [realRoot] });
  return found;
}

/** Names as bytes: a name that is not UTF-8 would come back as another name otherwise. */
function list(folder: string, prefix: string): Dirent<Buffer>[] {
  try {
    return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (cause) {
    throw unreadable(prefix || folder, cause);
  }
}

function statOf(file: string, relative: string): Stats {
  try {
    return statSync(file);
  } catch (cause) {
    throw unreadable(relative, cause);
  }
}

/** @returns undefined for a link that leads nowhere, or in a circle of links */
function resolve(file: string): { path: string; stats: Stats } | undefined {
  try {
    const real = realpathSync(file);
    return { path: real, stats: statSync(real) };
  } catch {
    return undefined;
  }
}

/** @returns the path below the root, with `/` between its parts; empty for the root, undefined for what is outside */
function relativeTo(realRoot: string, real: string): string | undefined {
  const relative = path.relative(realRoot, real);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}

/**
 * @param real what the link leads to in the end, below the root
 * @returns the target as it is written, where the way stays inside; otherwise the way to what it leads to
 */
function keptTarget(file: string, relative: string, real: string, excluded: (path: string) => boolean): string {
  const written = path.sep === '/' ? decode(readlinkSync(file, 'buffer'), `${relative} -> `) : undefined;
  const folder = path.posix.dirname(relative);
  if (written !== undefined && !path.posix.isAbsolute(written)) {
    const lands = path.posix.join(folder, written).replace(/\/$/, '');
    const outside = lands === '..' || lands.startsWith('../');
    if (!outside && (lands === '.' || !excluded(lands))) return written;
  }
  return path.posix.relative(folder, real) || '.';
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
