import { limits } from '../limits.ts';
import type { Case } from '../model.ts';
import { type Place, placeInStack } from './place-in-stack.ts';

/**
 * Completes what a dialect says about a case: texts are cut to their limits, those that its state has no use for are left
 * out, and the place comes from the stack trace.
 *
 * @param said.declared where the report says that the case stands in the source; used where the stack trace names no place
 */
export function caseOf(
  said: Pick<Case, 'suite' | 'name' | 'state' | 'durationMs'> &
    Partial<Pick<Case, 'className' | 'message' | 'details' | 'attempts' | 'flaky'>> & { declared?: Place },
): Case {
  const { suite, state, durationMs, className = '', message = '', details = '', attempts = 1, flaky = false } = said;
  const failed = state === 'failed' || flaky;
  const declared = said.declared ?? { file: '', line: undefined };
  const inStack = failed && details !== '' ? placeInStack(details, className) : declared;
  const { file, line } = inStack.file === '' ? declared : inStack;
  return {
    suite,
    name: (said.name || className || 'a case without a name').slice(0, limits.name),
    className: className.slice(0, limits.name),
    state,
    attempts,
    flaky,
    message: state === 'passed' && !flaky ? '' : cut(message || (details.split('\n', 1)[0] ?? ''), limits.message),
    details: failed ? cut(details, limits.details) : '',
    file,
    line,
    durationMs,
  };
}

/** Somewhat more than the limit is the sentence that says what was left out. */
function cut(text: string, limit: number): string {
  return text.slice(0, limit + 30);
}
