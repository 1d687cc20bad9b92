import type { Failure, Flaky } from '../conclude.ts';
import { cutBytes, cutLine, type Remark } from '../github/check-run-annotations.ts';
import type { SourcePlace } from '../source-place/source-place.ts';
import { failureName } from '../words.ts';

/** GitHub shows ten errors of a step and drops the rest. */
export const annotationLimit = 10;

/** A remark at a line of the source, for a workflow command. Every text is untrusted. */
export interface FailureAnnotation {
  level: 'error';
  title: string;
  message: string;
  file?: string;
  line?: number;
}

export interface AnnotateOptions {
  /** Where a failure is in the source. */
  place: (failure: Failure) => SourcePlace | undefined;
  /** Whether the base did not have it; left out where there is none. */
  isNew?: ((failure: Failure) => boolean) | undefined;
}

/**
 * One annotation for each failure, as many as GitHub shows of workflow commands: those with a place in the source come
 * first, and among them the new ones.
 */
export function annotateFailures(failures: readonly Failure[], options: AnnotateOptions): readonly FailureAnnotation[] {
  return inOrder(failures, options)
    .slice(0, annotationLimit)
    .map(({ failure, place, isNew }) => ({
      level: 'error',
      title: cutLine(titleOf(failure, isNew)),
      message: cutBytes([failure.message, failure.details].filter(isSaid).join('\n\n') || 'The test failed.'),
      ...placed(place),
    }));
}

/**
 * All failures and, as notices, all flaky tests, for a check run. In the order of their importance; those without a place
 * too, which GitHub takes no annotation for.
 */
export function annotateCheck(
  { failures, flaky }: { failures: readonly Failure[]; flaky: readonly Flaky[] },
  options: AnnotateOptions,
): readonly Remark[] {
  return [
    ...inOrder(failures, options).map(
      ({ failure, place, isNew }): Remark => ({
        level: 'error',
        title: titleOf(failure, isNew),
        message: failure.message || 'The test failed.',
        details: failure.details,
        ...placed(place),
      }),
    ),
    ...flaky.map(
      (test): Remark => ({
        level: 'notice',
        title: `Flaky: ${failureName(test)}`,
        message: `${said(test)}${test.message === '' ? '' : `\n\n${test.message}`}`,
        details: test.details,
        ...placed(options.place(test)),
      }),
    ),
  ];
}

function titleOf(failure: Failure, isNew: boolean): string {
  return `${isNew ? 'New: ' : ''}${failureName(failure)}`;
}

function said({ attempts }: Flaky): string {
  return attempts > 1 ? `It passed at attempt ${attempts}.` : 'It passed only after it had failed.';
}

function inOrder(failures: readonly Failure[], options: AnnotateOptions) {
  const all = failures.map((failure) => {
    const place = options.place(failure);
    const isNew = options.isNew?.(failure) ?? false;
    return { failure, place, isNew, weight: (place === undefined ? 0 : 2) + (isNew ? 1 : 0) };
  });
  return all.sort((a, b) => b.weight - a.weight);
}

function placed(place: SourcePlace | undefined): { file?: string; line?: number } {
  return place === undefined ? {} : { file: place.file, ...(place.line === undefined ? {} : { line: place.line }) };
}

/** Whether a text is there and is not already in one before it. */
function isSaid(text: string, index: number, all: readonly string[]): boolean {
  return (
    text !== '' && !all.some((other, at) => at !== index && other.includes(text) && (other !== text || at < index))
  );
}
