import { type Descriptor, isDigest, isIndex, mediaTypes } from '@ci-actions/oci/descriptor';
import { invalidParameter } from './errors.ts';

/** What a manifest points to, as far as a registry looks into it. */
export interface ManifestFacts {
  mediaType: string;
  /** Config and layers that must be in the repository. */
  blobs: readonly Descriptor[];
  /** Of an index: the manifests that must be in the repository. */
  children: readonly Descriptor[];
  /** The type of the artifact: its own word, or its config's type. */
  artifactType: string | undefined;
  /** The image that a signature or an SBOM is about. */
  subject: string | undefined;
  annotations: Record<string, string> | undefined;
}

/** The most that ECR takes: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
export const largestManifest = 4 * 1024 * 1024;

const known: readonly string[] = [
  mediaTypes.index,
  mediaTypes.manifest,
  mediaTypes.dockerList,
  mediaTypes.dockerManifest,
];
const elsewhere = /foreign|nondistributable/;

/**
 * Looks into a manifest or an index.
 *
 * @param given the type that the sender states; the manifest's own must be the same
 * @throws AwsError InvalidParameterException where it is none that ECR takes
 */
export function readManifest(bytes: Buffer, given: string | undefined): ManifestFacts {
  const wrong = (constraint: string) => invalidParameter('ImageManifest', constraint);
  if (bytes.length > largestManifest) throw wrong(`Member must have length between 1 and ${largestManifest}`);
  const manifest = parse(bytes);
  if (!isObject(manifest)) throw wrong('Invalid JSON syntax');
  const own = typeof manifest.mediaType === 'string' ? manifest.mediaType : undefined;
  if (own !== undefined && given !== undefined && own !== given) {
    throw wrong(`Manifest media type '${own}' does not match the given media type '${given}'`);
  }
  const mediaType = own ?? given;
  if (mediaType === undefined || !known.includes(mediaType)) throw wrong(`Unsupported media type '${mediaType}'`);
  if (manifest.schemaVersion !== 2) throw wrong('schemaVersion must be 2');
  const descriptors = (value: unknown, at: string): Descriptor[] => {
    if (!Array.isArray(value)) throw wrong(`${at} must be an array`);
    return value.map((one, index) => descriptor(one, `${at}[${index}]`));
  };
  const descriptor = (value: unknown, at: string): Descriptor => {
    const { mediaType, digest, size } = isObject(value) ? value : {};
    if (typeof mediaType !== 'string' || typeof digest !== 'string' || !isDigest(digest) || !Number.isInteger(size)) {
      throw wrong(`${at} must be a descriptor with mediaType, a sha256 digest and size`);
    }
    return value as unknown as Descriptor;
  };
  const isList = isIndex(mediaType);
  const config = isList ? undefined : descriptor(manifest.config, 'config');
  const layers = isList ? [] : descriptors(manifest.layers, 'layers');
  const type = manifest.artifactType;
  const subject = manifest.subject === undefined ? undefined : descriptor(manifest.subject, 'subject');
  return {
    mediaType,
    blobs: [...(config ? [config] : []), ...layers].filter((one) => !elsewhere.test(one.mediaType)),
    children: isList ? descriptors(manifest.manifests, 'manifests') : [],
    artifactType: typeof type === 'string' ? type : config?.mediaType,
    subject: subject?.digest,
    annotations: isObject(manifest.annotations) ? (manifest.annotations as Record<string, string>) : undefined,
  };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
