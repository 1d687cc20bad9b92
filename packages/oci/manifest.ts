import { type Descriptor, isDigest, isIndex, mediaTypes, type Platform } from './descriptor.ts';
import type { RawManifest } from './image-source.ts';
import { onOneLine } from './one-line.ts';

/** What a manifest points to. */
export type Manifest =
  | { kind: 'index'; children: readonly Descriptor[] }
  | { kind: 'image'; config: Descriptor; layers: readonly Descriptor[] };

/**
 * The most bytes of a manifest: registries take 4 MiB
 * (https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests).
 */
export const largestManifest = 4 << 20;

/** The types of manifests that are read here, as a registry is asked for them. */
export const manifestTypes: readonly string[] = [
  mediaTypes.index,
  mediaTypes.manifest,
  mediaTypes.dockerList,
  mediaTypes.dockerManifest,
];

/** What a media type may look like (RFC 6838, section 4.2). */
const mediaType = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$/;

/**
 * Reads a manifest or an index. Only what it points to is taken from it: its bytes are the image, and are never written
 * from what was read.
 *
 * @param raw its media type says what it is; where its text says so too, both must agree (CVE-2021-41190)
 * @param name for the sentence, such as the repository's or the archive's
 * @throws Error, a sentence, where it is no manifest that can be copied
 */
export function parseManifest(raw: RawManifest, name: string): Manifest {
  const bad = (why: string) => new Error(`The manifest ${raw.digest} of ${onOneLine(name)} ${why}.`);
  if (raw.bytes.length > largestManifest) {
    throw bad(`has ${raw.bytes.length} bytes, and registries take at most ${largestManifest}`);
  }
  checkManifestType(raw.mediaType, bad);
  const json = parse(raw.bytes, bad);
  if (json.schemaVersion === 1) throw bad(schema1);
  if (json.schemaVersion !== 2) throw bad('is none: it does not have schemaVersion 2');
  const index = isIndex(raw.mediaType);
  if (json.mediaType !== undefined && json.mediaType !== raw.mediaType) {
    throw bad(`calls itself ${show(json.mediaType)}, but was given as ${raw.mediaType}`);
  }
  if (index ? 'layers' in json || 'config' in json : 'manifests' in json) {
    throw bad('is an image and an index at once, so that different readers see different things in it');
  }
  if (index) return { kind: 'index', children: list(json.manifests, 'manifests', bad) };
  return {
    kind: 'image',
    config: descriptor(json.config, 'config', bad),
    layers: list(json.layers, 'layers', bad),
  };
}

const schema1 =
  'is of Docker’s old schema 1, which has no config and no digests that could be kept. Build the image again with a Docker that is younger than 2017';

/** @throws what `bad` makes, where the type is none that can be copied */
export function checkManifestType(type: string, bad: (why: string) => Error): void {
  if (/^application\/vnd\.docker\.distribution\.manifest\.v1\+/.test(type)) throw bad(schema1);
  if (!manifestTypes.includes(type)) throw bad(`is of the type ${show(type)}, which is no container image`);
}

type Bad = (why: string) => Error;

function parse(bytes: Buffer, bad: Bad): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw bad('is no JSON');
  }
  if (!isObject(json)) throw bad('is no JSON object');
  return json;
}

function list(value: unknown, key: string, bad: Bad): Descriptor[] {
  // Go writes an empty list as null.
  if (value === null) return [];
  if (!Array.isArray(value)) throw bad(`has no list of ${key}`);
  return value.map((one, i) => descriptor(one, `${key}[${i}]`, bad));
}

function descriptor(value: unknown, key: string, bad: Bad): Descriptor {
  if (!isObject(value)) throw bad(`has no ${key}`);
  const { mediaType: type, digest, size, platform, annotations } = value;
  if (typeof type !== 'string' || !mediaType.test(type)) throw bad(`has a wrong mediaType in ${key}: ${show(type)}`);
  if (typeof digest !== 'string' || !isDigest(digest)) {
    throw bad(`has a digest in ${key} that is not sha256: and 64 hex digits: ${show(digest)}`);
  }
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw bad(`has a wrong size in ${key}: ${show(size)}`);
  }
  return {
    mediaType: type,
    digest,
    size,
    ...(platform === undefined || platform === null ? {} : { platform: readPlatform(platform, key, bad) }),
    ...(annotations === undefined || annotations === null ? {} : { annotations: texts(annotations, key, bad) }),
  };
}

function readPlatform(value: unknown, key: string, bad: Bad): Platform {
  const { os, architecture, variant } = isObject(value) ? value : {};
  if (typeof os !== 'string' || typeof architecture !== 'string') throw bad(`has a wrong platform in ${key}`);
  return { os, architecture, ...(typeof variant === 'string' && variant !== '' ? { variant } : {}) };
}

function texts(value: unknown, key: string, bad: Bad): Record<string, string> {
  if (!isObject(value)) throw bad(`has wrong annotations in ${key}`);
  const entries = Object.entries(value);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw bad(`has an annotation in ${key} that is no text`);
  }
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of a hostile document, for a sentence. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return onOneLine(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
