/** What a manifest says of one thing that it points to: https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md */
export interface Descriptor {
  mediaType: string;
  /** `sha256:<hex>` */
  digest: string;
  /** In bytes. */
  size: number;
  /** Where it is in an index, and for one platform. */
  platform?: Platform;
  annotations?: Readonly<Record<string, string>>;
}

/** As Go names them: `linux`, `arm64`, `v8`. BuildKit's attestations have `unknown`/`unknown`. */
export interface Platform {
  os: string;
  architecture: string;
  variant?: string;
}

/** The types that registries and archives use for the same things. */
export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

/** @returns whether it is the type of a list of images, such as one for several platforms */
export function isIndex(mediaType: string): boolean {
  return mediaType === mediaTypes.index || mediaType === mediaTypes.dockerList;
}

/** @returns whether a text is a digest that this code can check: SHA-256, in lower case */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
