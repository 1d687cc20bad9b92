import type { Case } from './model.ts';

/**
 * @returns a copy: a slice would keep the whole piece of the file that it was cut from in memory. Something is put before
 * it and taken off again, because a text that is put together is written anew before it is cut; nothing is encoded.
 */
export function detached(text: string): string {
  return text === '' ? '' : ` ${text}`.slice(1);
}

/** @returns the case with copies of its texts, but for those of its suite, which others share */
export function detachedCase(testCase: Case): Case {
  return {
    ...testCase,
    name: detached(testCase.name),
    className: detached(testCase.className),
    message: detached(testCase.message),
    details: detached(testCase.details),
    file: detached(testCase.file),
  };
}
