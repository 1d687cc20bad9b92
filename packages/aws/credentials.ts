import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { chainCredentials, fromEnvironment } from './ambient.ts';
import { refreshing } from './refreshing.ts';
import { type AssumeRole, assumeRoleWith, checkRole } from './web-identity.ts';

/** What requests are signed with. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/**
 * Gives credentials, the same ones as long as they hold. Fits where an AWS SDK client takes a provider.
 * `refused`: what AWS answered to as expired; other ones are fetched then, if there are any.
 */
export interface CredentialProvider {
  (options?: { refused?: AwsCredentials }): Promise<AwsCredentials>;
  /** Whose they are, to end a sentence: `the role arn:aws:iam::123456789012:role/publish`. */
  readonly origin?: string;
}

export interface CredentialOptions {
  region: string;
  /** The ARN of a role to assume with the job's OIDC token; the environment's credentials where there is none. */
  roleToAssume?: string | undefined;
  /** The job's OIDC token for an audience. */
  idToken?: ((audience: string) => Promise<string>) | undefined;
  /** Under which name CloudTrail shows the session. */
  sessionName: string;
  log: Log;
  /** Told every secret before its first use. */
  mask(secret: string): void;
  env?: NodeJS.ProcessEnv;
  /** Talks to STS; tests may stand in. */
  assumeRole?: AssumeRole;
}

/**
 * The credentials that a run works with: those of a role, by the job's OIDC token, or those that the environment has.
 * Nothing is fetched before they are asked for.
 *
 * @throws InputError at once where the role is no ARN; later, from the provider, where there are no credentials
 */
export function credentialsFor(options: CredentialOptions): CredentialProvider {
  const { region, roleToAssume, idToken, sessionName, log, mask, env = process.env } = options;
  const role = roleToAssume?.trim();
  const masked = (credentials: AwsCredentials) => {
    mask(credentials.secretAccessKey);
    if (credentials.sessionToken) mask(credentials.sessionToken);
    return credentials;
  };

  if (role) {
    checkRole(role);
    const assume = assumeRoleWith({ region, role, idToken, sessionName, mask, log, env, call: options.assumeRole });
    return Object.assign(
      refreshing(async () => masked(await assume())),
      { origin: `the role ${role}` },
    );
  }

  const ambient = fromEnvironment(env);
  if (ambient) {
    // They came with the job and nobody can renew them: a second look would find the same.
    let known: AwsCredentials | undefined;
    const provider = async () => {
      known ??= masked(ambient);
      return known;
    };
    return Object.assign(provider, { origin: `the access key ${shortKey(ambient)} of the environment` });
  }
  const chain = chainCredentials(region);
  return Object.assign(
    refreshing(async (again) => {
      try {
        return masked(await chain(again));
      } catch (error) {
        throw noCredentials(error);
      }
    }),
    { origin: 'the credentials of this machine' },
  );
}

/** An access key's id, as far as it helps to recognise it. It is no secret, but there is no need to spread it. */
export function shortKey({ accessKeyId }: AwsCredentials): string {
  return `${accessKeyId.slice(0, 4)}...${accessKeyId.slice(-4)}`;
}

function noCredentials(cause: unknown): Error {
  const error = new InputError(
    'There are no AWS credentials. Either give the input role-to-assume, with `permissions: id-token: write` on the job, ' +
      'or run aws-actions/configure-aws-credentials in a step before this one.',
  );
  error.cause = cause;
  return error;
}
