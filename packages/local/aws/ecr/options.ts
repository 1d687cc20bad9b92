import type { ScanOptions } from './scan.ts';

export type Mutability = 'MUTABLE' | 'IMMUTABLE' | 'MUTABLE_WITH_EXCLUSION' | 'IMMUTABLE_WITH_EXCLUSION';

/** Who of other accounts may do what in a repository; the owner's own people need it for nothing. */
export interface Allowed {
  /** Account numbers or ARNs of users and roles; `*` is everybody. */
  principals: readonly string[];
  /** Such as `ecr:BatchGetImage` or `ecr:*`. */
  actions: readonly string[];
}

/** A repository that is there from the beginning. */
export interface RepositoryOptions {
  /** `app`, `team/app` */
  name: string;
  /** The account that owns it; the server's when left out. */
  account?: string;
  /** The server's when left out. A public repository is in none. */
  region?: string;
  /** In ECR Public. */
  public?: boolean;
  /** `MUTABLE` when left out. */
  mutability?: Mutability;
  /** Tags, with `*`, that are exceptions from the mutability. */
  exclusions?: readonly string[];
  scanOnPush?: boolean;
  /** What scans find, by digest or tag; `*` is every other image. */
  scans?: Readonly<Record<string, ScanOptions>>;
  /** The ARN of a KMS key; AES256 when left out. */
  kmsKey?: string;
  tags?: Readonly<Record<string, string>>;
  /** The repository's policy, in short. */
  allow?: readonly Allowed[];
}

/** What concerns all of ECR. */
export interface EcrOptions {
  /** How long a registry token lives, in seconds; 12 hours when left out. */
  tokenSeconds?: number;
  /** A registry token has expired after this many requests with it, whatever the time. */
  tokenRequests?: number;
  /** How many repositories an account may have in a region; 100,000 when left out. */
  repositoryLimit?: number;
  /** ARNs of the KMS keys that exist. */
  kmsKeys?: readonly string[];
  /** The alias in ECR Public of the server's own account; one that is made from its number when left out. */
  publicAlias?: string;
  /** The port on 127.0.0.1 of the public registry; any free one when left out. */
  publicPort?: number;
}
