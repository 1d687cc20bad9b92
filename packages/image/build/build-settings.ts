import type { Cache } from './cache.ts';
import type { SecretFile } from './secrets.ts';

/** What is built and how, checked, and for any engine. */
export interface BuildSettings {
  /** The folder, relative to the workspace with `/`; `.` for the workspace itself. */
  context: string;
  /** The Dockerfile, the same way; undefined for the engine's own choice in the context. */
  file?: string;
  target?: string;
  /** `NAME=value`, or `NAME` alone for the value of the environment. */
  buildArgs: readonly string[];
  secrets: readonly SecretFile[];
  /** As `linux/arm64`; none for the machine's own. */
  platforms: readonly string[];
  labels: Readonly<Record<string, string>>;
  /** On the manifest, where the engine can. */
  annotations: Readonly<Record<string, string>>;
  cache: readonly Cache[];
  /** Whether this build adds to the cache, or only reads it. */
  writeCache: boolean;
  /** Looks for newer base images. */
  pull: boolean;
  noCache: boolean;
  /** `false`, `true`, or what BuildKit takes such as `mode=max`. */
  provenance: string;
  /** `false`, `true`, or what BuildKit takes such as `generator=image`. */
  sbom: string;
  /** What RUN can reach: `default`, `none` or `host`. */
  network: string;
  /** In seconds; undefined for now, and then the image is not reproducible. */
  sourceDateEpoch?: number;
}

/** Where an engine leaves what it made. Both are in a private folder. */
export interface Places {
  archive: string;
  /** The id of the image that it keeps, where it writes no archive itself. */
  idFile: string;
}

/** @returns whether there will be an attestation beside the image, and so an index around both */
export function attests({ provenance, sbom }: Pick<BuildSettings, 'provenance' | 'sbom'>): boolean {
  return provenance !== 'false' || sbom !== 'false';
}
