/**
 * Images, and archives of them in each shape that tools write, for tests and for the bench. Nothing that ships imports
 * this. All of it is the same bytes for the same recipe.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { type Descriptor, isIndex, mediaTypes, type Platform } from '../descriptor.ts';
import type { ImageSource, RawManifest } from '../image-source.ts';

/** What is in one layer: files by name, or so many bytes of noise in one file, or the bytes of an unpacked layer as they are. */
export type LayerRecipe = Readonly<Record<string, string | Buffer>> | number | Buffer;

export interface ImageRecipe {
  /** One small layer, unless it is given. */
  layers?: readonly LayerRecipe[];
  labels?: Readonly<Record<string, string>>;
  /** linux/amd64, unless it is given. */
  platform?: Platform;
  /** Makes it an index with one manifest for each; they have the layers in common, and a config each. */
  platforms?: readonly Platform[];
  /** Adds what BuildKit adds for each platform unless it is told not to, which makes it an index too. */
  attestation?: boolean;
  /** Makes it an index, though it has but one platform. */
  index?: boolean;
  /** The names that Docker gives to the same things, in place of those of OCI. */
  docker?: boolean;
  /** For `CMD` and the like: goes into the config's `config`. */
  config?: Readonly<Record<string, unknown>>;
  /** gzip's level: 0 (stored), for speed, unless it is given. */
  level?: number;
}

