import type { Case, SuiteFailure } from '../model.ts';
import { pieces } from '../test-tools.ts';
import { readDocument } from './read-document.ts';

export interface Read {
  cases: Case[];
  suiteFailures: SuiteFailure[];
}

/** For tests: what a reader hands over, of a text or of a value that is written as JSON. */
export async function read(document: unknown, size = 10_000): Promise<Read> {
  const found: Read = { cases: [], suiteFailures: [] };
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  await readDocument(pieces(text, size), {
    testCase: (testCase) => found.cases.push(testCase),
    suiteFailure: (failure) => found.suiteFailures.push(failure),
  });
  return found;
}

/** For tests: the case as one line: `suite > name: state`, with the attempts where there were several. */
export function lineOf({ suite, name, state, attempts, flaky }: Case): string {
  const more = attempts > 1 || flaky ? ` (${attempts} attempts${flaky ? ', flaky' : ''})` : '';
  return `${[...suite.path, name].join(' > ')}: ${state}${more}`;
}

/** For tests: the value with the members of each object the other way around. */
export function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, inner]) => [name, turned(inner)]));
}
