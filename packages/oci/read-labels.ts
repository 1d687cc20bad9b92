import { createHash } from 'node:crypto';
import type { Descriptor } from './descriptor.ts';
import type { ImageSource, RawManifest } from './image-source.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { readChild } from './read-tree.ts';

/** What the config of an image says of it: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md */
export interface ImageLabels {
  /** Of the image that was read: the root's, or that of one image of an index. */
  digest: string;
  labels: ReadonlyMap<string, string>;
  /** As it is written there: RFC 3339. */
  created?: string;
  /** `amd64`, `arm64`. */
  architecture?: string;
  /** `linux`. */
  os?: string;
}

/** A config holds labels, environment and history; Docker's own have some kB. */
const largestConfig = 8 << 20;
/** An index in an index is looked into as deep as a copy goes. */
const deepest = 3;

/**
 * Reads the labels of an image; of an index those of its first image that can run, which BuildKit's attestations cannot.
 *
 * @throws Error, a sentence, where the image cannot be read
 */
export async function readLabels(source: ImageSource): Promise<ImageLabels> {
  const found = await firstImage(source, source.root, 0);
  if (!found) throw new Error(`The image ${source.name} is an index that names no image that can run.`);
  const { manifest, config } = found;
  const json = parseConfig(await readConfig(source, config), source.name);
  const text = (key: string) => (typeof json[key] === 'string' ? { [key]: json[key] } : {});
  return {
    digest: manifest.digest,
    labels: labelsOf(json.config),
    ...text('created'),
    ...text('architecture'),
    ...text('os'),
  };
}

/** @returns whether what an index names is an image, and no attestation about one (https://docs.docker.com/build/metadata/attestations/attestation-storage/) */
export function isRunnable({ platform, annotations }: Descriptor): boolean {
  if (annotations?.['vnd.docker.reference.type'] === 'attestation-manifest') return false;
  return platform === undefined || platform.os !== 'unknown';
}

async function firstImage(
  source: ImageSource,
  manifest: RawManifest,
  depth: number,
): Promise<{ manifest: RawManifest; config: Descriptor } | undefined> {
  const content: Manifest = parseManifest(manifest, source.name);
  if (content.kind === 'image') return { manifest, config: content.config };
  if (depth >= deepest) return undefined;
  for (const child of content.children) {
    if (!isRunnable(child)) continue;
    const found = await firstImage(source, await readChild(source, child), depth + 1);
    if (found) return found;
  }
  return undefined;
}

async function readConfig(source: ImageSource, config: Descriptor): Promise<Buffer> {
  const bad = (how: string) => new Error(`The config ${config.digest} of ${source.name} ${how}.`);
  if (config.size > largestConfig) throw bad(`has ${config.size} bytes, which is more than a config can have`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of (await source.blob(config)).open()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > config.size) throw bad(`has more than the ${config.size} bytes that its manifest says`);
  }
  const bytes = Buffer.concat(chunks);
  const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (found !== config.digest) throw bad(`has other bytes: their digest is ${found}`);
  return bytes;
}

function parseConfig(bytes: Buffer, name: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Error(`The config of ${name} is no JSON.`);
  }
  return isObject(json) ? json : {};
}

/** Labels that are no texts are nobody's. A map, because the keys are anybody's: `constructor`, `__proto__`. */
function labelsOf(config: unknown): Map<string, string> {
  const labels = isObject(config) && isObject(config.Labels) ? config.Labels : {};
  return new Map(Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
