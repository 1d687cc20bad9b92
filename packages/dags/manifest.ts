import { InputError } from '@ci-actions/errors/errors';
import { reserved } from './object-name.ts';

/** What this version writes and reads. */
const format = 1;

/** One file as it was published. The ETag is the one that S3 answered: right for KMS and multipart too. */
export type ManifestFile = readonly [path: string, sha256: string, etag: string, size: number];

/** `requirements.txt` or `plugins.zip` as it was published. */
export interface ManifestPin {
  key: string;
  sha256: string;
  etag: string;
  size: number;
}

/** What was published last, whole. */
export interface Published {
  environment: string;
  digest: string;
  version: string;
  commit: string;
  /** ISO 8601, UTC. */
  publishedAt: string;
  run: Run;
  /** The Python that passed every file, such as `3.11.7`; null where there was none. */
  checkedWith: string | null;
  /** Sorted by bytes. */
  files: readonly ManifestFile[];
  requirements?: ManifestPin;
  plugins?: ManifestPin;
}

export interface Run {
  /** The id of the workflow run. */
  id: string;
  attempt: string;
}

/** A run that is publishing now, or was when it broke off. */
export interface Claim {
  environment: string;
  run: Run;
  commit: string;
  /** Tells this holder from any other. */
  token: string;
  /** How often it was renewed. */
  beat: number;
  /** It gave up: nobody needs to wait for it, but files of it may lie there. */
  ended?: boolean;
}

/** The object beside the DAGs that says what was published, and who is publishing. */
export interface Manifest {
  /** Undefined until the first publish is whole. */
  published: Published | undefined;
  claim: Claim | undefined;
}

/**
 * The key of a prefix's manifest. It lies outside every prefix, so that listing the DAGs does not list it.
 *
 * @param prefix as `readPrefix` gives it; two prefixes never have one key
 */
export function manifestKey(prefix: string): string {
  return `${reserved}dags${prefix === '' ? '' : `/${prefix.slice(0, -1)}`}.json`;
}

/**
 * Where the records of publishes below a prefix lie, and which prefix each of them is of.
 *
 * @param prefix as `readPrefix` gives it
 */
export function prefixesBelow(prefix: string): { records: string; prefixOf(key: string): string | undefined } {
  const records = `${reserved}dags/${prefix}`;
  return {
    records,
    prefixOf: (key) =>
      key.startsWith(records) && key.endsWith('.json')
        ? `${key.slice(`${reserved}dags/`.length, -'.json'.length)}/`
        : undefined,
  };
}

/**
 * @returns the manifest as JSON: the fields of the published record, then a line for each file, so that a person can read
 * it and compare two with diff
 */
export function writeManifest({ published, claim }: Manifest): Buffer {
  const { files, ...record } = published ?? { files: undefined };
  const head = JSON.stringify({ format, kind: 'dags', ...record, claim });
  if (files === undefined) return Buffer.from(`${head}\n`);
  const lines = files.map((file) => JSON.stringify(file)).join(',\n');
  return Buffer.from(`${head.slice(0, -1)},"files":[\n${lines}\n]}\n`);
}

/**
 * @param bytes what lies at the manifest's key
 * @param place for messages
 * @returns undefined where it is no manifest at all
 * @throws InputError for the manifest of a newer version, which this one must not replace
 */
export function readManifest(bytes: Uint8Array, place: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value.kind !== 'dags' || typeof value.format !== 'number') return undefined;
  if (value.format > format) {
    throw new InputError(
      `The record in ${place} is of format ${value.format}, which a newer version of this action wrote; this one reads up to ${format}. Use the newer version here too.`,
    );
  }
  const { format: _format, kind: _kind, claim, ...published } = value;
  if (claim !== undefined && !isClaim(claim)) return undefined;
  // The very first claim is made before anything is published.
  if (Object.keys(published).length === 0) return { published: undefined, claim };
  return isPublished(published) ? { published, claim } : undefined;
}

function isPublished(value: unknown): value is Published {
  return (
    isRecord(value) &&
    texts(value, 'environment', 'digest', 'version', 'commit', 'publishedAt') &&
    isRun(value.run) &&
    (value.checkedWith === null || typeof value.checkedWith === 'string') &&
    Array.isArray(value.files) &&
    value.files.every(isFile) &&
    (value.requirements === undefined || isPin(value.requirements)) &&
    (value.plugins === undefined || isPin(value.plugins))
  );
}

function isFile(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [path, sha256, etag, size] = value;
  return (
    typeof path === 'string' && typeof sha256 === 'string' && typeof etag === 'string' && Number.isSafeInteger(size)
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (value: Record<string, unknown>, ...names: string[]) =>
  names.every((name) => typeof value[name] === 'string');
const isRun = (value: unknown) => isRecord(value) && texts(value, 'id', 'attempt');
const isPin = (value: unknown) =>
  isRecord(value) && texts(value, 'key', 'sha256', 'etag') && Number.isSafeInteger(value.size);
const isClaim = (value: unknown): value is Claim =>
  isRecord(value) && texts(value, 'environment', 'commit', 'token') && isRun(value.run);
