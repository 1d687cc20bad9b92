import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { createAgents } from '@ci-actions/http/agents';
import { type Retry, withRetry } from '@ci-actions/http/retry';
import type { Log } from '@ci-actions/log/log';
import { type AwsCredentials, type CredentialProvider, shortKey } from '../credentials.ts';
import { customEndpoint } from '../endpoint.ts';
import type { Operation } from './operations.ts';
import { judge, type OwnFaults, ownFaults, readFault, silenceMs } from './sdk-faults.ts';
import { subject } from './sentences.ts';

export interface EcrOptions {
  region: string;
  /** The account whose registry is meant; that of the credentials where it is not given. */
  account?: string | undefined;
  credentials: CredentialProvider;
  log: Pick<Log, 'debug' | 'info' | 'notice' | 'warning'>;
  /** Told every secret before its first use. */
  mask(secret: string): void;
  env?: NodeJS.ProcessEnv;
  retry?: Retry;
}

/** What a client of the SDK is made with. It makes one attempt; patience is this package's. */
export interface ClientConfig {
  region: string;
  credentials: AwsCredentials;
  maxAttempts: 1;
  requestHandler: {
    httpAgent: HttpAgent;
    httpsAgent: HttpsAgent;
    connectionTimeout: number;
    socketTimeout: number;
  };
  endpoint?: string;
  systemClockOffset: number;
}

/** A client of the SDK, as far as it is looked at. */
interface SdkClient {
  destroy(): void;
  /** The SDK measures how far this machine's clock is off, and writes it here. In milliseconds. */
  config: { systemClockOffset: number };
  middlewareStack: {
    addRelativeTo(
      middleware: OwnFaults,
      options: { relation: 'after'; toMiddleware: 'retryMiddleware'; name: string },
    ): void;
  };
}

/** One registry's control plane. */
export interface Session<C> {
  /**
   * Asks, with patience: throttling, 5xx, faults of the network and replies that cannot be read are tried again within the
   * budget; expired credentials are renewed and a wrong clock is corrected once.
   *
   * @param repository the repository that it is about, if one is
   * @param send one request
   * @throws EcrError or Error; their messages are whole sentences
   */
  ask<T>(operation: Operation, repository: string | undefined, send: (client: C) => Promise<T>): Promise<T>;
  /** AWS's clock, in milliseconds since 1970. */
  awsTime(): number;
  /** Ends the connections that are kept. */
  close(): void;
}

/**
 * @param registry which of the two services
 * @param connect makes a client of the SDK, and loads it when it is first called
 */
export function openSession<C extends SdkClient>(
  registry: 'private' | 'public',
  { region, account, credentials, log, env = process.env, retry }: EcrOptions,
  connect: (config: ClientConfig) => Promise<C>,
): Session<C> {
  const service = registry === 'public' ? 'ecr-public' : 'ecr';
  const endpoint = customEndpoint(registry === 'public' ? 'ECR_PUBLIC' : 'ECR', undefined, env);
  const agents = createAgents(4, env);
  const at = endpoint ?? new URL(`https://api.${service}.${region}.amazonaws.com`);
  const onRetry: Retry['onRetry'] = ({ what, cause }) => log.debug(`${what}: ${cause} Trying again.`);
  let current: { client: Promise<C>; credentials: AwsCredentials } | undefined;
  let clockOffset = 0;

  /** The SDK keeps the credentials that it was given, so that other ones are another client's. */
  const clientFor = (used: AwsCredentials): Promise<C> => {
    if (current?.credentials === used) return current.client;
    const config: ClientConfig = {
      region,
      credentials: used,
      maxAttempts: 1,
      requestHandler: {
        httpAgent: agents.of(at),
        httpsAgent: agents.of(at) as HttpsAgent,
        connectionTimeout: 5_000,
        socketTimeout: silenceMs,
      },
      systemClockOffset: clockOffset,
      ...(endpoint ? { endpoint: endpoint.href } : {}),
    };
    const client = connect(config).then((made) => {
      made.middlewareStack.addRelativeTo(ownFaults(at.host), {
        relation: 'after',
        toMiddleware: 'retryMiddleware',
        name: 'ownFaultsMiddleware',
      });
      return made;
    });
    current = { credentials: used, client };
    return client;
  };

  return {
    ask(operation, repository, send) {
      const about = { operation, registry, repository, account, region };
      const repairs = { renewed: false, clockSet: false };
      const what = subject(about);
      const attempt = async () => {
        for (;;) {
          const used = await credentials();
          const client = await clientFor(used);
          try {
            return await send(client);
          } catch (thrown) {
            const origin = credentials.origin ?? `the access key ${shortKey(used)}`;
            const { error, stale, clockSet } = readFault(thrown, { ...about, origin });
            if (clockSet && !repairs.clockSet) {
              repairs.clockSet = true;
              continue;
            }
            if (!stale || repairs.renewed) throw error;
            repairs.renewed = true;
            if ((await credentials({ refused: used })) === used) throw error;
          } finally {
            clockOffset = client.config.systemClockOffset;
          }
        }
      };
      return withRetry(what, attempt, (error) => judge(error, what), { onRetry, ...retry });
    },
    awsTime: () => Date.now() + clockOffset,
    close() {
      void current?.client.then(
        (client) => client.destroy(),
        () => {},
      );
      agents.close();
    },
  };
}
