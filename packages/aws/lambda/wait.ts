import { setTimeout as delay } from 'node:timers/promises';
import type { Retry } from '@ci-actions/http/retry';
import { onOneLine } from '../key.ts';
import { type FunctionState, isBusy } from './function-state.ts';

/** The first look comes so soon, each next one half as long again after the one before. In milliseconds. */
const firstMs = 300;
/** No wait between looks is longer. In milliseconds. */
const longestMs = 5_000;

export interface WaitOptions {
  /** What is waited for: `the Lambda function orders (region eu-central-1)`. */
  place: string;
  budgetMs: number;
  log: { info(line: string): void };
  retry: Retry | undefined;
  /** An update that has failed is an answer too. */
  orFailed: boolean;
}

/**
 * Looks at a function until no update of it is under way.
 *
 * @throws Error that names AWS's reason where the update failed, and where it takes longer than the budget
 */
export async function waitUntilUpdated(
  look: () => Promise<FunctionState>,
  { place, budgetMs, log, retry = {}, orFailed }: WaitOptions,
): Promise<FunctionState> {
  const { sleep = delay, now = () => performance.now() } = retry;
  const until = now() + budgetMs;
  let told = now();
  for (let waitMs = firstMs; ; waitMs = Math.min(longestMs, waitMs * 1.5)) {
    const found = await look();
    if (!isBusy(found)) {
      if (!orFailed) checkUpdated(found, place);
      return found;
    }
    if (now() >= until) {
      throw new Error(
        `The update of ${place} was not done after ${budgetMs / 1000} s; run the job again when it is, and look at the function in the console.`,
      );
    }
    if (now() - told >= 10_000) {
      told = now();
      log.info(`Waiting for the update of ${place}.`);
    }
    await sleep(waitMs);
  }
}

/** @throws Error where the last update of a function, or its making, has failed */
function checkUpdated({ state, stateReason, updateStatus, updateReason }: FunctionState, place: string): void {
  if (updateStatus !== 'Failed' && state !== 'Failed') return;
  const reason = onOneLine((updateStatus === 'Failed' ? updateReason : stateReason) || 'it gives no reason');
  throw new Error(`AWS could not update ${place}: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`);
}
