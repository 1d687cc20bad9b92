import type { AwsCredentials } from './credentials.ts';

/** Credentials are renewed when they hold for less than this. In milliseconds; a large file needs its time. */
const margin = 5 * 60_000;
/**
 * Fresh credentials are good for so long at least, whatever the clock says: they were just made, so it is the clock that
 * is wrong. Without it a clock that is an hour ahead would fetch new ones for every request. In milliseconds.
 */
const leastGood = 60_000;

/**
 * Keeps credentials and renews them: shortly before they expire, or when AWS refuses them. However many requests ask at
 * once, one fetch is under way.
 *
 * @param fetch gets credentials; `again` is true where those from before are not good enough
 * @param now the clock, in milliseconds since 1970
 * @returns a provider; `refused` names the credentials that AWS did not take
 */
export function refreshing(
  fetch: (again: boolean) => Promise<AwsCredentials>,
  now: () => number = Date.now,
): (options?: { refused?: AwsCredentials }) => Promise<AwsCredentials> {
  let current: AwsCredentials | undefined;
  let fetchedAt = 0;
  let underway: Promise<AwsCredentials> | undefined;

  const renew = () => {
    underway ??= fetch(current !== undefined)
      .then((fresh) => {
        current = fresh;
        fetchedAt = now();
        return fresh;
      })
      .finally(() => {
        underway = undefined;
      });
    return underway;
  };

  return async (options) => {
    // Compared by identity: of 64 requests that were refused together, one renews, and the others find new ones here.
    const good = current !== undefined && options?.refused !== current;
    const left = current?.expiration ? current.expiration.getTime() - now() : Number.POSITIVE_INFINITY;
    if (current && good && (left >= margin || now() - fetchedAt < leastGood)) return current;
    if (!current || !good || left <= 0) return renew();
    // They still hold: where renewing fails, go on with them.
    const old = current;
    return renew().catch(() => old);
  };
}
