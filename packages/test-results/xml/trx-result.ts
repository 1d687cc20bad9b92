import type { Case, State, SuiteRef } from '../model.ts';
import type { CappedText } from './capped-text.ts';
import { caseOf } from './case-of.ts';
import type { Attributes } from './read-xml.ts';

/** A `UnitTestResult` while it is read. */
export interface TrxResult {
  attributes: Attributes;
  state: State;
  /** What is said where the result has no message. */
  saidOtherwise: string;
  /** How many results stand in it: rows of data, or parts of an ordered test. */
  inner: number;
  failedInside: boolean;
  message: CappedText;
  stack: CappedText;
}

/** Of a case whose class is not known. */
export const nowhere: SuiteRef = { path: [], declaredMs: 0 };

/**
 * `NotRunnable` is skipped, as a test that cannot run did not. An `Aborted` test is the one that was running when the
 * host died, and so is one `InProgress`: both failed, though good readers count them otherwise.
 */
const states: ReadonlyMap<string, State> = new Map([
  ['Passed', 'passed'],
  ['PassedButRunAborted', 'passed'],
  ['Completed', 'passed'],
  ['Warning', 'passed'],
  ['NotExecuted', 'skipped'],
  ['NotRunnable', 'skipped'],
  ['Inconclusive', 'skipped'],
  ['Pending', 'skipped'],
]);

/** What is not known failed; so did a result that says nothing, as the schema's default is `Error`. */
export function trxOutcome(outcome: string | undefined): Pick<TrxResult, 'state' | 'saidOtherwise'> {
  const state = states.get(outcome?.trim() ?? '') ?? 'failed';
  if (state !== 'failed' || outcome === 'Failed') return { state, saidOtherwise: '' };
  return { state, saidOtherwise: outcome === undefined ? 'no outcome' : `outcome ${outcome.slice(0, 60)}` };
}

/** @returns the case, but for its class, which stands elsewhere in the file */
export function trxCase({ attributes, state, saidOtherwise, message, stack }: TrxResult): Case {
  return caseOf({
    suite: nowhere,
    name: attributes.testName ?? attributes.resultName ?? '',
    state,
    message: message.value || saidOtherwise,
    details: stack.value,
    durationMs: trxMilliseconds(attributes.duration),
  });
}

/** @param duration a TimeSpan: `00:00:01.1084258`, with days `1.00:00:00`; 0 for anything else */
export function trxMilliseconds(duration: string | undefined): number {
  const match = /^(?:(\d{1,6})\.)?(\d{1,6}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/.exec(duration?.trim() ?? '');
  if (!match) return 0;
  const [, days = 0, hours, minutes, seconds] = match;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1_000;
}
