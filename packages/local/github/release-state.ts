import type { Ruleset } from './rules.ts';
import type { Account } from './tokens.ts';

/** A release as it is kept. */
export interface ReleaseRecord {
  id: number;
  tag: string;
  /** What its tag is made of where there is none: a branch or a commit. */
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  /** Published while the repository made its releases so: neither its files nor its tag change any more. */
  immutable: boolean;
  author: Account;
  createdAt: string;
  updatedAt: string;
  publishedAt: string | null;
  /** The oldest first. */
  assets: AssetRecord[];
}

export interface AssetRecord {
  id: number;
  name: string;
  label: string | null;
  contentType: string;
  /** `starter` where its upload broke off. */
  state: 'uploaded' | 'starter';
  bytes: Buffer;
  author: Account;
  createdAt: string;
}

/** A workflow that was started by the API. */
export interface DispatchRecord {
  /** The name of its file below `.github/workflows`. */
  workflow: string;
  /** The whole ref, as in `refs/tags/v1.0.0`. */
  ref: string;
  sha: string;
  /** With the defaults of those that were not given. */
  inputs: Readonly<Record<string, string>>;
  author: Account;
  createdAt: string;
}

/** What an administrator chooses for a repository; may be changed while the server runs. */
export interface Settings {
  /** Whether what is published from now on is immutable. https://docs.github.com/code-security/concepts/supply-chain-security/immutable-releases */
  immutableReleases: boolean;
  rulesets: Ruleset[];
}

/** What is remembered of releases. */
export interface ReleaseState {
  /** The oldest first. */
  releases: ReleaseRecord[];
  /** The id of the release that is marked as the latest. */
  latestRelease: number | undefined;
  /** The names that immutable releases have had: no other release, and no tag, gets them. */
  burnedTags: Set<string>;
  dispatches: DispatchRecord[];
  settings: Settings;
}

/** A repository without releases, where anybody with the permission may do anything. */
export function createReleaseState(settings: Partial<Settings>): ReleaseState {
  return {
    releases: [],
    latestRelease: undefined,
    burnedTags: new Set(),
    dispatches: [],
    settings: { immutableReleases: false, rulesets: [], ...settings },
  };
}
