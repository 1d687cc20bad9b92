import { detachedCase } from '../detach.ts';
import type { Case, SuiteFailure } from '../model.ts';
import { pieces } from '../test-tools.ts';
import { readXml } from './read-xml.ts';

/** For tests: all that a reader hands over. */
export interface Handed {
  cases: Case[];
  suiteFailures: SuiteFailure[];
}

/** For tests: reads XML in pieces of one size. */
export async function handedOver(xml: string, size = 10_000): Promise<Handed> {
  const cases: Case[] = [];
  const suiteFailures: SuiteFailure[] = [];
  await readXml(pieces(xml, size), {
    testCase: (testCase) => cases.push(detachedCase(testCase)),
    suiteFailure: (failure) => suiteFailures.push(failure),
  });
  return { cases, suiteFailures };
}

/** For tests: what is handed over in short, which must be the same whatever the pieces of the file are. */
export async function inShort(xml: string): Promise<string[]> {
  const [bySize, ...others] = await Promise.all([10_000, 7, 1].map(async (size) => short(await handedOver(xml, size))));
  for (const other of others) {
    if (JSON.stringify(other) !== JSON.stringify(bySize)) throw new Error(`pieces differ: ${other} and ${bySize}`);
  }
  return bySize ?? [];
}

function short({ cases, suiteFailures }: Handed): string[] {
  return [
    ...cases.map(({ name, state, message }) => [state, name, message].filter((part) => part !== '').join(' | ')),
    ...suiteFailures.map(({ suite, message }) => `! ${[suite.path.join(' > '), message].join(' | ')}`),
  ];
}
