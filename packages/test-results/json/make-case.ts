import { stripColours } from '@ci-actions/format/strip-colours';
import { limits } from '../limits.ts';
import type { Case, State, SuiteRef } from '../model.ts';

/** The texts of a failure, without the colours of a terminal. */
export interface FailureTexts {
  /** Its first line. */
  message: string;
  /** The message and the stack trace. */
  details: string;
}

/**
 * @param message as the report has it
 * @param stack the stack trace; reports disagree on whether it repeats the message
 */
export function failureTexts(message: string, stack = ''): FailureTexts {
  const [said, trace] = [message, stack].map((one) => stripColours(one).trim()) as [string, string];
  return {
    message: firstLine(said || trace),
    details: trace.includes(said) ? trace : `${said}\n${trace}`.trim(),
  };
}

/** @returns the texts of several failures of one case as one */
export function joinFailures(failures: readonly FailureTexts[]): FailureTexts {
  return {
    message: failures.find(({ message }) => message !== '')?.message ?? '',
    details: failures
      .map(({ details }) => details)
      .filter((details) => details !== '')
      .join('\n\n'),
  };
}

/** @returns the first line that is not blank, without the colours of a terminal */
export function firstLine(text: string): string {
  return (/\S.*/.exec(stripColours(text))?.[0] ?? '').trim();
}

/** What a report says of one case; what is left out is what `Case` has for a report that does not say. */
export type Said = Pick<Case, 'suite' | 'name' | 'state'> & Partial<Case>;

/** @returns the case, with every text within the limits */
export function makeCase(said: Said): Case {
  const { suite, name, state, className = '', attempts = 1, flaky = false, message = '', details = '' } = said;
  const { file = '', line, durationMs = 0 } = said;
  const failed = state === 'failed' || flaky;
  return {
    suite,
    name: name.trim().slice(0, limits.name) || 'a case without a name',
    className: className.slice(0, limits.name),
    state,
    attempts: Math.min(Math.max(1, Math.trunc(attempts)), 1_000_000),
    flaky,
    message: failed || state === 'skipped' ? message.slice(0, limits.message) : '',
    details: failed ? cutDetails(details) : '',
    file: file.slice(0, limits.name),
    line: line !== undefined && Number.isSafeInteger(line) && line > 0 ? line : undefined,
    durationMs: Number.isFinite(durationMs) && durationMs > 0 ? durationMs : 0,
  };
}

/** @returns the text within the limit; it says so where it was cut */
export function cutDetails(text: string): string {
  return text.length > limits.details ? `${text.slice(0, limits.details)}\n… (the rest is left out)` : text;
}

/**
 * @param states what the words of a format mean
 * @param word what a report says of a case
 * @returns the state; a word that is not known is a failure, as it may be one
 */
export function stateOf(states: ReadonlyMap<string, State>, word: string): { state: State; message: string } {
  const state = states.get(word);
  if (state) return { state, message: '' };
  const said = word === '' ? 'no state' : `the state ${JSON.stringify(word.slice(0, 100))}, which is not known`;
  return { state: 'failed', message: `The report gives this case ${said}.` };
}

/**
 * @param stack a stack trace
 * @param file the file of the case, as the report names it
 * @returns the line of the first place of the stack that lies in the file
 */
export function lineIn(stack: string, file: string): number | undefined {
  if (file === '') return undefined;
  const at = stack.indexOf(`${file}:`);
  const line =
    at === -1 ? undefined : /^\d{1,9}(?!\d)/.exec(stack.slice(at + file.length + 1, at + file.length + 11))?.[0];
  return line === undefined ? undefined : Number(line);
}

/** The suites of one document: one object for each, as the cases of a suite may come in any order. */
export class SuiteRefs {
  readonly #suites = new Map<string, SuiteRef>();

  /**
   * @param path the names around the case, outermost first
   * @param apart tells suites apart that have the same names, such as their files
   */
  of(path: readonly string[], apart = ''): SuiteRef {
    const names = path.map((name) => name.trim().slice(0, limits.name)).filter((name) => name !== '');
    const key = JSON.stringify([apart, ...names]);
    let suite = this.#suites.get(key);
    if (!suite) {
      suite = { path: names, declaredMs: 0 };
      this.#suites.set(key, suite);
    }
    return suite;
  }
}
