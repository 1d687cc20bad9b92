import type { Case, Sink, SuiteFailure } from '../model.ts';
import { readText } from '../recognise.ts';
import { pieces } from '../test-tools.ts';

/** For tests: keeps all that a reader hands over. */
export class Kept implements Sink {
  readonly cases: Case[] = [];
  readonly suiteFailures: SuiteFailure[] = [];

  testCase(testCase: Case): void {
    this.cases.push(testCase);
  }

  suiteFailure(failure: SuiteFailure): void {
    this.suiteFailures.push(failure);
  }

  /** `passed a › b: message`, for each row. */
  get rows(): string[] {
    return this.cases.map(({ state, suite, name, message }) => {
      const said = message === '' ? '' : `: ${message}`;
      return `${state} ${[...suite.path, name].join(' › ')}${said}`;
    });
  }

  /** `a › b: message`, for each failure outside of the rows. */
  get failures(): string[] {
    return this.suiteFailures.map(({ suite, message }) => `${suite.path.join(' › ')}: ${message}`);
  }
}

/** For tests: reads a text of any format, in pieces of a given size. */
export async function keep(text: string, size = 7): Promise<Kept> {
  const kept = new Kept();
  await readText(pieces(text, size), kept);
  return kept;
}

/** For tests: whether a text would be shown as a success. */
export async function isGreen(text: string): Promise<boolean> {
  try {
    const { cases, suiteFailures } = await keep(text, 1_000);
    return cases.length > 0 && suiteFailures.length === 0 && cases.every(({ state }) => state !== 'failed');
  } catch (error) {
    if ((error as Error).name !== 'UnreadableError') throw error;
    return false;
  }
}
