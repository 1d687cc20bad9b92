import { createHash } from 'node:crypto';
import { InputError } from '@ci-actions/errors/errors';
import { listed } from '@ci-actions/format/units';
import { type Descriptor, mediaTypes } from '../descriptor.ts';
import type { Blob, ImageSource, RawManifest } from '../image-source.ts';
import { type Manifest, parseManifest } from '../manifest.ts';
import { type ArchiveFiles, parseJson, readSmall } from './files.ts';
import { quoted } from './safe-name.ts';

/**
 * The image in an OCI image layout. Its manifests are held to their digests here; a config or a layer is held to it by
 * whoever reads it.
 *
 * @throws InputError where it is no layout, or has several images
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
 */
export async function layoutImage(files: ArchiveFiles): Promise<ImageSource> {
  const { shown } = files;
  await checkVersion(files);
  const index = await files.find('index.json');
  if (!index) throw new InputError(`${shown} has an oci-layout file, but no index.json: it is no whole image layout.`);
  const bytes = await readSmall(files, 'an index.json', index);
  const listing = parsed({ digest: 'index.json', mediaType: mediaTypes.index, bytes }, shown);
  const only = oneOf(listing.kind === 'index' ? listing.children : [], shown);
  return {
    name: shown,
    root: await readManifest(files, only),
    manifest: (descriptor) => readManifest(files, descriptor),
    async blob(descriptor) {
      const blob = await findBlob(files, descriptor);
      if (!blob) throw missing(shown, descriptor);
      return blob;
    },
    close: () => files.close(),
  };
}

/** `parseManifest`, whose sentences are about what a person gave us. @throws InputError */
export function parsed(raw: RawManifest, shown: string): Manifest {
  try {
    return parseManifest(raw, shown);
  } catch (thrown) {
    throw new InputError((thrown as Error).message);
  }
}

/** @returns undefined where the layout does not have it @throws InputError where it has another size */
export async function findBlob(files: ArchiveFiles, { digest, size }: Descriptor): Promise<Blob | undefined> {
  const blob = await files.find(`blobs/sha256/${digest.slice('sha256:'.length)}`);
  if (blob && blob.size !== size)
    throw new InputError(
      `${files.shown} has ${blob.size} bytes for ${digest}, which has ${size}: it is broken. Make it again.`,
    );
  return blob;
}

async function readManifest(files: ArchiveFiles, descriptor: Descriptor): Promise<RawManifest> {
  const { digest, mediaType } = descriptor;
  const blob = await findBlob(files, descriptor);
  if (!blob) throw missing(files.shown, descriptor);
  const bytes = await readSmall(files, `a manifest (${digest})`, blob);
  if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== digest) throw wrongDigest(files.shown, digest);
  return { digest, mediaType, bytes };
}

/** What is said of bytes that do not have their digest. */
export const wrongDigest = (shown: string, digest: string) =>
  new InputError(
    `${shown} has other bytes for ${digest} than its digest says: it is broken or was changed. Make it again.`,
  );

const missing = (shown: string, { digest }: Descriptor) =>
  new InputError(`${shown} does not have ${digest}, which its manifest names: it is not whole. Make it again.`);

async function checkVersion(files: ArchiveFiles): Promise<void> {
  const { shown } = files;
  const file = await files.find('oci-layout');
  if (!file) throw new InputError(`${shown} has an index.json, but no oci-layout file: it is no OCI image layout.`);
  const layout = parseJson(shown, 'an oci-layout file', await readSmall(files, 'an oci-layout file', file));
  const version = (layout as { imageLayoutVersion?: unknown } | null)?.imageLayoutVersion;
  if (typeof version !== 'string' || !version.startsWith('1.'))
    throw new InputError(
      `${shown} is an image layout of a version that is not known here: ${quoted(String(version))}; 1.0.0 is.`,
    );
}

/** @throws InputError where there is none, or more than one */
function oneOf(children: readonly Descriptor[], shown: string): Descriptor {
  // An image with two names is there twice.
  const images = [...new Map(children.map((child) => [child.digest, child])).values()];
  const [first] = images;
  if (!first) throw new InputError(`${shown} has no image in its index.json.`);
  if (images.length === 1) return first;
  const names = images.slice(0, 10).map(nameOf);
  const more = images.length > names.length ? [`${images.length - names.length} more`] : [];
  throw new InputError(
    `${shown} has ${images.length} images: ${listed([...names, ...more])}. Save one of them alone; one image for several platforms is saved under one name.`,
  );
}

function nameOf({ annotations = {}, platform, digest }: Descriptor): string {
  const name = annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name'];
  const forWhat = platform && `for ${platformName(platform)}`;
  return [name && quoted(name), forWhat].filter(Boolean).join(' ') || digest;
}

/** As `--platform` takes it: `linux/arm64/v8`. */
export function platformName({ os, architecture, variant }: NonNullable<Descriptor['platform']>): string {
  return quoted([os, architecture, variant].filter(Boolean).join('/')).slice(1, -1);
}

/** Whether it is one image whose layers are not packed. */
export function hasUnpackedLayers({ root, name }: ImageSource): boolean {
  const manifest = parsed(root, name);
  return (
    manifest.kind === 'image' && manifest.layers.some(({ mediaType }) => /\.(layer\.v1|diff)\.tar$/.test(mediaType))
  );
}
