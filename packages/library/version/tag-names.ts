import type { SemVer } from 'semver';
import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';

/**
 * Reads a version, by the letter of Semantic Versioning 2.0.0: three numbers without leading zeros, and no `v` before
 * them. A number that is no safe integer, and a text of more than 256 characters, are no version.
 *
 * @returns its parts; undefined for any other text
 * @see https://semver.org/spec/v2.0.0.html
 */
export function readVersion(text: string): SemVer | undefined {
  // The library also takes a `v` before the numbers, and white space around them.
  return /^\d/.test(text) && !/\s/.test(text) ? (parse(text) ?? undefined) : undefined;
}

/**
 * The version that a tag stands for.
 *
 * @param tag its name, without `refs/tags/`
 * @param prefix what stands before the version, letter by letter: `v`, `orders-v`, or nothing
 * @returns the version as the tag has it; undefined where the tag is of another prefix, or no version: `v1`, `v1.2`,
 * `vv1.2.3`, `v01.2.3`
 */
export function versionOf(tag: string, prefix: string): string | undefined {
  if (!tag.startsWith(prefix)) return undefined;
  const version = tag.slice(prefix.length);
  return readVersion(version) && version;
}

/** Compares two versions, for `sort`: the highest comes first. Build metadata counts for nothing. */
export function byVersion(a: string, b: string): number {
  return compare(b, a);
}

/** @returns whether a text is a version, and no pre-release */
export function isStable(version: string): boolean {
  return readVersion(version)?.prerelease.length === 0;
}

/**
 * The tags that move along with the releases of a line.
 *
 * @param version of the release
 * @returns `v1` and `v1.2` for 1.2.3, widest first. A pre-release moves none. While the major number is 0 each minor may
 * break what was before it, so `v0` would promise what nobody keeps: only `v0.2` moves
 */
export function floatingNames(version: string, prefix: string): string[] {
  const read = readVersion(version);
  if (!read || read.prerelease.length > 0) return [];
  const { major, minor } = read;
  return [...(major > 0 ? [`${prefix}${major}`] : []), `${prefix}${major}.${minor}`];
}
