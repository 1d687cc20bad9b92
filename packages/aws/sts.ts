import { customEndpoint } from './endpoint.ts';
import type { AssumeRole } from './web-identity.ts';

/**
 * STS by the SDK's client, which is loaded when it is first called. It makes one attempt; patience is the caller's.
 *
 * @param region whose STS is asked
 * @param env where AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL are looked up
 */
export function stsCall(region: string, env: NodeJS.ProcessEnv): AssumeRole {
  const endpoint = customEndpoint('STS', undefined, env);
  return async ({ role, sessionName, token }) => {
    const { AssumeRoleWithWebIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
    const client = new STSClient({ region, maxAttempts: 1, ...(endpoint ? { endpoint: endpoint.href } : {}) });
    try {
      const { Credentials: given } = await client.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: role,
          RoleSessionName: sessionName,
          WebIdentityToken: token,
        }),
      );
      if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) {
        throw new Error('STS answered without credentials.');
      }
      return {
        accessKeyId: given.AccessKeyId,
        secretAccessKey: given.SecretAccessKey,
        sessionToken: given.SessionToken,
        ...(given.Expiration ? { expiration: given.Expiration } : {}),
      };
    } finally {
      client.destroy();
    }
  };
}
