import { createHash, randomBytes } from 'node:crypto';
import { type EventEmitter, once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InputError } from '@ci-actions/errors/errors';
import { atEnd } from '@ci-actions/exec/at-end';
import { type Log, silent } from '@ci-actions/log/log';
import { progress } from '@ci-actions/log/progress';
import { type Pack, pack } from 'tar-stream';
import { type Descriptor, mediaTypes } from '../descriptor.ts';
import type { Blob, ImageSource } from '../image-source.ts';
import { readTree } from '../read-tree.ts';
import { wrongDigest } from './layout.ts';

export interface WriteOptions {
  /** For the image's entry in index.json, such as `org.opencontainers.image.ref.name`: what readers call the image. */
  annotations?: Readonly<Record<string, string>>;
  /** Told how far it is when that takes long. */
  log?: Pick<Log, 'info'>;
}

/** A file of the archive: its bytes, or where they come from and the digest that they must have. */
type Part = Buffer | { digest: string; blob: Blob };

/**
 * Writes an image as an OCI archive: an image layout in a tar archive, with all that it points to: the images of an index,
 * and their attestations. The same image gives the same bytes: entries in the order of their names, no times, no owners.
 *
 * Each blob is held to its digest on the way. The archive has its name only when it is whole; one that had it is replaced,
 * or stays where writing fails.
 *
 * @param file a path; its folder is made
 * @returns what index.json has for the image
 * @throws InputError where a blob does not have its digest, or a folder has the name; what the source throws
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
 */
export async function writeOciArchive(
  source: ImageSource,
  file: string,
  options: WriteOptions = {},
): Promise<Descriptor> {
  const { annotations, log = silent } = options;
  const { digest, mediaType, bytes } = source.root;
  const descriptor = { mediaType, digest, size: bytes.length, ...(annotations && { annotations }) };
  const parts = await partsOf(source);
  parts.set('index.json', json({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [descriptor] }));
  parts.set('oci-layout', json({ imageLayoutVersion: '1.0.0' }));

  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory())
    throw new InputError(`${file} is a folder: the image cannot be written there. Give the name of a file.`);
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true }).catch((thrown: NodeJS.ErrnoException) => {
    throw new InputError(`The folder of ${file} cannot be made (${thrown.code}). Give another path for the image.`);
  });
  const unfinished = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}`);
  const forget = atEnd(() => rmSync(unfinished, { force: true }));
  try {
    const archive = pack();
    const done = progress(log, ['Wrote', 'files of the image'], parts.size);
    const stopped = new AbortController();
    const writing = pipeline(archive as AsyncIterable<Buffer>, createWriteStream(unfinished)).catch((thrown) => {
      stopped.abort();
      throw thrown;
    });
    const filling = fill(archive, source.name, parts, stopped.signal, () => done.advance());
    // Both have ended before anything is removed. Where the source fails, writing ends with the same.
    const [written] = await Promise.allSettled([writing, filling]);
    if (written.status === 'rejected') throw written.reason;
    await rename(unfinished, file);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
    throw new InputError(`There is no room for ${file}. Make room, or give another path for the image.`);
  } finally {
    forget();
  }
  return descriptor;
}

/** All files of the archive but its listing: what the image points to, each once. */
async function partsOf(source: ImageSource): Promise<Map<string, Part>> {
  const parts = new Map<string, Part>();
  for (const { manifest, content } of await readTree(source)) {
    parts.set(nameOf(manifest.digest), manifest.bytes);
    if (content.kind === 'index') continue;
    for (const part of [content.config, ...content.layers]) {
      const { digest } = part;
      if (!parts.has(nameOf(digest))) parts.set(nameOf(digest), { digest, blob: await source.blob(part) });
    }
  }
  return parts;
}

async function fill(
  archive: Pack,
  shown: string,
  parts: ReadonlyMap<string, Part>,
  signal: AbortSignal,
  onPart: () => void,
): Promise<void> {
  try {
    const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, part] of sorted) {
      const size = Buffer.isBuffer(part) ? part.length : part.blob.size;
      const entry = archive.entry({ name, size, mode: 0o644, mtime: new Date(0), type: 'file' });
      // Where writing fails, it says so; this stream only ends then.
      entry.on('error', () => {});
      for await (const chunk of Buffer.isBuffer(part) ? [part] : held(part.blob, part.digest, shown))
        if (!entry.write(chunk)) await once(entry as EventEmitter, 'drain', { signal });
      entry.end(undefined);
      await once(entry as EventEmitter, 'finish', { signal });
      onPart();
    }
    archive.finalize();
  } catch (thrown) {
    archive.destroy(thrown as Error);
    throw thrown;
  }
}

/** The bytes of a blob. @throws InputError at its end, or before more than it should have, where its digest is another */
async function* held(blob: Blob, digest: string, shown: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let left = blob.size;
  for await (const chunk of blob.open()) {
    left -= chunk.length;
    if (left < 0) break;
    hash.update(chunk);
    yield chunk;
  }
  if (left !== 0 || `sha256:${hash.digest('hex')}` !== digest) throw wrongDigest(shown, digest);
}

const nameOf = (digest: string) => `blobs/sha256/${digest.slice('sha256:'.length)}`;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
