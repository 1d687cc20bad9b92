import type { Bump } from './commits/commit.ts';
import { type Judged, judgeCommits } from './commits/judge-commits.ts';
import type { LibraryHistory } from './read-history.ts';
import { devVersion } from './version/dev-version.ts';
import { nextVersion } from './version/next-version.ts';

export interface VersionOptions {
  /** `auto`: the commits say. */
  bump: 'auto' | 'patch' | 'minor' | 'major';
  /** `rc`, or nothing for a stable version. */
  preRelease: string;
  initialVersion: string;
  majorOnZero: boolean;
  /** More types of commits that release something. */
  types: Readonly<Record<string, Bump>>;
  /** Whether a commit gets a version although a newer one has. */
  allowOlder: boolean;
}

/** Which version a commit gets, and why. */
export interface Decision {
  /** Undefined: nothing since the last version is to be released. */
  version: string | undefined;
  /** Whether head has it already. */
  exists: boolean;
  /** Whether a newer commit has a version, so that this one gets none. */
  superseded: boolean;
  bump: Bump;
  judged: Judged;
  /** What a build of this commit calls itself as long as it has no version. */
  devVersion: string;
}

/** @throws InputError where the commits or the inputs ask for a version that cannot be the next */
export function decideVersion(history: LibraryHistory, options: VersionOptions): Decision {
  const { head, tags, base, onHead, commits, newer } = history;
  const judged = judgeCommits(commits, options.types);
  const bump = options.bump === 'auto' ? judged.bump : options.bump;
  const superseded = newer !== undefined && onHead === undefined && !options.allowOlder;
  const next = () =>
    nextVersion({
      previous: base?.version,
      existing: tags.map((tag) => tag.version),
      bump,
      // Who says by hand how far to go says more than a commit.
      releaseAs: options.bump === 'auto' ? judged.releaseAs : undefined,
      preRelease: options.preRelease,
      initialVersion: options.initialVersion,
      // Who asks for a major version by hand means 1.0.0.
      majorOnZero: options.majorOnZero || options.bump === 'major',
    });
  // The next version after its own is what the newer commit has taken.
  const version = onHead?.version ?? (superseded ? undefined : next());
  return {
    version,
    exists: onHead !== undefined,
    superseded,
    bump: version === undefined ? 'none' : bump,
    judged,
    devVersion: devVersion({
      previous: base?.version,
      initialVersion: options.initialVersion,
      commits: commits.length,
      commit: head,
    }),
  };
}
