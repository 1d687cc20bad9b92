import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { LambdaClient as SdkClient } from '@aws-sdk/client-lambda';
import { createAgents } from '@ci-actions/http/agents';
import { type Retry, withRetry } from '@ci-actions/http/retry';
import { unusedProxy } from '@ci-actions/http/unused-proxy';
import type { Log } from '@ci-actions/log/log';
import { type AwsCredentials, type CredentialProvider, shortKey } from '../credentials.ts';
import { customEndpoint } from '../endpoint.ts';
import { partitionOf } from '../region.ts';
import { judge, ownFaults, readFault } from './faults.ts';
import type { Operation } from './operations.ts';
import { type Subject, subject } from './sentences.ts';

export interface LambdaOptions {
  region: string;
  credentials: CredentialProvider;
  /** Instead of AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL and AWS itself. */
  endpoint?: string | undefined;
  log: Pick<Log, 'debug' | 'info' | 'notice'>;
  env?: NodeJS.ProcessEnv;
  retry?: Retry;
  /** How long an update of the function, our own or another's, is waited for. In milliseconds; 5 minutes by default. */
  updateBudgetMs?: number;
}

/** How one question differs from the others. */
export interface AskOptions<T> {
  /** No answer is waited for longer, in milliseconds. */
  silenceMs?: number;
  /**
   * Looks whether an attempt whose answer was lost has worked, before the next one: for what must not be done twice.
   * @returns what the attempt would have answered; undefined where it has done nothing
   */
  ownSuccess?: () => Promise<T | undefined>;
}

/** Lambda in one region. */
export interface Session {
  readonly region: string;
  /**
   * Asks, with patience: throttling, 5xx, faults of the network and replies that cannot be read are tried again within the
   * budget; expired credentials are renewed and a wrong clock is corrected once.
   *
   * @param send one request
   * @throws LambdaError or Error; their messages are whole sentences
   */
  ask<T>(
    operation: Operation,
    about: Subject,
    send: (client: SdkClient) => Promise<T>,
    options?: AskOptions<T>,
  ): Promise<T>;
  /** Ends the connections that are kept. */
  close(): void;
}

/** No answer but that to an invocation is waited for longer. In milliseconds. */
const silence = 20_000;

interface Made {
  client: Promise<SdkClient>;
  credentials: AwsCredentials;
}

/** @throws InputError at once where an endpoint in the environment is no address */
export function openSession({
  region,
  credentials,
  endpoint: own,
  log,
  env = process.env,
  retry,
}: LambdaOptions): Session {
  const endpoint = customEndpoint('LAMBDA', own, env);
  const proxy = unusedProxy(env);
  if (proxy) log.notice(proxy);
  const agents = createAgents(4, env);
  const at = endpoint ?? new URL(`https://lambda.${region}.${partitionOf(region).hosts}`);
  const onRetry: Retry['onRetry'] = ({ what, cause }) => log.debug(`${what}: ${cause} Trying again.`);
  /** By how long they wait. */
  const current = new Map<number, Made>();
  let clockOffset = 0;

  const connect = async (used: AwsCredentials, silenceMs: number) => {
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    // It makes one attempt; patience is this module's.
    const client = new LambdaClient({
      region,
      credentials: used,
      maxAttempts: 1,
      requestHandler: {
        httpAgent: agents.of(at) as HttpAgent,
        httpsAgent: agents.of(at) as HttpsAgent,
        connectionTimeout: 5_000,
        socketTimeout: silenceMs,
      },
      systemClockOffset: clockOffset,
      ...(endpoint ? { endpoint: endpoint.href } : {}),
    });
    client.middlewareStack.addRelativeTo(ownFaults(at.host, silenceMs) as never, {
      relation: 'after',
      toMiddleware: 'retryMiddleware',
      name: 'ownFaultsMiddleware',
    });
    return client;
  };

  /** The SDK keeps the credentials that it was given, so that other ones are another client's. */
  const clientFor = (used: AwsCredentials, silenceMs: number): Promise<SdkClient> => {
    const known = current.get(silenceMs);
    if (known?.credentials === used) return known.client;
    const client = connect(used, silenceMs);
    current.set(silenceMs, { client, credentials: used });
    return client;
  };

  return {
    region,
    ask(operation, about, send, { silenceMs = silence, ownSuccess } = {}) {
      const asked = { operation, about, region };
      const repairs = { renewed: false, clockSet: false };
      const what = subject(asked);
      const attempt = async (n: number) => {
        const done = n > 1 ? await ownSuccess?.() : undefined;
        if (done !== undefined) return done;
        for (;;) {
          const used = await credentials();
          const client = await clientFor(used, silenceMs);
          try {
            return await send(client);
          } catch (thrown) {
            const origin = credentials.origin ?? `the access key ${shortKey(used)}`;
            const { error, stale, clockSet } = readFault(thrown, { ...asked, origin });
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
    close() {
      for (const { client } of current.values()) {
        void client.then(
          (made) => made.destroy(),
          () => {},
        );
      }
      agents.close();
    },
  };
}
