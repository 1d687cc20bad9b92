import type { Failure } from './conclude.ts';
import { failureName } from './words.ts';

/** GitHub shows ten errors of a step and drops the rest. */
export const annotationLimit = 10;

/** @see https://docs.github.com/rest/checks/runs (the limits of an annotation) */
const limits = { title: 255, messageBytes: 64_000 };

/** A remark at a line of the source. Every text is untrusted. */
export interface FailureAnnotation {
  level: 'error';
  title: string;
  message: string;
  file?: string;
  line?: number;
}

/**
 * One annotation for each failure, as many as GitHub shows: those with a place in the source first.
 *
 * @param place the source file of a failure, relative to the workspace; undefined where it is not known
 */
export function annotateFailures(
  failures: readonly Failure[],
  place: (file: string) => string | undefined,
): readonly FailureAnnotation[] {
  const placed = failures.map((failure) => ({ failure, file: place(failure.file) }));
  const inOrder = [
    ...placed.filter(({ file }) => file !== undefined),
    ...placed.filter(({ file }) => file === undefined),
  ];
  return inOrder.slice(0, annotationLimit).map(({ failure, file }) => ({
    level: 'error',
    title: cut(failureName(failure).replace(/\s+/g, ' '), limits.title),
    message: cutBytes([failure.message, failure.details].filter(isNew).join('\n\n') || 'The test failed.'),
    ...(file === undefined ? {} : { file }),
    ...(file === undefined || failure.line === undefined ? {} : { line: failure.line }),
  }));
}

/** Whether a text is there and is not already in one before it. */
function isNew(text: string, index: number, all: readonly string[]): boolean {
  return (
    text !== '' && !all.some((other, at) => at !== index && other.includes(text) && (other !== text || at < index))
  );
}

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}

function cutBytes(text: string): string {
  if (Buffer.byteLength(text) <= limits.messageBytes) return text;
  const kept = Buffer.from(text)
    .subarray(0, limits.messageBytes)
    .toString()
    .replace(/\ufffd$/, '');
  return `${kept}\n…`;
}
