import type { LambdaClient as SdkClient } from '@aws-sdk/client-lambda';
import { unusedProxy } from '@ci-actions/http/unused-proxy';
import type { Log } from '@ci-actions/log/log';
import { customEndpoint } from '../endpoint.ts';
import { partitionOf } from '../region.ts';
import { openSdkSession, type SdkService, type SdkSession, type SessionOptions } from '../sdk/session.ts';
import { LambdaError } from './lambda-error.ts';
import type { Operation } from './operations.ts';
import { explainRefusal, type Subject, subject } from './sentences.ts';

export interface LambdaOptions extends SessionOptions {
  /** Instead of AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL and AWS itself. */
  endpoint?: string | undefined;
  log: Pick<Log, 'debug' | 'info' | 'notice'>;
  /** How long an update of the function, our own or another's, is waited for. In milliseconds; 5 minutes by default. */
  updateBudgetMs?: number;
}

/** Lambda in one region. What it refuses is a LambdaError. */
export type Session = SdkSession<Operation, Subject, SdkClient>;

/** Refusals of Lambda that pass. */
const passing: ReadonlySet<string> = new Set([
  'ServiceException',
  // Of an invocation: what the function needs is not there yet.
  'CodeArtifactUserPendingException',
  'ENILimitReachedException',
  'ResourceNotReadyException',
  'SnapStartNotReadyException',
]);

/** @throws InputError at once where an endpoint in the environment is no address */
export function openSession(options: LambdaOptions): Session {
  const { region, endpoint, log, env = process.env } = options;
  const service: SdkService<Operation, Subject, SdkClient> = {
    host: `lambda.${region}.${partitionOf(region).hosts}`,
    endpoint: customEndpoint('LAMBDA', endpoint, env),
    async connect(config) {
      const { LambdaClient } = await import('@aws-sdk/client-lambda');
      return new LambdaClient(config);
    },
    Refused: LambdaError,
    passing,
    subject,
    explain: explainRefusal,
  };
  const proxy = unusedProxy(env);
  if (proxy) log.notice(proxy);
  return openSdkSession(service, options);
}
