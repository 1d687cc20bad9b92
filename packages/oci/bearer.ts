import type { Http } from '@ci-actions/http/exchange';
import { basic, type Logins } from './authorize.ts';
import { RegistryError, readRefusal } from './registry-error.ts';
import { type Login, NotAllowed } from './repository.ts';
import { isLoopback, targetOf } from './safe-target.ts';

/** Tokens of one token server. */
export interface BearerSource {
  readonly realm: string;
  /** A token that is good for a scope, and the login that it was made from. */
  token(scope: string): Promise<{ token: string; login: Login | undefined }>;
  /** The token of a scope was refused: the next one must be another. */
  forget(scope: string): void;
}

interface Token {
  token: string;
  login: Login | undefined;
  /** By the caller's clock. */
  until: number;
}

/** Where a token server does not say how long a token is good for, and at least, in seconds. */
const shortestLife = 60;
/** How long a token server may be silent. In milliseconds. */
const patience = 30_000;
/** A token is not used in the last moments of its life. In milliseconds. */
const margin = 10_000;

/**
 * Gets tokens by https://distribution.github.io/distribution/spec/auth/token/: the login is exchanged at the realm for a
 * token per scope; without a login the token is an anonymous one.
 *
 * @throws Error where the realm is not HTTPS, because the login would go there for all to read
 */
export function createBearers(options: {
  realm: string;
  service: string | undefined;
  http: Http;
  now: () => number;
  logins: Logins;
}): BearerSource {
  const { realm, service, http, now, logins } = options;
  const address = URL.canParse(realm) ? new URL(realm) : undefined;
  if (!address || !(address.protocol === 'https:' || (address.protocol === 'http:' && isLoopback(address)))) {
    throw new NotAllowed(
      `The registry wants a token from ${JSON.stringify(realm.slice(0, 200))}, which is no https:// address: the login is not sent there.`,
    );
  }
  const kept = new Map<string, Promise<Token>>();

  async function fetch(scope: string, renewed = false): Promise<Token> {
    const login = await logins.current();
    const target = new URL(address as URL);
    if (service !== undefined) target.searchParams.append('service', service);
    for (const one of scope.split(' ').filter(Boolean)) target.searchParams.append('scope', one);
    const began = now();
    const reply = await http.exchange({
      method: 'GET',
      origin: target,
      path: targetOf(target),
      headers: login ? { authorization: basic(login) } : {},
      maxBytes: 1 << 20,
      idleTimeoutMs: patience,
    });
    if (reply.status === 200) {
      const { token, seconds } = readToken(reply.body, target);
      return { token, login, until: began + Math.max(shortestLife, seconds) * 1000 - margin };
    }
    const refusal = readRefusal(reply);
    const said = refusal.said ? `: ${refusal.said.replace(/\.$/, '')}.` : '.';
    if (reply.status === 401 || reply.status === 403) {
      if (!renewed && (await logins.renew(login))) return fetch(scope, true);
      const whom = login ? 'the login' : 'a request without a login';
      throw new NotAllowed(`The token server ${target.host} refused ${whom} (HTTP ${reply.status})${said}`);
    }
    throw new RegistryError(`The token server ${target.host} answered HTTP ${reply.status}${said}`, refusal);
  }

  return {
    realm,
    async token(scope) {
      const there = kept.get(scope);
      if (there) {
        const token = await there;
        if (now() < token.until) return token;
        if (kept.get(scope) === there) kept.delete(scope);
      }
      const asked = kept.get(scope) ?? fetch(scope);
      kept.set(scope, asked);
      asked.catch(() => {
        if (kept.get(scope) === asked) kept.delete(scope);
      });
      return asked;
    },
    forget: (scope) => void kept.delete(scope),
  };
}

function readToken(body: Buffer, { host }: URL): { token: string; seconds: number } {
  let json: { token?: unknown; access_token?: unknown; expires_in?: unknown } = {};
  try {
    json = JSON.parse(body.toString('utf8')) ?? {};
  } catch {
    // Said below.
  }
  const token = json.token ?? json.access_token;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new Error(`The token server ${host} answered without a token.`);
  }
  const seconds = typeof json.expires_in === 'number' ? json.expires_in : shortestLife;
  return { token, seconds };
}
