import { copyFile, open } from 'node:fs/promises';
import path from 'node:path';
import { bytes, thousands } from '@ci-actions/format/units';
import { extractEntry, readDirectory, UnusableArchive, type ZipEntry } from '@ci-actions/zip/read-zip';

/**
 * Takes the one JSON file out of an artifact. Nothing but its bytes is used: the name in the archive says which one it
 * is, never where it goes.
 *
 * @param archive a zip archive, or the JSON itself, which newer uploaders keep as it is
 * @param preferred the file name of the one that is meant where there are several
 * @param target where it is written
 * @param limit the most that it may have, in bytes
 * @throws UnusableArchive
 */
export async function extractJson(archive: string, preferred: string, target: string, limit: number): Promise<void> {
  const file = await open(archive);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const first = buffer.subarray(0, bytesRead);
    if (first.toString('latin1', 0, 2) !== 'PK') {
      if (!/^\ufeff?\s*[[{]/.test(first.toString())) throw new UnusableArchive('is neither a zip archive nor JSON');
      if (size > limit) throw new UnusableArchive(`holds more than ${bytes(limit)}`);
      await copyFile(archive, target);
      return;
    }
    await extractEntry(file, choose(await readDirectory(file), preferred), target, limit);
  } finally {
    await file.close();
  }
}

function choose(entries: readonly ZipEntry[], preferred: string): ZipEntry {
  const all = entries.filter(({ name }) => /\.json$/i.test(name));
  const meant = all.length > 1 ? all.filter(({ name }) => path.posix.basename(name) === preferred) : all;
  const [only] = meant;
  if (only && meant.length === 1) return only;
  if (all.length === 0) throw new UnusableArchive('holds no JSON file');
  throw new UnusableArchive(`holds ${thousands(all.length)} JSON files, and not exactly one is named ${preferred}`);
}
