import { AssumeRoleWithWebIdentityCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';

/** Which role is taken, and for whom. */
export interface RoleRequest {
  /** The role's ARN. */
  role: string;
  region: string;
  /** The name of the session, which AWS shows in its ARN. */
  session: string;
  seconds: number;
  /** Whom the identity is for: `sts.amazonaws.com`. */
  audience: string;
  /** The environment of the step: where its identity is asked for, and where AWS is. */
  env: Readonly<Record<string, string>>;
}

/**
 * Takes a role with the identity of the job.
 *
 * https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 * @returns the temporary keys, and the ARN that they belong to
 * @throws Error when the job may not have an identity, or AWS refuses it
 */
export async function assumeRole({ role, region, session, seconds, audience, env }: RoleRequest) {
  const endpoint = env.AWS_ENDPOINT_URL_STS ?? env.AWS_ENDPOINT_URL;
  const sts = new STSClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const { Credentials: keys, AssumedRoleUser } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: role,
        RoleSessionName: session,
        DurationSeconds: seconds,
        WebIdentityToken: await identityOf(env, audience),
      }),
    );
    return { keys: keys as Credentials, arn: AssumedRoleUser?.Arn ?? '' };
  } catch (thrown) {
    const { name, message } = thrown as Error;
    throw new Error(`${role} could not be assumed with OIDC: ${name === 'Error' ? '' : `${name}: `}${message}`);
  } finally {
    sts.destroy();
  }
}

async function identityOf(env: RoleRequest['env'], audience: string): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  if (!address || !token) throw new Error('the job has no identity; give it `permissions: id-token: write`.');
  const url = new URL(address);
  url.searchParams.set('audience', audience);
  const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!reply.ok) throw new Error(`the request for the identity of the job was answered ${reply.status}.`);
  return ((await reply.json()) as { value: string }).value;
}
