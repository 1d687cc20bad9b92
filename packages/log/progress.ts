import type { Log } from './log.ts';

/** Anything that takes longer than this says how far it is, this often. In milliseconds. */
const interval = 2_000;

export interface Progress {
  /** Says that `count` more of the total are done; prints a line when the last one is two seconds old. */
  advance(count?: number): void;
}

/**
 * Counts work of a known size and says how far it is, at most every two seconds; quick work says nothing.
 *
 * @param log where the lines go
 * @param what the verb and the noun, as in `Uploaded {n} of {total} files`: here `['Uploaded', 'files']`
 * @param total how many there are
 * @param now the clock, in milliseconds
 */
export function progress(
  log: Pick<Log, 'info'>,
  [verb, noun]: readonly [verb: string, noun: string],
  total: number,
  now: () => number = Date.now,
): Progress {
  let done = 0;
  let last = now();
  return {
    advance(count = 1) {
      done += count;
      const time = now();
      if (time - last < interval) return;
      last = time;
      log.info(`${verb} ${done} of ${total} ${noun} (${Math.floor((100 * done) / Math.max(total, 1))}%)`);
    },
  };
}