/** An image in memory. */
export interface MadeImage extends ImageSource {
  /** Of the root. */
  readonly descriptor: Descriptor;
  /** All manifests, configs and layers by their digests. */
  readonly blobs: Map<string, Buffer>;
  /** The root, and where it is an index, its children. */
  readonly manifests: readonly RawManifest[];
  /** The unpacked layers in their order, by their digests. */
  readonly unpacked: ReadonlyMap<string, Buffer>;
  /** The config and the layers of the first platform, as its manifest has them. */
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** An image by a recipe, read from memory; its bytes are real: a registry takes them, and an engine can run them. */
export async function makeImage(recipe: ImageRecipe = {}): Promise<MadeImage> {
  const { platform = { os: 'linux', architecture: 'amd64' }, docker = false, level = 0 } = recipe;
  const blobs = new Map<string, Buffer>();
  const add = (bytes: Buffer, mediaType: string): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const recipes = recipe.layers ?? [{ 'etc/made-for': 'tests\n' }];
  const tars = await Promise.all(recipes.map((layer, index) => unpackedLayer(layer, index)));
  const unpacked = new Map(tars.map((tar) => [digestOf(tar), tar]));
  const layers = tars.map((tar) => add(gzipSync(tar, { level }), docker ? dockerLayer : mediaTypes.layer));
  const manifestType = docker ? mediaTypes.dockerManifest : mediaTypes.manifest;
  const manifest = (config: Descriptor, content: readonly Descriptor[]) =>
    add(json({ schemaVersion: 2, mediaType: manifestType, config, layers: content }), manifestType);
  const made = (recipe.platforms ?? [platform]).map((one) => {
    const bytes = configBytes(one, recipe, tars.map(digestOf));
    const config = add(bytes, docker ? 'application/vnd.docker.container.image.v1+json' : mediaTypes.config);
    return { config, descriptor: { ...manifest(config, layers), platform: one } };
  });
  const attestations = recipe.attestation
    ? made.map(({ descriptor: { digest } }) => {
        const statement = json({
          _type: 'https://in-toto.io/Statement/v0.1',
          subject: [{ digest: { sha256: digest.slice(7) } }],
        });
        const config = add(
          json({ architecture: 'unknown', os: 'unknown', rootfs: { type: 'layers', diff_ids: [digestOf(statement)] } }),
          mediaTypes.config,
        );
        const layer = add(statement, 'application/vnd.in-toto+json');
        return {
          ...manifest(config, [layer]),
          annotations: { 'vnd.docker.reference.digest': digest, 'vnd.docker.reference.type': 'attestation-manifest' },
          platform: { os: 'unknown', architecture: 'unknown' },
        };
      })
    : [];
  const [first] = made;
  if (!first) throw new Error('A recipe needs a platform.');
  let { platform: _, ...descriptor }: Descriptor = first.descriptor;
  if (recipe.platforms || recipe.attestation || recipe.index) {
    const mediaType = docker ? mediaTypes.dockerList : mediaTypes.index;
    const manifests = [...made.map((one) => one.descriptor), ...attestations];
    descriptor = add(json({ schemaVersion: 2, mediaType, manifests }), mediaType);
  }
  return { ...sourceOf(blobs, descriptor), unpacked, config: first.config, layers };
}

/** What a map of blobs holds, read as an image: what is not there, or was changed in the map, is noticed as it should be. */
function sourceOf(blobs: Map<string, Buffer>, descriptor: Descriptor) {
  const bytesOf = ({ digest }: Descriptor): Buffer => {
    const bytes = blobs.get(digest);
    if (!bytes) throw new Error(`The made image has no ${digest}.`);
    return bytes;
  };
  const manifest = async (wanted: Descriptor): Promise<RawManifest> => {
    const bytes = bytesOf(wanted);
    if (digestOf(bytes) !== wanted.digest) throw new Error(`The made image has other bytes for ${wanted.digest}.`);
    return { digest: wanted.digest, mediaType: wanted.mediaType, bytes };
  };
  const root = { digest: descriptor.digest, mediaType: descriptor.mediaType, bytes: bytesOf(descriptor) };
  const children: Descriptor[] = isIndex(descriptor.mediaType) ? JSON.parse(root.bytes.toString()).manifests : [];
  return {
    name: 'made for a test',
    descriptor,
    blobs,
    root,
    manifests: [root, ...children.map((child) => ({ ...child, bytes: bytesOf(child) }))],
    manifest,
    async blob(wanted: Descriptor) {
      const bytes = bytesOf(wanted);
      return {
        size: bytes.length,
        async *open() {
          for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
        },
      };
    },
    async close() {},
  };
}

/** What is at a path in an archive or a folder; a text that begins with `->` is a symbolic link, with `=>` a hard one. */
export type Files = readonly (readonly [name: string, content: Buffer | string])[];

/** The files of an OCI image layout (https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md). */
export function layoutFiles(image: MadeImage, annotations?: Readonly<Record<string, string>>): Files {
  const entry = annotations ? { ...image.descriptor, annotations } : image.descriptor;
  return [
    ...[...image.blobs].map(([digest, bytes]) => [`blobs/sha256/${digest.slice(7)}`, bytes] as const),
    ['index.json', json({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [entry] })],
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
  ];
}

/** What `docker save` writes where images are in containerd's store (Docker 25 and later): a layout, and a manifest.json. */
export function containerdSaveFiles(image: MadeImage, name = 'docker.io/library/app:v1'): Files {
  const layers = image.layers.map(({ digest }) => `blobs/sha256/${digest.slice(7)}`);
  return [
    ...layoutFiles(image, { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': 'v1' }),
    [
      'manifest.json',
      json([{ Config: `blobs/sha256/${image.config.digest.slice(7)}`, RepoTags: ['app:v1'], Layers: layers }]),
    ],
  ];
}

/** What `docker save` of Docker 25 and later writes without that store: the same files, but the layers are unpacked. */
export function engineSaveFiles(image: MadeImage): Files {
  const layers = [...image.unpacked].map(([digest, bytes]) => ({
    digest,
    size: bytes.length,
    mediaType: unpackedType,
  }));
  const { diff_ids: ids } = JSON.parse(String(image.blobs.get(image.config.digest))).rootfs as { diff_ids: string[] };
  const ordered = ids.map((id) => layers.find(({ digest }) => digest === id));
  const saved = withManifest(image, (manifest) => ({ ...manifest, layers: ordered }));
  for (const layer of image.layers) saved.blobs.delete(layer.digest);
  for (const [digest, bytes] of image.unpacked) saved.blobs.set(digest, bytes);
  return containerdSaveFiles({ ...saved, layers: ordered.filter((layer) => layer !== undefined) });
}

/** The same image with another manifest; its root must be a manifest of one platform, or an index that is changed itself. */
export function withManifest(image: MadeImage, change: (manifest: Record<string, unknown>) => object): MadeImage {
  const bytes = json(change(JSON.parse(image.root.bytes.toString())));
  const descriptor = { ...image.descriptor, digest: digestOf(bytes), size: bytes.length };
  const blobs = new Map(image.blobs);
  blobs.delete(image.root.digest);
  blobs.set(descriptor.digest, bytes);
  return { ...image, ...sourceOf(blobs, descriptor) };
}

/**
 * What `docker save` wrote before: unpacked layers, and a manifest.json that names them.
 *
 * @param style `docker`: a folder per layer, as up to Docker 24, and a layer that is there twice is a link to the first;
 *   `skopeo`: `<digest>.tar` and links to it from a folder per layer; `podman`: only `<digest>.tar`
 */
export function dockerSaveFiles(image: MadeImage, style: 'docker' | 'skopeo' | 'podman' = 'docker'): Files {
  const files: [string, Buffer | string][] = [];
  const config = `${image.config.digest.slice(7)}.json`;
  files.push([config, image.blobs.get(image.config.digest) ?? '']);
  const { diff_ids: ids } = JSON.parse(String(files[0]?.[1])).rootfs as { diff_ids: string[] };
  const first = new Map<string, string>();
  const layers = ids.map((id, index) => {
    const folder = createHash('sha256').update(`${id}${index}`).digest('hex');
    const name = style === 'docker' ? `${folder}/layer.tar` : `${id.slice(7)}.tar`;
    const before = first.get(id);
    if (!before) files.push([name, image.unpacked.get(id) ?? '']);
    else if (style === 'docker') files.push([name, `->../${before}`]);
    if (style === 'skopeo') files.push([`${folder}/layer.tar`, `->../${name}`]);
    if (style !== 'podman') files.push([`${folder}/VERSION`, '1.0'], [`${folder}/json`, json({ id: folder })]);
    first.set(id, before ?? name);
    return name;
  });
  files.push(['manifest.json', json([{ Config: config, RepoTags: ['app:v1'], Layers: layers }])]);
  files.push(['repositories', json({ app: { v1: ids.at(-1)?.slice(7) } })]);
  return files;
}

/** Writes files below a folder. */
export async function writeFolder(folder: string, files: Files): Promise<void> {
  for (const [name, content] of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
}

/** Writes files as a tar archive. */
export async function writeTar(archive: string, files: Files): Promise<void> {
  await writeFile(archive, tarStream(files));
}

/** The same in memory. */
export async function tarOf(files: Files): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of tarStream(files)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function tarStream(files: Files): AsyncIterable<Buffer> {
  const stream = pack();
  for (const [name, content] of files) {
    const header = { name, mode: 0o644, mtime: new Date(0) };
    const link = typeof content === 'string' && /^([-=])>(.*)$/s.exec(content);
    if (link) stream.entry({ ...header, type: link[1] === '-' ? 'symlink' : 'link', linkname: link[2] ?? '' });
    else stream.entry(header, content);
  }
  stream.finalize();
  return stream as AsyncIterable<Buffer>;
}

/** `sha256:…` of bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

const unpackedType = 'application/vnd.oci.image.layer.v1.tar';
const dockerLayer = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function configBytes(platform: Platform, recipe: ImageRecipe, ids: readonly string[]): Buffer {
  return json({
    ...platform,
    created: '1970-01-01T00:00:00Z',
    config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin'], ...recipe.config, Labels: recipe.labels ?? {} },
    rootfs: { type: 'layers', diff_ids: ids },
    history: ids.map(() => ({ created: '1970-01-01T00:00:00Z', created_by: 'made for tests' })),
  });
}

async function unpackedLayer(layer: LayerRecipe, index: number): Promise<Buffer> {
  if (Buffer.isBuffer(layer)) return layer;
  if (typeof layer === 'number') return tarOf([[`noise-${index}`, noise(layer, index)]]);
  return tarOf(Object.entries(layer));
}

/** Bytes that no packer makes smaller, the same for the same number. */
function noise(length: number, seed: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed + 1), Buffer.alloc(16)).update(Buffer.alloc(length));
}
