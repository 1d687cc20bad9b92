import type { AwsCredentials } from './credentials.ts';

/**
 * The credentials in AWS_ACCESS_KEY_ID and its companions, as `aws-actions/configure-aws-credentials` leaves them. They
 * come before a profile, as they do for the AWS CLI.
 *
 * Read here rather than by the SDK's chain, because loading the chain takes about 50 ms and this takes none.
 *
 * @returns nothing where the id or the secret is missing
 */
export function fromEnvironment(env: NodeJS.ProcessEnv): AwsCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
}

/**
 * The SDK's default chain: profiles, SSO, a process, a web identity file, a container, an instance. It reads the
 * process's own environment, and where it calls a service it does so without a proxy. It is loaded when it is first
 * asked.
 *
 * @param region for the services that the chain itself may call
 * @returns a fetch; with `again` it does not answer from its memory
 */
export function chainCredentials(region: string): (again: boolean) => Promise<AwsCredentials> {
  type Chain = (options?: { forceRefresh?: boolean }) => Promise<AwsCredentials>;
  let chain: Chain | undefined;
  return async (again) => {
    if (!chain) {
      const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
      chain = defaultProvider({ clientConfig: { region } }) as Chain;
    }
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await chain({ forceRefresh: again });
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken ? { sessionToken } : {}),
      ...(expiration ? { expiration } : {}),
    };
  };
}
