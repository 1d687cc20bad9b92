import { listed } from '@ci-actions/format/units';
import type { Bump, Commit } from './commit.ts';
import { defaultTypes, type Judgement, judgeMessage } from './judge-message.ts';
import { netReverts } from './net-reverts.ts';
import { type ParsedMessage, parseMessage } from './parse-message.ts';
import { type Revert, readRevert } from './read-revert.ts';

/** What a commit does to the version, and why. The texts in it, but for `why`, are the commit's own: anyone's. */
export interface Verdict {
  commit: Commit;
  bump: Bump;
  /** A clause for people, on one line: `a feature`. Of the commit's own text it holds a short word at most. */
  why: string;
  /** In lower case: `feat`; `revert` for git's own reverts too; empty where the first line has none. */
  type: string;
  scope: string;
  /** The first line without type and scope. */
  description: string;
  /** What breaks: a text each, of one line or more. */
  breaking: readonly string[];
  /** The version that it asks for. */
  releaseAs: string | undefined;
  /** The hash of the commit of this range that takes it back. */
  revertedBy: string | undefined;
  /** A person should look at it; `why` says at what. */
  unsure: boolean;
}

/** The verdicts on a range of commits, and what they come to. */
export interface Judged {
  /** In the order of the commits. */
  verdicts: readonly Verdict[];
  /** The highest of all. */
  bump: Bump;
  /** What the newest commit that asks for a version asks for. */
  releaseAs: string | undefined;
}

interface Reading {
  commit: Commit;
  parsed: ParsedMessage;
  revert: Revert | undefined;
  /** Whether it could be read at all. */
  readable: boolean;
}

const ascending: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/**
 * Judges each commit of a range by Conventional Commits 1.0.0, and where that is silent:
 *
 * - a commit and its revert in the same range come to nothing; any other revert is a patch
 * - a breaking footer below a first line without a type is major, and `unsure`
 * - a breaking footer may stand in a bullet, or have no blank behind its colon; indented by four it is code
 * - merges, and further first lines in a body, as a squashed branch has them, do not count
 *
 * A message that cannot be read gets a verdict like any other. Time is in proportion to the text.
 *
 * @param commits the newest first
 * @param types what further types do, or what these do instead: `{ deps: 'patch' }`; in any letter case
 * @see https://www.conventionalcommits.org/en/v1.0.0/#specification
 */
export function judgeCommits(commits: Iterable<Commit>, types: Readonly<Record<string, Bump>> = {}): Judged {
  // No object: a type may be called `constructor`.
  const bumps = new Map(Object.entries(defaultTypes));
  for (const [type, bump] of Object.entries(types)) bumps.set(type.toLowerCase(), bump);

  const readings = Array.from(commits, read);
  const { revertedBy, reverts } = netReverts(
    readings.map(({ commit: { hash }, parsed: { header }, revert }) => ({ hash, header, revert })),
  );
  const verdicts = readings.map((reading, at): Verdict => {
    const by = revertedBy.get(at);
    const undone = by === undefined ? undefined : readings[by]?.commit.hash;
    const targets = reverts.get(at)?.flatMap((target) => readings[target] ?? []);
    const { type, scope, description, breaking, releaseAs } = reading.parsed;
    const { bump, why, unsure } =
      undone !== undefined ? takenBack(undone) : targets ? takesBack(targets) : judgeAlone(reading, bumps);
    return {
      commit: reading.commit,
      bump,
      why,
      type: type === '' && reading.revert ? 'revert' : type,
      scope,
      description,
      breaking,
      releaseAs: undone === undefined ? releaseAs : undefined,
      revertedBy: undone,
      unsure,
    };
  });
  const highest = verdicts.reduce((most, { bump }) => Math.max(most, ascending.indexOf(bump)), 0);
  return {
    verdicts,
    bump: ascending[highest] ?? 'none',
    releaseAs: verdicts.find(({ releaseAs }) => releaseAs !== undefined)?.releaseAs,
  };
}

/** Whatever is wrong with one message stays with it. */
function read(commit: Commit): Reading {
  try {
    const parsed = parseMessage(commit.message);
    return { commit, parsed, revert: readRevert(parsed, commit.message), readable: true };
  } catch {
    return { commit, parsed: parseMessage(''), revert: undefined, readable: false };
  }
}

function judgeAlone({ parsed, revert, readable }: Reading, types: ReadonlyMap<string, Bump>): Judgement {
  if (!readable) return { bump: 'none', why: 'its message cannot be read', unsure: true };
  return judgeMessage(parsed, revert, types);
}

function takenBack(by: string): Judgement {
  return { bump: 'none', why: `taken back by ${by.slice(0, 7)}`, unsure: false };
}

/** A revert of what no release has. Which commits a merge brought is not known here, so these still count. */
function takesBack(targets: readonly Reading[]): Judgement {
  const names = listed(targets.slice(0, 5).map(({ commit }) => commit.hash.slice(0, 7)));
  const merges = targets.some(({ parsed }) => parsed.merge);
  if (!merges) return { bump: 'none', why: `takes back ${names}, which no release has`, unsure: false };
  return { bump: 'none', why: `takes back the merge ${names}, but what that brought still counts`, unsure: true };
}
