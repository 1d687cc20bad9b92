import type { Log } from '@ci-actions/log/log';
import type { Retry } from './retry.ts';

/**
 * Says that a server makes us wait, though not for each connection: a line every few seconds where waits grow long, and
 * every try when debugging is on.
 */
export function tellRetries(log: Pick<Log, 'info' | 'debug'>, more: Retry['onRetry']): NonNullable<Retry['onRetry']> {
  let last = Number.NEGATIVE_INFINITY;
  return (info) => {
    const line = `${info.what}: ${info.cause} Trying again in ${Math.ceil(info.waitMs)} ms (attempt ${info.attempt + 1}).`;
    const now = performance.now();
    if (info.waitMs >= 1_000 && now - last >= 5_000) {
      last = now;
      log.info(line);
    } else {
      log.debug(line);
    }
    more?.(info);
  };
}
