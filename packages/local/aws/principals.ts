import { randomBytes } from 'node:crypto';
import { AwsError } from './error.ts';
import type { AwsOptions, Role, User } from './options.ts';
import type { Policy } from './policy.ts';

/** Whoever signed a request. */
export interface Principal {
  arn: string;
  account: string;
  /** The unique id that GetCallerIdentity answers. */
  userId: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expires?: Date;
  /** All of them must allow an action. */
  policies: readonly (Policy | undefined)[];
}

/** Temporary keys as STS hands them out. */
export type Session = Principal & { sessionToken: string; expires: Date };

/** Who holds which keys: the users that were configured, and the sessions that STS issued. */
export class Principals {
  readonly account: string;
  readonly roles: readonly Role[];
  readonly #byKey = new Map<string, Principal>();

  constructor({ account = '123456789012', users = [], roles = [] }: AwsOptions) {
    this.account = account;
    this.roles = roles;
    for (const user of users) this.#byKey.set(user.accessKeyId, this.#user(user));
  }

  #user({ name = 'user', account = this.account, policy, ...keys }: User): Principal {
    const arn = `arn:aws:iam::${account}:user/${name}`;
    return { ...keys, arn, account, userId: `AIDA${keys.accessKeyId}`, policies: [policy] };
  }

  /**
   * Who holds these keys.
   *
   * @throws AwsError 403 InvalidAccessKeyId for an unknown key, 400 InvalidToken for another token than the key's own,
   *   400 ExpiredToken for a session that is over
   */
  find(accessKeyId: string, token: string | undefined, now: Date): Principal {
    const principal = this.#byKey.get(accessKeyId);
    // AWS does not know a temporary key without its token: the token is what carries it.
    if (!principal || (principal.sessionToken && token === undefined)) {
      throw new AwsError(
        403,
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
        {
          AWSAccessKeyId: accessKeyId,
        },
      );
    }
    if (token !== principal.sessionToken) {
      throw new AwsError(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.', {
        'Token-0': token ?? '',
      });
    }
    if (principal.expires && principal.expires <= now) throw expiredToken(token);
    return principal;
  }

  /** Issues keys for a role's session. They are valid from now on, until they expire. */
  issue(role: Role, sessionName: string, expires: Date): Session {
    const random = (bytes: number) => randomBytes(bytes).toString('base64url');
    const [, account = this.account, name = ''] = /^arn:aws:iam::(\d*):role\/(?:.*\/)?([^/]+)$/.exec(role.arn) ?? [];
    const session: Session = {
      arn: `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`,
      account,
      userId: `AROA${Buffer.from(role.arn).toString('hex').slice(-16).toUpperCase()}:${sessionName}`,
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: random(30),
      sessionToken: random(120),
      expires,
      policies: [role.policy],
    };
    this.#byKey.set(session.accessKeyId, session);
    return session;
  }
}

/** S3's refusal of keys that have run out. */
export function expiredToken(token = ''): AwsError {
  return new AwsError(400, 'ExpiredToken', 'The provided token has expired.', { 'Token-0': token });
}
