import { type Log, silent } from '@ci-actions/log/log';
import type { Descriptor } from './descriptor.ts';
import type { ImageSource } from './image-source.ts';
import { shortDigest } from './one-line.ts';
import { readTree, type TreeNode } from './read-tree.ts';
import type { Repository } from './repository.ts';
import { runParallel } from './run-parallel.ts';

/** How far one blob is. Told when it is begun, as its bytes go out, and when it is done. */
export interface BlobProgress {
  digest: string;
  mediaType: string;
  /** In bytes. */
  size: number;
  /** In bytes; falls back where an upload is begun again. */
  sent: number;
  /** Once, at the end. */
  outcome?: 'there' | 'mounted' | 'uploaded';
}

export interface CopyOptions {
  /** The path of another repository in the target's registry that has the blobs. */
  mountFrom?: string;
  /** Digests of manifests and blobs that the target did not have a moment ago: they are not looked for again. */
  missing?: ReadonlySet<string>;
  /** How many blobs at once; 8 by default. */
  concurrency?: number;
  onProgress?(progress: BlobProgress): void;
  log?: Log;
}

/** What a copy did. */
export interface Copied {
  /** Of the image, the same in source and target. */
  digest: string;
  /** How many blobs there were of each kind; a blob that several images share counts once. */
  blobs: { there: number; mounted: number; uploaded: number };
  /** How many bytes of blobs were sent. */
  bytes: number;
}

/**
 * Copies an image with all that it names, by digest: blobs first, then the manifests that an index names, the image itself
 * last, so that a copy that broke off never shows. What is there is not sent again. No tag is written.
 *
 * @throws Error where the source is not whole or its bytes are not what their digests say; no manifest that names them was
 *   written then
 */
export async function copyImage(source: ImageSource, target: Repository, options: CopyOptions = {}): Promise<Copied> {
  const { concurrency = 8, missing: known = new Set(), log = silent } = options;
  const { digest } = source.root;
  const tree = await readTree(source);
  // A registry has what the manifests that it has name: it refuses them otherwise.
  const there = new Set<string>();
  const unknown = tree.filter((node) => !known.has(node.manifest.digest));
  await runParallel(unknown, concurrency, async (node) => {
    if (await target.headManifest(node.manifest.digest)) there.add(node.manifest.digest);
  });
  const missing = there.has(digest) ? [] : tree.filter((node) => !there.has(node.manifest.digest));
  const wanted = blobsOf(missing, source.name, log);
  const blobs = { there: blobsOf(tree, source.name).size - wanted.size, mounted: 0, uploaded: 0 };
  let bytes = 0;
  // The largest first: it takes longest, and the small ones fill what is left.
  const order = [...wanted.values()].sort((a, b) => b.size - a.size);
  await runParallel(order, concurrency, async (descriptor) => {
    const outcome = await copyBlob(source, target, descriptor, options);
    blobs[outcome] += 1;
    if (outcome === 'uploaded') bytes += descriptor.size;
  });
  for (const depth of [...new Set(missing.map((node) => node.depth))].sort((a, b) => b - a)) {
    const level = missing.filter((node) => node.depth === depth);
    await runParallel(level, concurrency, ({ manifest }) => target.putManifest(manifest.digest, manifest));
  }
  return { digest, blobs, bytes };
}

async function copyBlob(
  source: ImageSource,
  target: Repository,
  descriptor: Descriptor,
  { mountFrom, missing, onProgress = () => {} }: CopyOptions,
): Promise<'there' | 'mounted' | 'uploaded'> {
  const { digest, mediaType, size } = descriptor;
  let sent = 0;
  const tell = (outcome?: BlobProgress['outcome']) =>
    onProgress({ digest, mediaType, size, sent, ...(outcome === undefined ? {} : { outcome }) });
  tell();
  const outcome = await target.putBlob(descriptor, await source.blob(descriptor), {
    ...(mountFrom === undefined ? {} : { mountFrom }),
    ...(missing?.has(digest) ? { missing: true } : {}),
    onBytes(more) {
      sent += more;
      tell();
    },
  });
  tell(outcome);
  return outcome;
}

/** Each blob once. Layers that may not be given away (old Windows images) stay where their makers keep them. */
function blobsOf(nodes: readonly TreeNode[], name: string, log?: Log): Map<string, Descriptor> {
  const blobs = new Map<string, Descriptor>();
  for (const { content } of nodes) {
    if (content.kind === 'index') continue;
    for (const blob of [content.config, ...content.layers]) {
      if (/\.(foreign|nondistributable)\./.test(blob.mediaType)) {
        log?.info(`The layer ${shortDigest(blob.digest)} may not be distributed, so it is not copied.`);
        continue;
      }
      const other = blobs.get(blob.digest);
      if (other && other.size !== blob.size) {
        throw new Error(
          `The image ${name} gives the blob ${blob.digest} two sizes: ${other.size} and ${blob.size} bytes.`,
        );
      }
      blobs.set(blob.digest, blob);
    }
  }
  return blobs;
}
