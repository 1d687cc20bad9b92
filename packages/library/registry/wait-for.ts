import { setTimeout as delay } from 'node:timers/promises';
import { type LookUp, lookUp } from './look-up.ts';

/** The pauses between two questions grow from the first to the second of these. In milliseconds. */
const shortest = 2_000;
const longest = 30_000;
const growth = 1.5;

/**
 * Waits until a registry has a version of a package. Registries answer from caches, so what was published a moment ago
 * takes its time.
 *
 * @param wanted see `lookUp`; the waits and the clock are those of its `retry`
 * @param wanted.seconds how long to wait at most; asked is once at least, and once more at the very end
 * @returns whether it is there
 * @throws as `lookUp` does
 */
export async function waitFor(wanted: LookUp & { seconds: number }): Promise<boolean> {
  const { seconds, log, name, version, signal, retry = {} } = wanted;
  const { now = () => performance.now(), sleep = (ms: number) => delay(ms, undefined, signal ? { signal } : {}) } =
    retry;
  const end = now() + seconds * 1000;
  for (let pause = shortest; ; pause = Math.min(longest, pause * growth)) {
    const left = end - now();
    // A registry that does not answer is waited for like one that does, and once in any case.
    const budgetMs = Math.min(retry.budgetMs ?? 60_000, Math.max(left, shortest));
    if (await lookUp({ ...wanted, retry: { ...retry, budgetMs } })) return true;
    const rest = end - now();
    if (rest <= 0) return false;
    const wait = Math.min(pause, rest);
    log.info(
      `${name} ${version} is not at the registry yet; asking again in ${Math.ceil(wait / 1000)} s, for ${Math.ceil(rest / 1000)} s more.`,
    );
    await sleep(wait);
  }
}
