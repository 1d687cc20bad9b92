import { setImmediate as breathe } from 'node:timers/promises';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { progress } from '@ci-actions/log/progress';
import { spareMemory } from '@ci-actions/workspace/spare-memory';
import { walk } from '@ci-actions/workspace/walk';
import { compareBytes } from '../compare-bytes.ts';
import { sayLookalikes, tooLarge, whyUnfit } from '../object-name.ts';
import type { Excludes } from './exclude.ts';
import { hashFile } from './hash-file.ts';

/** One file of the source. */
export interface SourceFile {
  /** Relative to the source, with `/` between its parts. */
  path: string;
  /** Where it is on this machine. */
  file: string;
  size: number;
  /** Hex. */
  sha256: string;
  /** Whether it begins as a zip archive does: Airflow looks for DAGs in these too. */
  archive: boolean;
  /** When it was changed last, in milliseconds since 1970. */
  mtimeMs: number;
  /** Its bytes, in a small source. Otherwise it is read again when it is sent, and held to its hash then. */
  content?: Buffer;
}

/**
 * A source up to this size stays in memory between the steps, in bytes: reading 2,000 files three times was a tenth of a
 * first sync.
 */
const keptAtMost = 32 << 20;

/** So many problems are named; more help nobody. */
const maxNamed = 20;

/**
 * Reads a source folder: which files, how large, which content.
 *
 * @param root the folder
 * @param source how the workflow names it, for messages
 * @param prefix what their keys begin with
 * @returns the files, sorted by bytes
 * @throws InputError when there are none, and for names and sizes that S3 or Airflow cannot hold, all of them at once
 */
export async function scan(
  root: string,
  source: string,
  prefix: string,
  excludes: Excludes,
  log: Log,
): Promise<SourceFile[]> {
  const found = walk(root, excludes.fromSource).sort((a, b) => compareBytes(a.path, b.path));
  // A flag for the whole process, set here of all places: this is the first to know how many files there are, and the
  // last moment before each of them costs memory.
  spareMemory(found.length);
  if (found.length === 0) {
    throw new InputError(
      `The source folder ${JSON.stringify(source)} holds no file to publish; check the \`source\` and \`exclude\` inputs, and that an earlier step fills the folder.`,
    );
  }
  // Before anything is hashed: a file of this size takes its time.
  const unfit = found.flatMap(({ path, size }) =>
    [whyUnfit(prefix + path), tooLarge(size)].flatMap((why) => (why ? [`${JSON.stringify(path)} ${why}.`] : [])),
  );
  if (unfit.length > 0) {
    throw new InputError(
      `These files cannot be published; rename them, make them smaller or exclude them:\n${capped(unfit)}`,
    );
  }
  const lookalikes = sayLookalikes(found.map(({ path }) => path));
  if (lookalikes) log.warning(lookalikes);

  const done = progress(log, ['Read', 'files'], found.length);
  const files: SourceFile[] = [];
  const keep = found.reduce((sum, { size }) => sum + size, 0) <= keptAtMost;
  for (const { path, file, mtimeMs, size: expected } of found) {
    const { size, sha256, archive, content } = hashFile(file, path, { keep, expected });
    files.push({ path, file, size, sha256, archive, mtimeMs, ...(content ? { content } : {}) });
    done.advance();
    if (files.length % 500 === 0) await breathe();
  }
  return files;
}

/** @returns one line each, at most 20 of them, and how many more there are */
export function capped(lines: readonly string[]): string {
  const more = lines.length - maxNamed;
  return [...lines.slice(0, maxNamed), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
