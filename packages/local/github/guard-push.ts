import { type Push, type Refusal, readPush, withoutRefused, withRefusals } from './push.ts';
import { htmlUrl, type Place } from './render.ts';
import { violations } from './rules.ts';
import type { State } from './state.ts';

/** Whether there is any rule that a push could break; where there is none, a push need not be looked at. */
export function isGuarded({ settings, burnedTags }: State): boolean {
  return settings.rulesets.length > 0 || burnedTags.size > 0;
}

/** A push after the repository's rules were applied. */
export interface GuardedPush {
  /** What git is to carry out; undefined where nothing is left. */
  body: Buffer | undefined;
  /** Makes GitHub's answer of git's; of nothing where nothing was left. */
  answer(reply: Buffer): Buffer;
}

/**
 * Holds a push to the repository's rules. What they forbid is taken out and refused in GitHub's words; the rest goes on.
 *
 * @param login who pushes
 */
export function guardPush(place: Place, state: State, body: Buffer, login: string): GuardedPush {
  const push = readPush(body);
  const refused = push.changes.flatMap((change) => {
    const broken = violations(state, change, login);
    return broken.length > 0 ? [refusal(place, change.ref, broken)] : [];
  });
  if (refused.length === 0) return { body, answer: (reply) => reply };
  const refusals = [...refused, ...alsoRefused(push, refused)];
  return {
    body: withoutRefused(body, push, new Set(refusals.map(({ ref }) => ref))),
    answer: (reply) => withRefusals(reply, push, refusals),
  };
}

/** With `git push --atomic` one refusal is everybody's. */
function alsoRefused({ changes, capabilities }: Push, refused: readonly Refusal[]): Refusal[] {
  if (!capabilities.includes('atomic')) return [];
  const others = changes.filter(({ ref }) => !refused.some((one) => one.ref === ref));
  return others.map(({ ref }) => ({ ref, reason: 'atomic transaction failed', lines: [] }));
}

function refusal(place: Place, ref: string, broken: readonly string[]): Refusal {
  return {
    ref,
    reason: 'push declined due to repository rule violations',
    lines: [
      `error: GH013: Repository rule violations found for ${ref}.`,
      `Review all repository rules at ${htmlUrl(place)}/rules?ref=${encodeURIComponent(ref)}`,
      '',
      ...broken.map((sentence) => `- ${sentence}`),
      '',
    ],
  };
}
