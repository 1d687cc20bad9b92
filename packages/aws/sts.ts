import type { Agent as HttpsAgent } from 'node:https';
import { customEndpoint } from './endpoint.ts';
import type { AssumeRole } from './web-identity.ts';

/**
 * STS by the SDK's client, which is loaded when it is first called, as is Node's `http`. It makes one attempt; patience is the caller's. It
 * goes through the same proxy as S3 does.
 *
 * When the credentials expire is told by the clock of this machine: the time that STS gives them is counted from the
 * time at which STS answered, so that a clock that is an hour off makes them neither too long nor too short.
 *
 * @param region whose STS is asked
 * @param env where AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL and HTTPS_PROXY are looked up
 */
export function stsCall(region: string, env: NodeJS.ProcessEnv): AssumeRole {
  const endpoint = customEndpoint('STS', undefined, env);
  return async ({ role, sessionName, token }) => {
    const [{ AssumeRoleWithWebIdentityCommand, STSClient }, { createAgents }] = await Promise.all([
      import('@aws-sdk/client-sts'),
      import('@ci-actions/http/agents'),
    ]);
    const agents = createAgents(1, env);
    const of = endpoint ?? new URL('https://sts.amazonaws.com');
    const client = new STSClient({
      region,
      maxAttempts: 1,
      requestHandler: {
        httpAgent: agents.of(of),
        httpsAgent: agents.of(of) as HttpsAgent,
        connectionTimeout: 5_000,
        socketTimeout: 20_000,
      },
      ...(endpoint ? { endpoint: endpoint.href } : {}),
    });
    let answeredAt: number | undefined;
    client.middlewareStack.add(
      (next) => async (request) => {
        const result = await next(request);
        answeredAt = dateOf(result.response);
        return result;
      },
      { step: 'deserialize' },
    );
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
      const skewMs = answeredAt === undefined ? 0 : Date.now() - answeredAt;
      return {
        accessKeyId: given.AccessKeyId,
        secretAccessKey: given.SecretAccessKey,
        sessionToken: given.SessionToken,
        ...(given.Expiration ? { expiration: new Date(given.Expiration.getTime() + skewMs) } : {}),
      };
    } finally {
      client.destroy();
      agents.close();
    }
  };
}

/** When a reply was made, by the clock of whoever made it. */
function dateOf(response: unknown): number | undefined {
  const { headers } = response as { headers?: Record<string, string> };
  const date = Date.parse(headers?.date ?? '');
  return Number.isNaN(date) ? undefined : date;
}
