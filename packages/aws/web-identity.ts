import { InputError } from '@ci-actions/errors/errors';
import { withRetry } from '@ci-actions/http/retry';
import type { Log } from '@ci-actions/log/log';
import type { AwsCredentials } from './credentials.ts';
import { partitionOf } from './region.ts';
import { stsCall } from './sts.ts';
import { judgeSts, stsError } from './sts-errors.ts';

/** One call of AssumeRoleWithWebIdentity. Throws what STS answered, with the code as its `name`. */
export type AssumeRole = (request: { role: string; sessionName: string; token: string }) => Promise<AwsCredentials>;

interface WebIdentity {
  region: string;
  role: string;
  idToken: ((audience: string) => Promise<string>) | undefined;
  sessionName: string;
  mask(secret: string): void;
  log: Log;
  env: NodeJS.ProcessEnv;
  call: AssumeRole | undefined;
}

/**
 * Turns the job's OIDC token into the credentials of a role. Each fetch asks for a new token, because one lives for
 * minutes and the work may take an hour.
 *
 * @throws InputError from the fetch where the job may have no token, or where AWS refuses it; it says what to change
 */
export function assumeRoleWith(options: WebIdentity): () => Promise<AwsCredentials> {
  const { region, role, idToken, mask, log, env } = options;
  const audience = partitionOf(region).audience;
  const call = options.call ?? stsCall(region, env);
  const sessionName = sessionNameFrom(options.sessionName);
  return async () => {
    const token = await fetchToken(idToken, audience, role);
    mask(token);
    const onRetry = ({ what, cause }: { what: string; cause: string }) => log.debug(`${what}: ${cause} Trying again.`);
    try {
      return await withRetry(`Assuming the role ${role}`, () => call({ role, sessionName, token }), judgeSts, {
        onRetry,
      });
    } catch (error) {
      throw stsError(error, role, token, region);
    }
  };
}

/**
 * @param role must be the ARN of an IAM role
 * @throws InputError where it is none
 */
export function checkRole(role: string): void {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/.test(role)) return;
  throw new InputError(
    `The input role-to-assume is ${JSON.stringify(role)}, which is not the ARN of a role. It looks like arn:aws:iam::123456789012:role/publish.`,
  );
}

/** A session's name as IAM allows it: 2 to 64 characters of a small set. Whatever else it holds becomes a hyphen. */
export function sessionNameFrom(text: string): string {
  return text
    .replace(/[^\w+=,.@-]+/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');
}

async function fetchToken(idToken: WebIdentity['idToken'], audience: string, role: string): Promise<string> {
  let cause: unknown;
  try {
    const token = await idToken?.(audience);
    if (token) return token;
  } catch (error) {
    cause = error;
  }
  const error = new InputError(
    `The role ${role} cannot be assumed, because this job has no OIDC token. Add \`permissions: id-token: write\` to the job. ` +
      'A workflow that a pull request from a fork started never gets one.',
  );
  error.cause = cause;
  throw error;
}
