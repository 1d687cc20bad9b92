import type { Http, Reply } from '@ci-actions/http/exchange';
import { type Retry, withRetry } from '@ci-actions/http/retry';
import { isWeather, isWeatherStatus, retryAfterMs } from '@ci-actions/http/transient';
import type { RegistryUrl } from './registry-url.ts';

/** What all questions to one registry share. */
export interface Session {
  registry: RegistryUrl;
  http: Http;
  retry: Retry;
  signal: AbortSignal | undefined;
}

/** The page of a package with very many files has some megabytes. In bytes. */
const largest = 128 << 20;
/** Registries send on to their caches, or to the name as they spell it. */
const mostRedirects = 5;

/** A reply that asks for another try. */
class Weather extends Error {
  readonly afterMs: number | undefined;

  constructor(message: string, afterMs: number | undefined) {
    super(message);
    this.afterMs = afterMs;
  }
}

/**
 * Asks a registry about a package.
 *
 * @param address absolute, below the registry's
 * @param accept media types, best first
 * @param absent statuses that say that it is not there
 * @returns undefined where it is not there
 * @throws Error where the registry wants a login, refuses, or does not answer in time
 */
export async function ask(
  session: Session,
  address: URL,
  accept: string,
  absent: readonly number[],
): Promise<Reply | undefined> {
  const { registry, retry, signal } = session;
  const what = `Asking ${registry.url.host} for the versions of the package`;
  const reply = await withRetry(what, () => follow(session, address, accept), judge, retry);
  signal?.throwIfAborted();
  const { status } = reply;
  if (status === 200) return reply;
  if (absent.includes(status)) return undefined;
  const login = status === 401 || status === 403;
  throw new Error(
    login
      ? `${registry.url.host} refuses to show the package (HTTP ${status}); ${registry.authorization ? 'check the login in its URL' : 'give it a login in its URL, https://user:token@…, from a secret'}.`
      : `${registry.url.host} answered with HTTP ${status} when it was asked for the package; check its URL.`,
  );
}

async function follow({ registry, http, signal }: Session, address: URL, accept: string): Promise<Reply> {
  let target = address;
  for (let redirects = 0; ; redirects++) {
    signal?.throwIfAborted();
    // The login is for the registry, and for no other host that it may send us to.
    const own = target.origin === registry.url.origin && registry.authorization !== undefined;
    const reply = await http.exchange({
      method: 'GET',
      origin: target,
      path: target.pathname + target.search,
      headers: {
        accept,
        // A cache may be behind by the very version that we wait for.
        'cache-control': 'max-age=0',
        'user-agent': 'ci-actions',
        ...(own ? { authorization: registry.authorization ?? '' } : {}),
      },
      maxBytes: largest,
    });
    if (isWeatherStatus(reply.status)) {
      throw new Weather(
        `${target.host} answered with HTTP ${reply.status}.`,
        retryAfterMs(reply.headers['retry-after']),
      );
    }
    if (![301, 302, 303, 307, 308].includes(reply.status)) return reply;
    const { location = '' } = reply.headers;
    const next = URL.canParse(location, target.href) ? new URL(location, target) : undefined;
    const isWeb = next?.protocol === 'https:' || (next?.protocol === 'http:' && target.protocol === 'http:');
    if (!next || !isWeb || redirects === mostRedirects) {
      throw new Error(`${registry.url.host} sends its visitors on to nowhere; check its URL.`);
    }
    target = next;
  }
}

function judge(error: unknown): { retry: boolean; afterMs?: number; cause: string } {
  const cause = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Weather)) return { retry: isWeather(error), cause };
  return { retry: true, cause, ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }) };
}
