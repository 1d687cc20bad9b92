import type { Revert } from './read-revert.ts';
import { splitPulls } from './split-pulls.ts';

/** A commit, as far as reverts go. */
export interface Revertible {
  hash: string;
  /** The first line of its message. */
  header: string;
  revert: Revert | undefined;
}

/** How the reverts of a range come out. Commits are told by their place in the list. */
export interface Netted {
  /** A commit that is taken back -> the commit that does so. */
  revertedBy: ReadonlyMap<number, number>;
  /** A revert of this range alone -> what it takes back; one that takes back an older commit too is not in it. */
  reverts: ReadonlyMap<number, readonly number[]>;
}

/** Abbreviated hashes are told apart by so many digits first, as git writes at least. */
const shortest = 7;

/**
 * Finds the commits that another one of the same range takes back, so that neither changes anything for those who come
 * from the last release. A revert that is taken back itself takes nothing back.
 *
 * A revert that names hashes means these, wherever they are. One that names none means the newest older commit with the
 * first line that it quotes, and with the pull request's number where it names that.
 *
 * @param commits the newest first
 */
export function netReverts(commits: readonly Revertible[]): Netted {
  const revertedBy = new Map<number, number>();
  const reverts = new Map<number, readonly number[]>();
  if (!commits.some(({ revert }) => revert !== undefined)) return { revertedBy, reverts };

  const all = commits.flatMap(({ revert }) => revert ?? []);
  const wanted = new Set(all.flatMap(({ hashes }) => hashes.map((hash) => hash.slice(0, shortest))));
  const byHash = index(commits, wanted, ({ hash }) => [hash.slice(0, shortest)]);
  const byHeader = index(commits, new Set(all.flatMap(keysOfTarget)), ({ header }) => keysOf(header));
  const free = (at: number, after: number) => at > after && !revertedBy.has(at);

  for (const [at, { revert }] of commits.entries()) {
    if (revert === undefined || revertedBy.has(at)) continue;
    const { targets, whole } = revert.hashes.length > 0 ? named(revert, at) : quoted(revert, at);
    for (const target of targets) revertedBy.set(target, at);
    if (whole) reverts.set(at, targets);
  }
  return { revertedBy, reverts };

  function named({ hashes }: Revert, at: number) {
    const found = [...new Set(hashes)].map((hash) => {
      const places = byHash.get(hash.slice(0, shortest)) ?? [];
      return places.find((place) => free(place, at) && commits[place]?.hash.startsWith(hash));
    });
    const targets = [...new Set(found)].filter((place) => place !== undefined);
    return { targets, whole: !found.includes(undefined) };
  }

  function quoted(revert: Revert, at: number) {
    const keys = keysOfTarget(revert);
    const targets = keys.flatMap((key) => {
      const places = byHeader.get(key) ?? [];
      // What is not free for this commit is free for no older one, so each place is looked at once.
      while (places.length > 0 && !free(places.at(-1) ?? at, at)) places.pop();
      return places.at(-1) ?? [];
    });
    return { targets: [...new Set(targets)], whole: targets.length === keys.length };
  }
}

/** A first line without numbers, and once for each number at its end. */
function keysOf(header: string): string[] {
  const { line, pulls } = splitPulls(header);
  return [line, ...pulls.map((pull) => keyOf(line, pull))];
}

/** What a revert without hashes is to look for. */
function keysOfTarget({ header, pulls }: Revert): string[] {
  const { line, pulls: own } = splitPulls(header);
  const numbers = pulls.length > 0 ? pulls : own;
  return numbers.length > 0 ? [...new Set(numbers)].map((pull) => keyOf(line, pull)) : [line];
}

const keyOf = (line: string, pull: string) => `${line}\n#${pull}`;

/** @returns for each key that is wanted the places of its commits, the newest last */
function index(
  commits: readonly Revertible[],
  wanted: ReadonlySet<string>,
  keys: (commit: Revertible) => string[],
): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [back, commit] of commits.toReversed().entries()) {
    const at = commits.length - 1 - back;
    for (const key of keys(commit)) {
      if (!wanted.has(key)) continue;
      const known = places.get(key);
      if (known) known.push(at);
      else places.set(key, [at]);
    }
  }
  return places;
}
