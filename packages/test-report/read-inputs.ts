import { InputError } from '@ci-actions/errors/errors';

/** More would fill a summary with what nobody reads. */
const slowestAtMost = 100;

/**
 * Reads the `slowest` input.
 *
 * @throws InputError for what is no number up to 100
 */
export function readSlowest(text: string, name = 'slowest'): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= slowestAtMost) return Number(text);
  throw new InputError(
    `The input \`${name}\` is ${JSON.stringify(text)}; set it to a number of tests from 0 to ${slowestAtMost}.`,
  );
}

/**
 * Reads the `coverage-threshold` input: `80`, `79.5` or `80%`.
 *
 * @returns undefined where nothing is given
 * @throws InputError for what is no percentage
 */
export function readPercentage(text: string, name = 'coverage-threshold'): number | undefined {
  if (text === '') return undefined;
  const number = /^(\d{1,3}(?:\.\d{1,4})?)\s*%?$/.exec(text)?.[1];
  if (number !== undefined && Number(number) <= 100) return Number(number);
  throw new InputError(
    `The input \`${name}\` is ${JSON.stringify(text)}; set it to a percentage from 0 to 100, such as 80.`,
  );
}
