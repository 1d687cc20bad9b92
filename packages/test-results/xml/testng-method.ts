import { limits } from '../limits.ts';
import type { State } from '../model.ts';
import type { CappedText } from './capped-text.ts';
import type { Attributes } from './read-xml.ts';

/** A `<test-method>` while it is read. */
export interface TestNGMethod {
  attributes: Attributes;
  parameters: CappedText[];
  /** The class of the exception. */
  exception: string;
  message: CappedText;
  shortStack: CappedText;
  fullStack: CappedText;
}

const states: ReadonlyMap<string, State> = new Map([
  ['PASS', 'passed'],
  // Failed, but so few times of many that the test may.
  ['SUCCESS_PERCENTAGE_FAILURE', 'passed'],
  ['SKIP', 'skipped'],
]);

/** The status counts, whatever else is there: an expected exception is written down too. */
export function testngState(status: string | undefined): State {
  return states.get(status?.trim().toUpperCase() ?? '') ?? 'failed';
}

/** What `Object.toString()` gives: the number is another one in each run, and would make the test a new one. */
const identity = /^((?:\[+L?)?[\w$]+(?:\.[\w$]+)*;?)@[0-9a-f]{1,8}$/;

/** @returns the name of the test with its arguments */
export function testngName({ attributes, parameters }: TestNGMethod): string {
  const name = attributes.name ?? attributes.signature ?? '';
  if (parameters.length === 0) return name;
  const values = parameters.map(({ value }) => {
    const [whole, type = ''] = identity.exec(value) ?? [];
    // `joe@fade` may be an argument that means something.
    return whole !== undefined && /[.[]/.test(type) ? type : value;
  });
  return `${name}(${values.join(', ')})`.slice(0, limits.name);
}

/** @param duration in whole milliseconds; 0 for anything else */
export function testngMilliseconds(duration: string | undefined): number {
  return /^\d{1,15}$/.test(duration?.trim() ?? '') ? Number(duration) : 0;
}
