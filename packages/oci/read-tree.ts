import { createHash } from 'node:crypto';
import type { Descriptor } from './descriptor.ts';
import type { ImageSource, RawManifest } from './image-source.ts';
import { type Manifest, parseManifest } from './manifest.ts';

/** A manifest of an image, read. */
export interface TreeNode {
  manifest: RawManifest;
  content: Manifest;
  /** 0 for the image itself, 1 for what its index names, and so on. */
  depth: number;
}

/** An index of indexes of indexes is nobody's image. */
const deepest = 3;
/** As many as an index has that is still an image of some platforms, and far more. */
const most = 1_000;

/**
 * All manifests of an image, the image itself first, each digest once, with their digests checked.
 *
 * @throws Error where one is missing or wrong, or where they are nested too deep
 */
export async function readTree(source: ImageSource): Promise<TreeNode[]> {
  const nodes = new Map<string, TreeNode>();
  const visit = async (manifest: RawManifest, depth: number): Promise<void> => {
    const content = parseManifest(manifest, source.name);
    const known = nodes.get(manifest.digest);
    // One that is named at several depths is written before all that name it.
    if (known && known.depth >= depth) return;
    nodes.set(manifest.digest, { manifest, content, depth });
    if (nodes.size > most) throw new Error(`The image ${source.name} has more than ${most} manifests.`);
    if (content.kind === 'image') return;
    if (depth >= deepest)
      throw new Error(`The image ${source.name} has indexes in indexes, more than ${deepest} deep.`);
    if (content.children.length > most)
      throw new Error(`The image ${source.name} names more than ${most} manifests in one index.`);
    for (const child of content.children) {
      // An index may name one thing many times; it is read once.
      const read = nodes.get(child.digest);
      await visit(read?.manifest ?? (await readChild(source, child)), depth + 1);
    }
  };
  held(source.root, source.name);
  await visit(source.root, 0);
  return [...nodes.values()];
}

/** A manifest that an index names, held to what the index says of it. */
export async function readChild(source: ImageSource, child: Descriptor): Promise<RawManifest> {
  const manifest = await source.manifest(child);
  if (manifest.digest !== child.digest || manifest.bytes.length !== child.size) {
    throw new Error(`The image ${source.name} does not have the manifest ${child.digest} that its index names.`);
  }
  // The type that the index gives is what readers go by.
  return held({ ...manifest, mediaType: child.mediaType }, source.name);
}

function held(manifest: RawManifest, name: string): RawManifest {
  const found = `sha256:${createHash('sha256').update(manifest.bytes).digest('hex')}`;
  if (found === manifest.digest) return manifest;
  throw new Error(`The manifest ${manifest.digest} of ${name} has other bytes: their digest is ${found}.`);
}
