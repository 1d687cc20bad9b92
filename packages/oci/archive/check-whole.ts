import { InputError } from '@ci-actions/errors/errors';
import { listed } from '@ci-actions/format/units';
import type { Descriptor } from '../descriptor.ts';
import type { ImageSource, RawManifest } from '../image-source.ts';
import { isRunnable } from '../read-labels.ts';
import type { ArchiveFiles } from './files.ts';
import { findBlob, parsed, platformName } from './layout.ts';

/** An index of indexes of indexes is a trap, and no image. */
const deepest = 3;
const mostManifests = 1_000;

/**
 * Sees to it that everything an image points to is in its layout, in the right size; manifests by their digests. No layer
 * is read.
 *
 * @throws InputError where something is missing, and of which platform it is
 */
export async function checkWhole(files: ArchiveFiles, image: ImageSource): Promise<void> {
  const { shown } = files;
  const seen = new Set<string>();
  const without = new Set<string>();
  const found = new Map<string, Promise<boolean>>();
  const has = (part: Descriptor): Promise<boolean> => {
    const key = `${part.digest} ${part.size}`;
    const there = found.get(key) ?? findBlob(files, part).then((blob) => blob !== undefined);
    found.set(key, there);
    return there;
  };

  const visit = async (raw: RawManifest, owner: string, depth: number): Promise<void> => {
    if (seen.size > mostManifests)
      throw new InputError(`${shown} has more than ${mostManifests} manifests; that is no image.`);
    const manifest = parsed(raw, shown);
    if (manifest.kind === 'image') {
      for (const part of [manifest.config, ...manifest.layers]) {
        if (isForeign(part)) throw foreign(shown, part);
        if (!(await has(part))) without.add(owner || part.digest);
      }
      return;
    }
    if (depth >= deepest)
      throw new InputError(`${shown} has indexes in indexes, more than ${deepest} deep; that is no image.`);
    for (const child of manifest.children) {
      if (seen.has(child.digest)) continue;
      seen.add(child.digest);
      const name = ownerName(child);
      if (await has(child)) await visit(await image.manifest(child), name, depth + 1);
      else without.add(name);
    }
  };
  await visit(image.root, '', 0);
  if (without.size === 0) return;
  const names = [...without].slice(0, 20);
  throw new InputError(
    names.every((name) => name.startsWith('sha256:'))
      ? `${shown} does not have ${listed(names)}, which its manifest names: it is not whole. Make it again.`
      : `${shown} lists an image with ${listed(names)}, but does not have all of it. Save or build all of its platforms, or one alone (--platform).`,
  );
}

function ownerName(child: Descriptor): string {
  if (!isRunnable(child)) return 'an attestation';
  return child.platform ? platformName(child.platform) : child.digest;
}

/** A layer that is not to be distributed, such as those of Windows: it is fetched from where its `urls` say. */
function isForeign({ mediaType }: Descriptor): boolean {
  return /\.foreign\.|\.nondistributable\./.test(mediaType);
}

const foreign = (shown: string, { digest }: Descriptor) =>
  new InputError(
    `${shown} has a layer that may not be distributed and lies elsewhere (${digest}). Build it from a base image without such layers.`,
  );
