import { rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { atEnd } from '@ci-actions/exec/at-end';
import { type Log, silent } from '@ci-actions/log/log';
import type { ImageSource } from '../image-source.ts';
import { checkWhole } from './check-whole.ts';
import { dockerSaveImage } from './docker-save.ts';
import type { ArchiveFiles } from './files.ts';
import { folderFiles } from './folder-files.ts';
import { hasUnpackedLayers, layoutImage } from './layout.ts';
import type { PackedAhead } from './pack-ahead.ts';
import { tarFiles } from './tar-files.ts';
import { unpackGzip } from './unpack-gzip.ts';

export interface OpenOptions {
  /** Where a private folder for temporary files is made when one is needed; it is removed by `close`. */
  temporary?: string;
  /** Told how far it is when that takes long. */
  log?: Pick<Log, 'info'>;
  /** Layers that were packed when the archive was written (see `packAhead`). */
  ahead?: PackedAhead;
}

/**
 * Opens an image that was built before, whatever tool wrote it; it is recognised by what is in it:
 *
 * - a folder with an OCI image layout (`buildx --output type=oci,tar=false`, `skopeo copy … oci:`),
 * - the same in a tar archive (`buildx --output type=oci`, `skopeo copy … oci-archive:`, `podman save --format oci-archive`,
 *   `docker save` of containerd's store),
 * - what `docker save` and `podman save` write otherwise, whose layers are gzipped here (see `dockerSaveImage`),
 * - each of these archives gzipped.
 *
 * Where Docker wrote a layout and a manifest.json, the layout counts, unless its layers are unpacked (Docker 25 and later
 * without containerd's store): such layers would be pushed in their full size, which `docker push` does not do either.
 *
 * All that the image points to is there, and in its size, when this returns; its manifests have their digests. Its layers
 * are not read before they are wanted: their bytes are held to the digests by whoever writes them, so that a re-run with
 * nothing to do does not read an image of gigabytes.
 *
 * @param file a path
 * @param shown the same, as the person wrote it, for sentences
 * @throws InputError where it is no whole image, or more than one; nothing stays behind then
 */
export async function openImage(file: string, shown: string, options: OpenOptions = {}): Promise<ImageSource> {
  const { temporary = os.tmpdir(), log = silent, ahead } = options;
  const cleanup: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const undo of cleanup.splice(0).reverse()) await undo();
  };
  const privateFolder = async () => {
    const folder = await mkdtemp(path.join(temporary, 'image-'));
    // Also where the runner cancels the job.
    const forget = atEnd(() => rmSync(folder, { recursive: true, force: true }));
    cleanup.push(async () => {
      await rm(folder, { recursive: true, force: true });
      forget();
    });
    return folder;
  };
  try {
    const files = await openFiles(file, shown, privateFolder);
    cleanup.push(() => files.close());
    const image = await readImage(files, privateFolder, log, ahead);
    return { ...image, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function readImage(
  files: ArchiveFiles,
  privateFolder: () => Promise<string>,
  log: Pick<Log, 'info'>,
  ahead: PackedAhead | undefined,
) {
  const { shown } = files;
  const [layout, index, saved] = await Promise.all(
    ['oci-layout', 'index.json', 'manifest.json'].map((name) => files.find(name)),
  );
  if (layout || (index && !saved)) {
    const image = await layoutImage(files);
    if (!(saved && hasUnpackedLayers(image))) {
      await checkWhole(files, image);
      return image;
    }
  }
  if (saved) return dockerSaveImage(files, await privateFolder(), log, ahead);
  throw new InputError(
    `${shown} has no image at its top: neither an oci-layout with an index.json, nor a manifest.json. It must be an OCI layout, an OCI archive or what docker save writes.`,
  );
}

async function openFiles(file: string, shown: string, privateFolder: () => Promise<string>): Promise<ArchiveFiles> {
  const found = await stat(file).catch((thrown: NodeJS.ErrnoException) => {
    throw unreadable(thrown, shown);
  });
  if (found.isDirectory()) return folderFiles(file, shown);
  if (!found.isFile()) throw new InputError(`${shown} is neither a file nor a folder: it cannot be read as an image.`);
  const handle = await open(file).catch((thrown: NodeJS.ErrnoException) => {
    throw unreadable(thrown, shown);
  });
  const packing = await packingOf(handle);
  if (packing === undefined) return closing(handle, tarFiles(handle, shown));
  await handle.close();
  if (packing !== 'gzip') throw new InputError(`${shown} is packed with ${packing}. Unpack it, or pack it with gzip.`);
  const target = path.join(await privateFolder(), 'image.tar');
  await unpackGzip(file, shown, found.size, target);
  const unpacked = await open(target);
  return closing(unpacked, tarFiles(unpacked, shown));
}

function unreadable({ code, message }: NodeJS.ErrnoException, shown: string): InputError {
  if (code === 'ENOENT' || code === 'ENOTDIR') return new InputError(`There is no ${shown}: no image is there.`);
  return new InputError(`${shown} cannot be read (${code ?? message}).`);
}

/** A file that cannot be used is closed. */
async function closing(handle: FileHandle, files: Promise<ArchiveFiles>): Promise<ArchiveFiles> {
  try {
    return await files;
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

/** How the first bytes of a packed file begin. */
const beginnings = [
  ['gzip', '1f8b'],
  ['zstd', '28b52ffd'],
  ['xz', 'fd377a585a'],
  ['bzip2', '425a68'],
  ['zip', '504b0304'],
] as const;

async function packingOf(handle: FileHandle): Promise<(typeof beginnings)[number][0] | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
  const start = buffer.toString('hex', 0, bytesRead);
  return beginnings.find(([, beginning]) => start.startsWith(beginning))?.[0];
}
