import type { SemVer } from 'semver';
import compare from 'semver/functions/compare.js';

/**
 * The next pre-release of a core: its number is one higher than the highest that there is, and begins at 1.
 *
 * @param core the stable version that it leads to
 * @param label what stands before the number: `rc`
 * @param existing all versions that have a tag; `1.3.0-rc2` counts as `1.3.0-rc.2`
 */
export function nextPreRelease(core: string, label: string, existing: readonly SemVer[]): string {
  const numbers = existing.map((version) => (coreOf(version) === core ? numberOf(version, label) : 0));
  return `${core}-${label}.${numbers.reduce((highest, number) => Math.max(highest, number), 0) + 1}`;
}

/**
 * The core that numbered pre-releases lead to, where it is higher than the one given and was not reached. A tag such as
 * `2.0.0-test` has no number: nobody began a series with it.
 */
export function begunCore(core: string, existing: readonly SemVer[]): string {
  const reached = new Set(existing.flatMap((version) => (version.prerelease.length === 0 ? [coreOf(version)] : [])));
  return existing
    .filter(({ prerelease }) => typeof prerelease.at(-1) === 'number')
    .map(coreOf)
    .filter((begun) => !reached.has(begun))
    .reduce((highest, begun) => (compare(begun, highest) > 0 ? begun : highest), core);
}

/** @returns a version without pre-release and build metadata */
export function coreOf({ major, minor, patch }: SemVer): string {
  return `${major}.${minor}.${patch}`;
}

/** The number of a pre-release of the label; 0 where it is of another one. */
function numberOf({ prerelease }: SemVer, label: string): number {
  const last = prerelease.at(-1);
  if (typeof last === 'number' && prerelease.slice(0, -1).join('.') === label) return last;
  const text = prerelease.join('.');
  const number = text.startsWith(label) ? text.slice(label.length) : '';
  return /^\d{1,15}$/.test(number) ? Number(number) : 0;
}
