import { InputError } from '@ci-actions/errors/errors';

/**
 * How bad a finding is, worst first. Basic scanning has UNDEFINED and enhanced scanning UNTRIAGED for what nobody has
 * rated yet; here both are the last.
 */
export const severities = ['critical', 'high', 'medium', 'low', 'informational', 'undefined'] as const;

export type Severity = (typeof severities)[number];

/**
 * The severity that a scanner's word means. A word that nobody knows counts as the worst: what cannot be judged never
 * counts as harmless.
 */
export function severityOf(word: string): Severity {
  const text = word.toLowerCase();
  if (text === 'untriaged' || text === 'none' || text === '') return 'undefined';
  return severities.find((one) => one === text) ?? 'critical';
}

/** Whether a severity is as bad as the threshold, or worse. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/**
 * The threshold of the gate.
 *
 * @param text of the input
 * @param input its name, for messages
 * @returns undefined where there is to be no gate: the text is empty or `none`
 * @throws InputError where it is no severity
 */
export function readThreshold(text: string, input = 'fail-on-severity'): Severity | undefined {
  const word = text.trim().toLowerCase();
  if (word === '' || word === 'none') return undefined;
  if (word === 'untriaged') return 'undefined';
  const found = severities.find((one) => one === word);
  if (found !== undefined) return found;
  throw new InputError(
    `The input \`${input}\` is ${JSON.stringify(text)}; set it to one of: ${severities.join(', ')}, none.`,
  );
}
