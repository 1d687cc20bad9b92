import type { Bump } from './commit.ts';
import type { ParsedMessage } from './parse-message.ts';
import type { Revert } from './read-revert.ts';

/** What a message does to the version, and why. */
export interface Judgement {
  bump: Bump;
  /** A clause for people, on one line. */
  why: string;
  /** A person should look at it. */
  unsure: boolean;
}

/** What types do by themselves; every other one does nothing. `perf` and `revert` are not in the specification. */
export const defaultTypes: Readonly<Record<string, Bump>> = {
  feat: 'minor',
  fix: 'patch',
  perf: 'patch',
  revert: 'patch',
};

const clauses = new Map([
  ['feat', 'a feature'],
  ['fix', 'a fix'],
  ['perf', 'a gain in performance'],
  ['revert', 'takes back what is released'],
]);

const form = '"type: text" or "type(scope): text"';

/**
 * Judges one message by itself, as if nothing took it back.
 *
 * @param types what each type does, in lower case
 */
export function judgeMessage(
  parsed: ParsedMessage,
  revert: Revert | undefined,
  types: ReadonlyMap<string, Bump>,
): Judgement {
  const { bump, why, unsure = false } = judgeFirst(parsed, revert, types);
  if (parsed.badReleaseAs) return { bump, why: `${why}; its Release-As holds no version such as 1.2.3`, unsure: true };
  return { bump, why: parsed.releaseAs === undefined ? why : `${why}; asks for ${short(parsed.releaseAs)}`, unsure };
}

type Opinion = Pick<Judgement, 'bump' | 'why'> & Partial<Judgement>;

function judgeFirst(parsed: ParsedMessage, revert: Revert | undefined, types: ReadonlyMap<string, Bump>): Opinion {
  const { header, merge, brokenBy } = parsed;
  const type = parsed.type === '' && revert ? 'revert' : parsed.type;
  if (header === '') return { bump: 'none', why: 'has no message' };
  if (merge) return { bump: 'none', why: 'a merge; what it brought counts by itself' };
  if (brokenBy === 'mark') return { bump: 'major', why: 'breaking, by the ! in its first line' };
  if (brokenBy === 'footer' && type === '') {
    return { bump: 'major', why: 'breaking, by its footer, but its first line has no type', unsure: true };
  }
  if (brokenBy === 'footer') return { bump: 'major', why: 'breaking, by its footer' };
  if (type === '') return untyped(header, types);

  const bump = types.get(type) ?? 'none';
  if (bump === 'none') return { bump, why: `${short(type)} releases nothing` };
  if (revert?.restores) {
    return { bump, why: 'brings back what a release has lost; more than a patch is to be given by hand', unsure: true };
  }
  return {
    bump,
    why: bump === defaultTypes[type] ? (clauses.get(type) ?? '') : `${short(type)} is a ${bump} change here`,
  };
}

/** A first line that somebody may have meant otherwise is worth a look: a release would be missed in silence. */
function untyped(header: string, types: ReadonlyMap<string, Bump>): Opinion {
  if (/^BREAKING[ -]CHANGE:/.test(header)) {
    const why = 'BREAKING CHANGE is a footer, not a type: the first line is none of a Conventional Commit';
    return { bump: 'none', why, unsure: true };
  }
  // `feat:text`, `feat(): text`, `feat : text`, `feat!(scope): text`
  const [, type = '', mark = ''] =
    /^([a-z]+)[ \t]{0,3}(!?)(?:\([^()]{0,100}\))?[ \t]{0,3}!?[ \t]{0,3}:/i.exec(header) ?? [];
  const meant = types.get(type.toLowerCase()) ?? 'none';
  if (meant === 'none' && mark === '') return { bump: 'none', why: 'its first line has no type' };
  return { bump: 'none', why: `nearly ${short(type)}, but the form is ${form}`, unsure: true };
}

/** What of a commit's own text may stand in a clause: letters, digits, dots and dashes alone, and few of them. */
function short(word: string): string {
  return word.length > 30 ? `${word.slice(0, 30)}…` : word;
}
