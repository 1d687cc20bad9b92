import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { listed } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import { progress } from '@ci-actions/log/progress';
import { type Descriptor, isDigest, mediaTypes } from '../descriptor.ts';
import type { Blob, ImageSource } from '../image-source.ts';
import { runParallel } from '../run-parallel.ts';
import { type ArchiveFiles, fileBlob, parseJson, readSmall } from './files.ts';
import { wrongDigest } from './layout.ts';
import { isGzip, type PackedAhead } from './pack-ahead.ts';
import { type PackedLayer, packLayer, readPacked } from './pack-layer.ts';
import { quoted } from './safe-name.ts';

interface Listed {
  config: string;
  layers: readonly string[];
  names: readonly string[];
}

/**
 * The image in what `docker save` writes: a manifest.json, a config and unpacked layers. The layers are gzipped, as
 * `docker push` would do it, into a private folder, and a manifest is made for them. The config's bytes stay, so that the
 * image has the same id. Layers that are gzipped already stay as they are.
 *
 * The same archive gives the same digest on the same Node; another version of zlib can give another. So that a digest is
 * the same everywhere, the image is written once as an OCI archive, and published from that.
 *
 * @param folder for the gzipped layers: private, empty, and removed by whoever made it, after the image was closed
 * @param ahead layers that are packed already
 * @throws InputError where it is no whole `docker save`, has several images, or its layers are not those of its config
 * @see https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md
 */
export async function dockerSaveImage(
  files: ArchiveFiles,
  folder: string,
  log: Pick<Log, 'info'>,
  ahead: PackedAhead = new Map(),
): Promise<ImageSource> {
  const { shown } = files;
  const image = oneOf(await readListing(files), shown);
  const configBytes = await readSmall(files, 'a config', await findFile(files, image.config));
  const config = { mediaType: mediaTypes.config, digest: sha256(configBytes), size: configBytes.length };
  const [named] = /[0-9a-f]{64}(?=(\.json)?$)/.exec(image.config) ?? [];
  if (named && config.digest !== `sha256:${named}`) throw wrongDigest(shown, `sha256:${named}`);
  const ids = readIds(shown, configBytes);
  if (ids.length !== image.layers.length)
    throw new InputError(
      `${shown} has ${image.layers.length} layers, but its config has ${ids.length}: it is broken. Make it again.`,
    );

  // A layer that is there twice is packed once.
  const different = [...new Map(ids.map((id, i) => [id, image.layers[i] ?? '']))];
  const done = progress(log, ['Packed', 'layers'], different.length);
  const packed = new Map<string, { layer: PackedLayer; blob: Blob }>();
  await runParallel([...different.entries()], os.availableParallelism(), async ([index, [id, name]]) => {
    const there = ahead.get(id);
    packed.set(
      id,
      there
        ? { layer: there.layer, blob: fileBlob(there.file, shown, there.layer.size) }
        : await packOne(files, id, name, path.join(folder, String(index))),
    );
    done.advance();
  });

  const blobs = new Map<string, Blob>([[config.digest, bytesBlob(configBytes)]]);
  const layers = ids.map((id): Descriptor => {
    const one = packed.get(id);
    if (!one) throw new Error(`The layer ${id} was not packed.`);
    blobs.set(one.layer.digest, one.blob);
    return { mediaType: mediaTypes.layer, digest: one.layer.digest, size: one.layer.size };
  });
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers }));
  return {
    name: shown,
    root: { digest: sha256(bytes), mediaType: mediaTypes.manifest, bytes },
    async manifest({ digest }) {
      throw new InputError(`${shown} has no manifest ${digest}.`);
    },
    async blob({ digest }) {
      const blob = blobs.get(digest);
      if (!blob) throw new InputError(`${shown} does not have ${digest}.`);
      return blob;
    },
    close: () => files.close(),
  };
}

async function packOne(files: ArchiveFiles, id: string, name: string, file: string) {
  const layer = await findFile(files, name);
  const gzipped = await isGzipped(layer);
  // What zlib says of broken bytes is no more than that they are not those of the layer.
  const packed = gzipped
    ? await readPacked(layer).catch(() => undefined)
    : await packLayer(layer, file).catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code !== 'ENOSPC') throw thrown;
        throw new InputError(
          `There is no room to gzip the layers of ${files.shown} in ${path.dirname(file)}. Make room, or give an OCI archive, whose layers are gzipped already.`,
        );
      });
  if (packed?.unpacked !== id)
    throw new InputError(
      `${files.shown} has other bytes in ${quoted(name)} than its config says (${id}): it is broken. Make it again.`,
    );
  return { layer: packed, blob: gzipped ? layer : fileBlob(file, files.shown, packed.size) };
}

async function readListing(files: ArchiveFiles): Promise<Listed[]> {
  const { shown } = files;
  const bad = () =>
    new InputError(`${shown} has a manifest.json that is not one of docker save: it is no image. Make it again.`);
  const listing = parseJson(
    shown,
    'a manifest.json',
    await readSmall(files, 'a manifest.json', await findFile(files, 'manifest.json')),
  );
  if (!Array.isArray(listing) || listing.length === 0) throw bad();
  return listing.map((one: Record<string, unknown> | null) => {
    const { Config: config, Layers: layers, RepoTags: names } = one ?? {};
    if (typeof config !== 'string' || !isTexts(layers)) throw bad();
    return { config, layers, names: isTexts(names) ? names : [] };
  });
}

function oneOf(images: readonly Listed[], shown: string): Listed {
  const [first, ...others] = images;
  if (first && others.every(({ config }) => config === first.config)) return first;
  const names = images.slice(0, 10).map(({ names, config }) => quoted(names[0] ?? config));
  throw new InputError(`${shown} has ${images.length} images: ${listed(names)}. Save one of them alone.`);
}

/** The digests of the unpacked layers. */
function readIds(shown: string, config: Buffer): string[] {
  const json = parseJson(shown, 'a config', config) as { rootfs?: { diff_ids?: unknown } } | null;
  const ids = json?.rootfs?.diff_ids ?? [];
  if (!isTexts(ids) || !ids.every(isDigest))
    throw new InputError(
      `${shown} has a config without the digests of its layers: it is no image that can be checked. Make it again.`,
    );
  return ids;
}

async function findFile(files: ArchiveFiles, name: string): Promise<Blob> {
  const blob = await files.find(name);
  if (!blob)
    throw new InputError(
      `${files.shown} does not have ${quoted(name)}, which its manifest.json names: it is not whole. Make it again.`,
    );
  return blob;
}

async function isGzipped(blob: Blob): Promise<boolean> {
  for await (const chunk of blob.open()) return isGzip(chunk);
  return false;
}

function bytesBlob(bytes: Buffer): Blob {
  return {
    size: bytes.length,
    async *open() {
      yield bytes;
    },
  };
}

const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
