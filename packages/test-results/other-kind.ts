import type { UnreadableFile } from './model.ts';

/** What is said of a whole file whose kind holds no test results, after `is XML, ` or `is JSON, `. */
export const unknownFormat = 'but no format of test results that is known';

/**
 * @returns whether the file is whole, but of a kind that holds no test results: XML with another root, JSON of another
 * shape. Among the usual places such a file is nothing to tell of; one that the user named is. A file that is broken, or
 * that says nothing of its kind, is not one of them: it may be what is left of results.
 */
export function isOtherKind({ reason }: Pick<UnreadableFile, 'reason'>): boolean {
  return reason.startsWith(`is XML, ${unknownFormat}`) || reason.startsWith(`is JSON, ${unknownFormat}`);
}
