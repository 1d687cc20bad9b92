import { type Descriptor, isIndex } from '@ci-actions/oci/descriptor';
import type { ImageSource } from '@ci-actions/oci/image-source';
import { isRunnable } from '@ci-actions/oci/read-labels';
import { readTree } from '@ci-actions/oci/read-tree';
import type { Artifact } from '@ci-actions/release/protocol';

/** A container image as it is published; its digest is that of its manifest or index. */
export interface ImageArtifact extends Artifact {
  kind: 'application' | 'data-task';
  source: ImageSource;
  /** Every config and layer, each once. */
  blobs: readonly Descriptor[];
  /** The images that can run, one per platform; not the attestations beside them. */
  images: readonly PlatformImage[];
}

export interface PlatformImage {
  digest: string;
  /** `linux/arm64/v8`; empty where only the config tells. */
  platform: string;
}

/** What an image consists of, read from its manifests. */
export async function readContents(source: ImageSource): Promise<Pick<ImageArtifact, 'blobs' | 'images'>> {
  const blobs = new Map<string, Descriptor>();
  const named = new Map<string, Descriptor>();
  const images: PlatformImage[] = [];
  // An index stands before what it names.
  for (const { manifest, content } of await readTree(source)) {
    if (content.kind === 'index') {
      for (const child of content.children) named.set(child.digest, child);
      continue;
    }
    for (const blob of [content.config, ...content.layers]) blobs.set(blob.digest, blob);
    const descriptor = named.get(manifest.digest);
    if (descriptor === undefined || isRunnable(descriptor)) {
      const { os, architecture, variant } = descriptor?.platform ?? {};
      images.push({ digest: manifest.digest, platform: [os, architecture, variant].filter(Boolean).join('/') });
    }
  }
  return { blobs: [...blobs.values()], images };
}

/** @returns whether the image is a list of images, which AWS Lambda refuses */
export function isList({ source }: Pick<ImageArtifact, 'source'>): boolean {
  return isIndex(source.root.mediaType);
}
