import type { Http, Reply } from '@ci-actions/http/exchange';
import { type BearerSource, createBearers } from './bearer.ts';
import { parseChallenges } from './challenge.ts';
import type { Login, LoginProvider } from './repository.ts';

/** What a request is going to do, because a token is good for certain things only. */
export interface Need {
  push: boolean;
  /** Another repository of the same registry that is read from. */
  mountFrom?: string;
}

/** What was sent with a request. */
export interface Pass {
  headers: { authorization?: string };
  /** What it rests on: to renew the right thing when it is refused. */
  login: Login | undefined;
  /** The scope of a token; undefined where the login itself was sent. */
  scope?: string;
}

/** Logs requests in, in the way that the registry wants. */
export interface Authorizer {
  pass(need: Need): Promise<Pass>;
  /**
   * What to do about a refused pass.
   *
   * @param renewals how often this request was refused before
   * @returns whether the next pass is another one, so that the request is worth sending again
   */
  renew(need: Need, refused: Pass, reply: Reply, renewals: number): Promise<boolean>;
}

/**
 * Sends the login at once, as private ECR wants it with every request: no first 401 to find that out. A registry that
 * answers with a Bearer challenge (https://distribution.github.io/distribution/spec/auth/token/), as ECR Public does, gets
 * tokens from then on, one for each scope that it names, kept until they run out.
 *
 * @param path of the repository, for scopes that the registry does not name
 * @param now a clock in milliseconds
 */
export function createAuthorizer(path: string, login: LoginProvider, http: Http, now: () => number): Authorizer {
  const logins = createLogins(login, now);
  let bearers: BearerSource | undefined;
  /** By need: what the registry asked for. */
  const scopes = new Map<string, string>();
  const keyOf = ({ push, mountFrom = '' }: Need) => `${push ? 'push' : 'pull'} ${mountFrom}`;

  return {
    async pass(need) {
      const scope = scopes.get(keyOf(need));
      if (bearers && scope !== undefined) {
        const { token, login: used } = await bearers.token(scope);
        return { headers: { authorization: `Bearer ${token}` }, login: used, scope };
      }
      const used = await logins.current();
      return { headers: used ? { authorization: basic(used) } : {}, login: used };
    },
    async renew(need, refused, { headers }, renewals) {
      if (renewals >= 4) return false;
      const bearer = parseChallenges(headers['www-authenticate']).find(
        ({ scheme, parameters }) => scheme === 'bearer' && parameters.realm !== undefined,
      );
      if (!bearer) return renewals === 0 && logins.renew(refused.login);
      const { realm = '', service, scope = scopeOf(path, need) } = bearer.parameters;
      if (bearers?.realm !== realm) bearers = createBearers({ realm, service, http, now, logins });
      scopes.set(keyOf(need), scope);
      if (refused.scope !== scope) return true;
      // The token has run out before its time, or the login that it was made from is worth nothing.
      bearers.forget(scope);
      return renewals < 2 || (renewals === 2 && logins.renew(refused.login));
    },
  };
}

export function basic({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function scopeOf(path: string, { push, mountFrom }: Need): string {
  const own = `repository:${path}:${push ? 'pull,push' : 'pull'}`;
  return mountFrom === undefined ? own : `${own} repository:${mountFrom}:pull`;
}

/** The login that is in use; requests that are under way together share one renewal. */
export interface Logins {
  current(): Promise<Login | undefined>;
  /** @returns whether there is another one now than the refused one */
  renew(refused: Login | undefined): Promise<boolean>;
}

/** A login is asked for again after so long: whoever gives it knows when it is about to run out. In milliseconds. */
const askAgainAfter = 60_000;

function createLogins(provider: LoginProvider, now: () => number): Logins {
  let current: Promise<Login | undefined> | undefined;
  let askedAt = 0;
  const ask = (options?: { refused: Login }) => {
    const asked = provider(options);
    current = asked;
    askedAt = now();
    asked.catch(() => {
      if (current === asked) current = undefined;
    });
    return asked;
  };
  return {
    current: () => (current && now() - askedAt < askAgainAfter ? current : ask()),
    async renew(refused) {
      if (refused === undefined) return false;
      const before = current;
      // One whose renewal has failed is still the refused one.
      if (current === undefined || ((await before) === refused && current === before)) ask({ refused });
      const next = await (current ?? ask());
      return next !== undefined && (next.password !== refused.password || next.username !== refused.username);
    },
  };
}
