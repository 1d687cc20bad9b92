import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { createAgents } from '@ci-actions/http/agents';
import { type Retry, withRetry } from '@ci-actions/http/retry';
import type { Log } from '@ci-actions/log/log';
import { type AwsCredentials, type CredentialProvider, shortKey } from '../credentials.ts';
import { judge, type OwnFaults, ownFaults, type Refusals, readFault } from './faults.ts';

/** What the session of any service is opened with. */
export interface SessionOptions {
  region: string;
  credentials: CredentialProvider;
  log: Pick<Log, 'debug'>;
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
export interface SdkClient {
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

/** One of AWS's services: where it is, by which client it is asked, and how it refuses. */
export interface SdkService<O, A, C> extends Refusals<O, A> {
  /** The host that AWS has for it. */
  host: string;
  /** What somebody chose instead. */
  endpoint: URL | undefined;
  /** Makes a client of the SDK, and loads it when it is first called. */
  connect(config: ClientConfig): Promise<C>;
}

/** How one question differs from the others. */
export interface AskOptions<T> {
  /** No answer is waited for longer, in milliseconds; 20,000 by default. */
  silenceMs?: number;
  /**
   * Looks whether an attempt whose answer was lost has worked, before the next one: for what must not be done twice.
   * @returns what the attempt would have answered; undefined where it has done nothing
   */
  ownSuccess?: () => Promise<T | undefined>;
}

/** A service in one region. */
export interface SdkSession<O, A, C> {
  /**
   * Asks, with patience: throttling, 5xx, faults of the network and replies that cannot be read are tried again within the
   * budget; expired credentials are renewed and a wrong clock is corrected once.
   *
   * @param about what the service's sentences name: a repository, a function
   * @param send one request
   * @throws the service's SdkError, or Error; their messages are whole sentences
   */
  ask<T>(operation: O, about: A, send: (client: C) => Promise<T>, options?: AskOptions<T>): Promise<T>;
  /** AWS's clock, in milliseconds since 1970. */
  awsTime(): number;
  /** Ends the connections that are kept. */
  close(): void;
}

/** A session with a service, whose clients share at most four connections; the SDK is loaded at the first question. */
export function openSdkSession<O, A, C extends SdkClient>(
  service: SdkService<O, A, C>,
  { region, credentials, log, env = process.env, retry }: SessionOptions,
): SdkSession<O, A, C> {
  const { host, endpoint, connect } = service;
  const agents = createAgents(4, env);
  const at = endpoint ?? new URL(`https://${host}`);
  const onRetry: Retry['onRetry'] = ({ what, cause }) => log.debug(`${what}: ${cause} Trying again.`);
  /** By how long they wait. */
  const current = new Map<number, { client: Promise<C>; credentials: AwsCredentials }>();
  let clockOffset = 0;

  const newClient = async (used: AwsCredentials, silenceMs: number): Promise<C> => {
    const client = await connect({
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
    });
    client.middlewareStack.addRelativeTo(ownFaults(at.host, silenceMs), {
      relation: 'after',
      toMiddleware: 'retryMiddleware',
      name: 'ownFaultsMiddleware',
    });
    return client;
  };

  /** The SDK keeps the credentials that it was given, so that other ones are another client's. */
  const clientFor = (used: AwsCredentials, silenceMs: number): Promise<C> => {
    const known = current.get(silenceMs);
    if (known?.credentials === used) return known.client;
    const client = newClient(used, silenceMs);
    current.set(silenceMs, { client, credentials: used });
    return client;
  };

  return {
    ask(operation, about, send, { silenceMs = 20_000, ownSuccess } = {}) {
      const asked = { operation, about, region };
      const repairs = { renewed: false, clockSet: false };
      const what = service.subject(asked);
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
            const { error, stale, clockSet } = readFault(thrown, service, { ...asked, origin });
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
      return withRetry(what, attempt, (error) => judge(error, what, service.passing), { onRetry, ...retry });
    },
    awsTime: () => Date.now() + clockOffset,
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
