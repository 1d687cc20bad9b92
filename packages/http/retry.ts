import { setTimeout as delay } from 'node:timers/promises';

/** The first wait is at most this long, the next ones twice as long each. In milliseconds. */
const base = 100;
/** No wait of our own choosing is longer than this. In milliseconds. */
const cap = 5_000;

/** How patient a caller is. Everything has a default; tests give a clock of their own. */
export interface Retry {
  /** How long to go on, measured in time and not in attempts. In milliseconds; 60,000 by default. */
  budgetMs?: number;
  /** Waits so many milliseconds. */
  sleep?(ms: number): Promise<void>;
  /** A clock in milliseconds that only goes forward; its zero does not matter. */
  now?(): number;
  /** A number from 0 up to, but not including, 1. */
  random?(): number;
  /** Told before each wait: what is tried, the number of the attempt that failed, and why. */
  onRetry?(info: { what: string; attempt: number; waitMs: number; cause: string }): void;
}

/**
 * Tries until it works, until an error is no weather, or until the time is used up. Waits between attempts grow
 * exponentially with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that
 * 64 connections that were refused together do not come back together.
 *
 * @param what the work, as the subject of a sentence: `Uploading dags/a.py to the bucket x`
 * @param attempt one try; gets the number of the try, from 1
 * @param judge whether an error is worth another try, how long the server asks to wait (Retry-After, a floor in
 *   milliseconds), and the cause in words
 * @throws the error itself where the judge says that trying again is useless
 * @throws Error when the budget is used up; it names the last cause, and carries the last error as `cause`
 */
export async function withRetry<T>(
  what: string,
  attempt: (n: number) => Promise<T>,
  judge: (error: unknown) => { retry: boolean; afterMs?: number; cause: string },
  retry: Retry = {},
): Promise<T> {
  const { budgetMs = 60_000, sleep = delay, now = () => performance.now(), random = Math.random } = retry;
  const deadline = now() + budgetMs;
  for (let n = 1; ; n++) {
    try {
      return await attempt(n);
    } catch (error) {
      const { retry: again, afterMs = 0, cause } = judge(error);
      if (!again) throw error;
      const left = deadline - now();
      // What the server asks for is a floor, with a little jitter on top; a wait of our own is cut to the time left,
      // so that the last try comes at the very end of the budget, and never nothing, so that time does pass.
      const floor = afterMs > 0 ? afterMs + random() * base : 0;
      if (left <= 0 || afterMs >= left) throw usedUp(what, budgetMs, n, cause, afterMs, error);
      const waitMs = Math.min(left, Math.max(1, floor, random() * Math.min(cap, base * 2 ** (n - 1))));
      retry.onRetry?.({ what, attempt: n, waitMs, cause });
      await sleep(waitMs);
    }
  }
}

function usedUp(what: string, budgetMs: number, n: number, cause: string, afterMs: number, error: unknown): Error {
  const attempts = n === 1 ? '1 attempt' : `${n} attempts`;
  const asked = afterMs > 0 ? ` (the server asks to wait ${Math.ceil(afterMs / 1000)} s)` : '';
  const budget = Number((budgetMs / 1000).toFixed(1));
  return new Error(`${what} did not succeed within ${budget} s (${attempts}); last cause: ${cause}${asked}`, {
    cause: error,
  });
}
