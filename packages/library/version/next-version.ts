import { InputError } from '@ci-actions/errors/errors';
import type { SemVer } from 'semver';
import type { Bump } from '../commits/commit.ts';
import { begunCore, coreOf, nextPreRelease } from './next-pre-release.ts';
import { readVersion } from './tag-names.ts';

/** What is known of the versions so far, and what is wished for. */
export interface VersionWish {
  /** The version of the highest stable tag that the commit descends from; undefined where there is none. */
  previous: string | undefined;
  /** All versions that have a tag of the prefix, reachable or not. What is no version counts for nothing. */
  existing: readonly string[];
  /** By the commits since `previous`, also where a pre-release was made since. */
  bump: Bump;
  /** The version that a `Release-As` footer asks for. */
  releaseAs?: string | undefined;
  /** What stands before the number of a pre-release, such as `rc`; empty for a stable version. */
  preRelease: string;
  /** The first version of all. */
  initialVersion: string;
  /** Whether a breaking change of a 0.x version leads to 1.0.0; otherwise it leads to the next minor version. */
  majorOnZero: boolean;
}

/**
 * The version that comes next. Build metadata counts for nothing.
 *
 * - Where nothing was released it is the initial version, or the one that numbered pre-releases have led to.
 * - `Release-As` counts more than the bump. A pre-release that it names and that was made already stands for its core.
 * - A pre-release leads to the stable version that the bump asks for: 1.3.0-rc.1, 1.3.0-rc.2 … Where pre-releases of a
 *   higher one were begun, they are gone on with.
 * - A version that has a tag already, on a line that this commit does not descend from, is never made again. For a patch
 *   the next free one is taken: 1.2.1 was made on a hotfix branch, so this is 1.2.2. A minor or a major version is
 *   refused: a patch of 1.3.0 would promise all that is in 1.3.0, and this line does not have it.
 *
 * @returns undefined where nothing is to be released
 * @throws InputError for inputs that are no versions, and for what a person has to decide
 */
export function nextVersion(wish: VersionWish): string | undefined {
  const { bump, preRelease } = wish;
  const previous = wish.previous === undefined ? undefined : readStable(wish.previous, 'The last version');
  const initial = readStable(wish.initialVersion, 'The input `initial-version`');
  holdLabel(preRelease);
  const existing = wish.existing.flatMap((version) => readVersion(version) ?? []);
  const before = (core: string) => (preRelease === '' ? core : nextPreRelease(core, preRelease, existing));

  if (wish.releaseAs !== undefined) {
    const { core, exact } = readReleaseAs(wish.releaseAs, previous, existing);
    return exact ?? before(core);
  }
  if (bump === 'none') return undefined;
  if (previous) {
    const core = freeCore(raise(previous, bump, wish.majorOnZero), previous, bump, existing);
    return preRelease === '' ? core : before(begunCore(core, existing));
  }
  const core = begunCore(coreOf(initial), existing);
  if (!isTaken(core, existing)) return before(core);
  throw new InputError(
    `The first version would be ${core}, and there is a tag of it that this commit does not descend from; set the input \`initial-version\` to a version that is free.`,
  );
}

/** @returns the stable version that it asks for, and the version itself where that is a pre-release to make first */
function readReleaseAs(
  text: string,
  previous: SemVer | undefined,
  existing: readonly SemVer[],
): { core: string; exact: string | undefined } {
  const asked = `A commit asks for ${JSON.stringify(text)} by its footer Release-As`;
  const version = readVersion(text);
  if (!version || version.build.length > 0) {
    throw new InputError(`${asked}, which is no version; it has to be one such as 2.0.0 or 2.0.0-rc.1.`);
  }
  if (previous && version.compare(previous) <= 0) {
    throw new InputError(
      `${asked}, which is not higher than the last version, ${previous.version}; say in a newer commit which version this is.`,
    );
  }
  const core = coreOf(version);
  if (isTaken(core, existing)) {
    throw new InputError(
      `${asked}, and there is a tag of ${core} that this commit does not descend from; say in a newer commit which version this is.`,
    );
  }
  const isNew = version.prerelease.length > 0 && !isTaken(version.version, existing);
  return { core, exact: isNew ? version.version : undefined };
}

function raise({ major, minor, patch }: SemVer, bump: Bump, majorOnZero: boolean): string {
  if (bump === 'patch') return `${major}.${minor}.${patch + 1}`;
  const breaks = bump === 'major' && (major > 0 || majorOnZero);
  return breaks ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
}

/** A core that has no tag: the one given, or for a patch the next one. */
function freeCore(core: string, previous: SemVer, bump: Bump, existing: readonly SemVer[]): string {
  if (!isTaken(core, existing)) return core;
  if (bump !== 'patch') {
    throw new InputError(
      `The next ${bump} version after ${previous.version} is ${core}, and there is a tag of it that this commit does not descend from; merge that line first, or say in a commit which version this is, by a footer such as Release-As: ${previous.major + 1}.0.0.`,
    );
  }
  const { major, minor } = previous;
  const taken = new Set(existing.map(({ version }) => version));
  let patch = previous.patch + 2;
  while (taken.has(`${major}.${minor}.${patch}`)) patch += 1;
  return `${major}.${minor}.${patch}`;
}

function isTaken(wanted: string, existing: readonly SemVer[]): boolean {
  return existing.some(({ version }) => version === wanted);
}

function readStable(text: string, what: string): SemVer {
  const version = readVersion(text);
  if (version?.prerelease.length === 0) return version;
  throw new InputError(
    `${what} is ${JSON.stringify(text)}, and that is no stable version; it has to be one such as 0.1.0.`,
  );
}

function holdLabel(label: string): void {
  // With its number it has to make a version: no empty part, no number with a zero before it, nothing but ASCII.
  if (label === '' || readVersion(`0.0.0-${label}.1`)?.build.length === 0) return;
  throw new InputError(
    `The input \`pre-release\` is ${JSON.stringify(label)}, and that can stand in no version; set it to letters such as alpha, beta or rc.`,
  );
}
