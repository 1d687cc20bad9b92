import type { Repository } from '@ci-actions/oci/repository';

/** What the scan of an image found, when it may ship. */
export interface Scanned {
  /** How many there are of each severity. */
  counts: Readonly<Record<string, number>>;
  /** For the summary. */
  markdown: string;
}

/** What ECR says of a repository before anything is written to it. */
export interface RepositoryState {
  /** Whether a tag of this name keeps the digest that it has. */
  isImmutable(tag: string): boolean;
}

/** One repository that an image is published to. */
export interface ImageTarget {
  repository: Repository & { close(): void };
  /** A page where a person can look at it. */
  url?: string;
  /** What is known of it; `unknown` where this role may not ask, `missing` where there is no such repository. */
  state(): Promise<RepositoryState | 'unknown' | 'missing'>;
  /** Makes the repository; undefined where that was not asked for. */
  create: (() => Promise<void>) | undefined;
  /** Waits for the scan of images and judges it; undefined where no gate was asked for. @throws where they must not ship */
  scan: ((digests: readonly string[]) => Promise<Scanned>) | undefined;
}
