import type { ParsedMessage } from './parse-message.ts';

/** What a commit says that it takes back. */
export interface Revert {
  /** The first line of what is taken back. */
  header: string;
  /** Commits by their hash, whole or its first seven digits at least, in lower case. */
  hashes: readonly string[];
  /** Pull requests by their number. */
  pulls: readonly string[];
  /** It takes a revert back, so a change comes back. */
  restores: boolean;
}

const quoted = /^(Revert|Reapply) "(.+)"(?: \(#\d{1,10}\))*$/s;
const byHash = /\bThis reverts commits?\s+([0-9a-f]{7,64})/gi;
const byReference = /\nRefs?:[ \t]*([0-9a-f]{7,64}(?:,[ \t]*[0-9a-f]{7,64}){0,99})/gi;
const byPull = /\nReverts (?:[\w.-]+\/[\w.-]+)?#(\d{1,10})/gi;

/**
 * Reads what a message takes back: `Revert "feat: x"` and `Reapply "feat: x"` as git and GitHub write them, and
 * `revert: feat: x`, with the hashes or the pull request that the body names.
 *
 * @param parsed the same message, taken apart
 * @returns undefined for a message that is no revert
 * @see https://git-scm.com/docs/git-revert
 * @see https://www.conventionalcommits.org/en/v1.0.0/#how-does-conventional-commits-handle-revert-commits
 */
export function readRevert(parsed: ParsedMessage, message: string): Revert | undefined {
  const [, word, inner] = parsed.type === '' ? (quoted.exec(parsed.header) ?? []) : [];
  if (inner === undefined && parsed.type !== 'revert') return undefined;
  const header = inner ?? parsed.description;
  return {
    // What is applied again was reverted under this line.
    header: word === 'Reapply' ? `Revert "${header}"` : header,
    hashes: [...all(byHash, message), ...all(byReference, message).flatMap((list) => list.split(/,[ \t]*/))],
    pulls: all(byPull, message),
    restores: word === 'Reapply' || /^Revert "/.test(header),
  };
}

function all(pattern: RegExp, message: string): string[] {
  return [...message.matchAll(pattern)].map(([, found = '']) => found.toLowerCase());
}
