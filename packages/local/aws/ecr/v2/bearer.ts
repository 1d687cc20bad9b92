import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../../principals.ts';
import type { EcrOptions } from '../options.ts';
import type { Tokens } from '../tokens.ts';
import { expiredText, passwordOf } from './basic.ts';
import type { Reply } from './exchange.ts';
import { RegistryError } from './refusal.ts';
import type { Route } from './route.ts';

const service = 'public.ecr.aws';

/** What a bearer token was given out for. */
interface Grant {
  principal: Principal | undefined;
  /** `repository:<alias>/<name>:pull,push`; `aws` is everything that the login may. */
  scopes: readonly string[];
  expires: number;
  uses: number;
}

/** The tokens of the public registry: https://distribution.github.io/distribution/spec/auth/token/ */
export class Bearers {
  readonly #tokens: Tokens;
  readonly #options: EcrOptions;
  readonly #granted = new Map<string, Grant>();

  constructor(tokens: Tokens, options: EcrOptions) {
    this.#tokens = tokens;
    this.#options = options;
  }

  /** GET /token/: a bearer token for the scopes of the query, with the login's rights or, without one, for pulls. */
  exchange(headers: IncomingHttpHeaders, query: URLSearchParams, now: Date): Reply {
    if (query.get('service') !== service) {
      throw new RegistryError(400, 'UNSUPPORTED', `The service in the query must be ${service}`);
    }
    const password = passwordOf(headers);
    const pass = password === undefined ? undefined : this.#tokens.open(password, 'ecr-public', now, 0);
    if (pass === 'expired') throw new RegistryError(401, 'DENIED', expiredText);
    if (pass === 'invalid' || (pass === undefined && headers.authorization !== undefined)) {
      throw new RegistryError(401, 'DENIED', 'Not Authorized');
    }
    const asked = query.getAll('scope').flatMap((scope) => scope.split(' '));
    const scopes = pass ? asked : asked.map((scope) => scope.replace(/:[^:]*$/, ':pull'));
    const seconds = this.#options.tokenSeconds ?? 12 * 3600;
    const token = randomBytes(900).toString('base64url');
    this.#granted.set(token, { principal: pass?.principal, scopes, expires: now.getTime() + seconds * 1000, uses: 0 });
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, expires_in: seconds, issued_at: now.toISOString() }),
    };
  }

  /**
   * Who sends a request to the public registry; undefined for a pull without a login.
   *
   * @throws RegistryError 401 with the challenge that says where to get a token, and for which scope
   */
  authenticate(
    headers: IncomingHttpHeaders,
    route: Route,
    base: string,
    now: Date,
    expired: boolean,
  ): Principal | undefined {
    const verb = /^(Get|Head)(Manifest|Blob)$|^List/.test(route.operation) ? 'pull' : 'push';
    const scope =
      route.repository === undefined
        ? 'aws'
        : `repository:${route.repository}:${verb === 'pull' ? 'pull' : 'pull,push'}`;
    const refuse = (message: string, error = '') =>
      new RegistryError(401, 'DENIED', message, {
        'www-authenticate': `Bearer realm="${base}/token/",service="${service}",scope="${scope}"${error && `,error="${error}"`}`,
      });
    if (expired) throw refuse(expiredText, 'invalid_token');
    const [, token] = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined) throw refuse('Not Authorized');
    const grant = this.#granted.get(token);
    if (!grant) throw refuse('Not Authorized', 'invalid_token');
    grant.uses += 1;
    const { tokenRequests = Number.POSITIVE_INFINITY } = this.#options;
    if (grant.expires <= now.getTime() || grant.uses > tokenRequests) throw refuse(expiredText, 'invalid_token');
    if (route.repository !== undefined && !covers(grant, route.repository, verb)) {
      throw refuse('Not Authorized', 'insufficient_scope');
    }
    return grant.principal;
  }
}

function covers({ principal, scopes }: Grant, repository: string, verb: string): boolean {
  return scopes.some((scope) => {
    if (scope === 'aws') return principal !== undefined || verb === 'pull';
    const [, name, verbs = ''] = /^repository:(.+):([^:]*)$/.exec(scope) ?? [];
    return name === repository && verbs.split(',').includes(verb);
  });
}
