import type { Log } from '@ci-actions/log/log';
import { customEndpoint } from '../endpoint.ts';
import {
  type ClientConfig,
  openSdkSession,
  type SdkClient,
  type SdkService,
  type SdkSession,
  type SessionOptions,
} from '../sdk/session.ts';
import { EcrError } from './ecr-error.ts';
import type { Operation } from './operations.ts';
import { explainRefusal, subject } from './sentences.ts';

export interface EcrOptions extends SessionOptions {
  /** The account whose registry is meant; that of the credentials where it is not given. */
  account?: string | undefined;
  log: Pick<Log, 'debug' | 'info' | 'notice' | 'warning'>;
  /** Told every secret before its first use. */
  mask(secret: string): void;
}

/** One registry's control plane. It is asked about a repository, or about the registry as a whole; what it refuses is an EcrError. */
export type Session<C> = SdkSession<Operation, string | undefined, C>;

/** Refusals of ECR that pass. */
const passing: ReadonlySet<string> = new Set([
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'InternalServerError',
  'InternalServerException',
  'ServerException',
  'RequestTimeoutException',
]);

/**
 * @param registry which of the two services
 * @param connect makes a client of the SDK, and loads it when it is first called
 * @throws InputError at once where an endpoint in the environment is no address
 */
export function openSession<C extends SdkClient>(
  registry: 'private' | 'public',
  options: EcrOptions,
  connect: (config: ClientConfig) => Promise<C>,
): Session<C> {
  const { region, account, env } = options;
  const [name, variable] = registry === 'public' ? ['ecr-public', 'ECR_PUBLIC'] : ['ecr', 'ECR'];
  const service: SdkService<Operation, string | undefined, C> = {
    host: `api.${name}.${region}.amazonaws.com`,
    endpoint: customEndpoint(variable, undefined, env),
    connect,
    Refused: EcrError,
    passing,
    subject: ({ about, ...asked }) => subject({ ...asked, registry, account, repository: about }),
    explain: ({ about, ...refused }) => explainRefusal({ ...refused, registry, account, repository: about }),
  };
  return openSdkSession(service, options);
}
