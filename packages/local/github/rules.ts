import { matchesRef } from './match-ref.ts';
import type { State } from './state.ts';

/**
 * A ruleset of the repository: what nobody may do with some refs.
 * https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
export interface Ruleset {
  /** Patterns of whole refs, as in `refs/tags/v*`; a `*` stays within a part of the name, a `**` does not. */
  refs: readonly string[];
  /** Which of the three is restricted. */
  creation?: boolean;
  update?: boolean;
  deletion?: boolean;
  /** The logins to which it does not apply. GitHub lets nobody enter `github-actions[bot]` here. */
  bypass?: readonly string[];
}

/** A change of one ref. An object id of zeros only stands for nothing. */
export interface RefChange {
  ref: string;
  from: string;
  to: string;
}

export const nothing = '0'.repeat(40);

/** Why a ref may not be changed as somebody wants it, in GitHub's words; empty where it may. */
export function violations({ settings, releases, burnedTags }: State, change: RefChange, login: string): string[] {
  const { ref, from, to } = change;
  const kind = from === nothing ? 'creation' : to === nothing ? 'deletion' : 'update';
  const ruled = settings.rulesets.some(
    (ruleset) =>
      ruleset[kind] === true && !ruleset.bypass?.includes(login) && ruleset.refs.some((one) => matchesRef(one, ref)),
  );
  const tag = ref.replace(/^refs\/tags\//, '');
  const locked = tag !== ref && releases.some((release) => release.immutable && release.tag === tag);
  // A name that an immutable release has had is never created again, the release deleted or not.
  const burned = tag !== ref && kind === 'creation' && burnedTags.has(tag);
  return ruled || locked || burned ? [sentences[kind]] : [];
}

const sentences = {
  creation: 'Cannot create ref due to creations being restricted.',
  update: 'Cannot update this protected ref.',
  deletion: 'Cannot delete this protected ref.',
} as const;
