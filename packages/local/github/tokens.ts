import { randomBytes } from 'node:crypto';
import type { Job } from './id-token.ts';
import { type Access, allows, grant, type Permissions } from './permissions.ts';

/** What a job's token is minted for. */
export interface MintOptions {
  /** The job's effective permissions; the restricted default (contents and packages: read) when there are none. */
  permissions?: Permissions;
  /** The run belongs to a pull request from a fork: read only, and no identity. */
  fork?: boolean;
  /** The token of a person, with this login, in place of a job's: what `gh auth token` prints. */
  person?: string;
  /** The token of another app's installation, by its slug, in place of a job's. */
  app?: string;
  /** Who asks, for the identity token. */
  job?: Job;
}

/** The token of one job, and where it may ask for an identity. */
export interface JobToken {
  /** The value of `github.token`. */
  token: string;
  /** What it may do, by the names that `permissions:` uses. */
  permissions: Readonly<Record<string, Access>>;
  /** ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN; only with `id-token: write`. */
  idToken?: { url: string; token: string };
}

/** On whose behalf a token acts. */
export interface Account {
  login: string;
  type: 'User' | 'Bot';
  /** The slug of the app that it acts through; a person's own token acts through none. */
  app?: string;
}

/** The tokens that a server has given out. */
export interface Tokens {
  mint(options?: MintOptions): JobToken;
  /** @param authorization the header; `token x`, `Bearer x` or Basic with the token as the password. @returns what the token may do; undefined when it is unknown */
  permissionsOf(authorization: string | undefined): ReadonlyMap<string, Access> | undefined;
  /** @returns on whose behalf a token acts; undefined when it is unknown */
  accountOf(authorization: string | undefined): Account | undefined;
  /** @returns the job that may ask for an identity with this header */
  identityOf(authorization: string | undefined): Job | undefined;
}

const nobody: Job = { ref: 'refs/heads/main', sha: '0'.repeat(40) };

/** @param idTokenUrl where an identity is asked for */
export function createTokens(idTokenUrl: string): Tokens {
  const granted = new Map<string, ReadonlyMap<string, Access>>();
  const accounts = new Map<string, Account>();
  const identities = new Map<string, Job>();
  return {
    mint({ permissions, fork = false, person, app = 'github-actions', job = nobody } = {}) {
      const allowed = new Map(grant(permissions, fork));
      if (person !== undefined) allowed.set('account', 'read');
      const token = `${person === undefined ? 'ghs' : 'ghp'}_${randomBytes(18).toString('hex')}`;
      granted.set(token, allowed);
      accounts.set(token, person ? { login: person, type: 'User' } : { login: `${app}[bot]`, type: 'Bot', app });
      const minted: JobToken = { token, permissions: Object.fromEntries(allowed) };
      if (!allows(allowed, ['id-token', 'write'])) return minted;
      const request = randomBytes(24).toString('base64url');
      identities.set(request, job);
      return { ...minted, idToken: { url: idTokenUrl, token: request } };
    },
    permissionsOf: (authorization) => granted.get(credential(authorization)),
    accountOf: (authorization) => accounts.get(credential(authorization)),
    identityOf: (authorization) => identities.get(credential(authorization)),
  };
}

function credential(authorization = ''): string {
  const [scheme = '', value = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic') return /^(token|bearer)$/i.test(scheme) ? value : '';
  const [, password = ''] = Buffer.from(value, 'base64').toString().split(':');
  return password;
}
