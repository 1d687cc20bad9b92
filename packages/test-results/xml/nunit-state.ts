import type { State } from '../model.ts';
import type { Attributes } from './read-xml.ts';

const states: ReadonlyMap<string, State> = new Map([
  ['passed', 'passed'],
  ['success', 'passed'],
  // An assertion that only warns fails nothing: the runner's exit code is 0.
  ['warning', 'passed'],
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['error', 'failed'],
  ['cancelled', 'failed'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['explicit', 'skipped'],
  ['inconclusive', 'skipped'],
  ['notrunnable', 'skipped'],
  ['notrun', 'skipped'],
  ['invalid', 'skipped'],
]);

/**
 * What the attributes of a `<test-case>` or a `<test-suite>` say came of it. A word that is not known failed: what cannot
 * be made out is never green. So is `success="Turue"`, of which good readers make either.
 *
 * @returns undefined where they say nothing
 */
export function nunitState({ result, executed, success }: Attributes): State | undefined {
  if (result !== undefined && result.trim() !== '') {
    // `Failed:Error`, `Failed(Child)`: what follows says why, or where.
    const word = /^\s*([a-z]+)/i.exec(result)?.[1] ?? '';
    return states.get(word.toLowerCase()) ?? 'failed';
  }
  if (executed?.trim().toLowerCase() === 'false') return 'skipped';
  if (success !== undefined) return success.trim().toLowerCase() === 'true' ? 'passed' : 'failed';
  return executed === undefined ? undefined : 'passed';
}
