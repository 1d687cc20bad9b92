import { closeSync, constants, type Dirent, fstatSync, lstatSync, opendirSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { isInside } from '@ci-actions/workspace/is-inside';

/** A glance at a checkout: names that were listed, and texts that are read in part. Nothing of it throws. */
export interface Glance {
  /** The plain files below a folder and up to two folders deep, by their paths in the workspace with `/`, sorted. */
  filesIn(folder: string): readonly string[];
  /**
   * The beginning of a text; undefined for what is not there, is no plain file, cannot be read, is no text, or lies behind
   * a link. `whole` says whether that is all of it.
   */
  read(file: string): { text: string; whole: boolean } | undefined;
}

/** What a person has written by hand is not longer; in bytes. */
const longest = 128 * 1024;
/** What is looked at in all, so that no repository takes longer than a moment. */
const mostReads = 300;
const mostEntries = 3_000;
const mostEntriesOfFolder = 1_000;
const deepest = 2;

/** What is there for other purposes, or was made by a machine: it does not tell what the repository is. */
const passedBy = new Set([
  ...['node_modules', 'vendor', 'venv', 'env', 'site-packages', '__pycache__', 'dist', 'build', 'target'],
  ...['test', 'tests', 'fixtures', 'doc', 'docs', 'example', 'examples'],
]);

/**
 * Opens a checkout for a glance. No link is followed, neither by its file nor by a folder on the way to it, and nothing but
 * plain files is opened: what a pull request brings leads neither out of the workspace nor to a pipe that never ends.
 *
 * @param workspace the checkout
 */
export function lookAround(workspace: string): Glance {
  let reads = 0;
  let entries = 0;

  const list = (folder: string): Dirent[] => {
    const found: Dirent[] = [];
    try {
      const handle = opendirSync(path.join(workspace, folder));
      try {
        for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
          if (found.length >= mostEntriesOfFolder || ++entries > mostEntries) break;
          found.push(entry);
        }
      } finally {
        handle.closeSync();
      }
    } catch {
      // What cannot be listed tells nothing; whoever publishes it says what is wrong with it.
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  };

  return {
    filesIn(given) {
      const start = plainPath(workspace, given);
      if (start === undefined) return [];
      const files: string[] = [];
      let level = [start];
      // Level by level: what lies at the top is found before the limits are reached.
      for (let depth = 0; depth <= deepest; depth++) {
        const next: string[] = [];
        for (const folder of level) {
          for (const entry of list(folder)) {
            const name = path.posix.join(folder, entry.name);
            if (entry.isFile()) files.push(name);
            else if (entry.isDirectory() && !entry.name.startsWith('.') && !passedBy.has(entry.name)) next.push(name);
          }
        }
        level = next;
      }
      return files.sort();
    },

    read(given) {
      const file = plainPath(workspace, given);
      if (file === undefined || ++reads > mostReads) return undefined;
      return readBeginning(path.join(workspace, file));
    },
  };
}

/** @returns the path in the workspace with `/`, when nothing on the way is a link or missing; the root is empty */
function plainPath(workspace: string, given: string): string | undefined {
  const whole = path.resolve(workspace, given);
  // A name with a zero byte is none.
  if (!isInside(path.resolve(workspace), whole) || given.includes('\0')) return undefined;
  const parts = path.relative(path.resolve(workspace), whole).split(path.sep).filter(Boolean);
  let way = path.resolve(workspace);
  try {
    for (const part of parts) {
      way = path.join(way, part);
      if (lstatSync(way).isSymbolicLink()) return undefined;
    }
  } catch {
    return undefined;
  }
  return parts.join('/');
}

function readBeginning(file: string): { text: string; whole: boolean } | undefined {
  try {
    // `NOFOLLOW` and `NONBLOCK` are not on Windows, which has neither such links nor such pipes by accident.
    const opened = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = fstatSync(opened);
      if (!stats.isFile()) return undefined;
      const { size } = stats;
      const buffer = Buffer.alloc(Math.min(size, longest));
      const bytes = buffer.subarray(0, readSync(opened, buffer, 0, buffer.length, 0));
      return bytes.includes(0)
        ? undefined
        : { text: bytes.toString('utf8').replace(/^\ufeff/, ''), whole: size <= longest };
    } finally {
      closeSync(opened);
    }
  } catch {
    return undefined;
  }
}
