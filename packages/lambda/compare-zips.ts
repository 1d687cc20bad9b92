import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { explain } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { readDirectory } from '@ci-actions/zip/read-zip';
import type { BuiltZip } from './built-zip.ts';
import { type Bucket, zipKey } from './zip-object.ts';

/** How a zip differs from the one before. */
export interface Comparison {
  /** Of the archive before, in bytes; 0 where it is not known. */
  sizeBefore: number;
  /** Undefined where the archive before could not be read. Names are untrusted. */
  files: { added: readonly string[]; changed: readonly string[]; removed: readonly string[] } | undefined;
}

/** An archive that is larger is not fetched for a line in the summary. In bytes. */
const largest = 64 << 20;

/**
 * Compares a zip with the one before, where that is in the bucket: their files by name, size and CRC. What goes wrong here
 * is no reason not to publish.
 *
 * @param before `sizeBefore` in bytes
 */
export async function compareZips(
  zip: BuiltZip,
  before: { digest: string; sizeBefore: number },
  bucket: Bucket | undefined,
  name: string,
  log: Pick<Log, 'debug'>,
): Promise<Comparison> {
  const { sizeBefore } = before;
  if (!bucket) return { sizeBefore, files: undefined };
  const key = zipKey(bucket.prefix, name, before.digest.replace('sha256:', ''));
  try {
    const head = await bucket.s3.head(bucket.bucket, key);
    if (!head || head.size > largest) return { sizeBefore: sizeBefore || (head?.size ?? 0), files: undefined };
    const old = await bucket.s3.get(bucket.bucket, key);
    if (!old) return { sizeBefore, files: undefined };
    return { sizeBefore: old.body.length, files: compareFiles(await filesIn(old.body), await filesOf(zip.file)) };
  } catch (thrown) {
    log.debug(`What changed since the version before cannot be told: ${explain(thrown)}`);
    return { sizeBefore, files: undefined };
  }
}

type Files = ReadonlyMap<string, string>;

function compareFiles(before: Files, after: Files): Comparison['files'] {
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    changed: [...after].filter(([name, sum]) => before.has(name) && before.get(name) !== sum).map(([name]) => name),
    removed: [...before.keys()].filter((name) => !after.has(name)),
  };
}

async function filesIn(archive: Buffer): Promise<Files> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lambda-before-'));
  try {
    const file = path.join(folder, 'before.zip');
    await writeFile(file, archive, { mode: 0o600 });
    return await filesOf(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesOf(file: string): Promise<Files> {
  const handle = await open(file);
  try {
    const entries = await readDirectory(handle);
    return new Map(entries.map(({ name, size, crc }) => [name, `${size} ${crc}`]));
  } finally {
    await handle.close();
  }
}
