import { createHash } from 'node:crypto';
import type { Http, Reply } from '@ci-actions/http/exchange';
import { type Retry, withRetry } from '@ci-actions/http/retry';
import type { StreamBody } from '@ci-actions/http/send-body';
import { isWeather, isWeatherStatus } from '@ci-actions/http/transient';
import { type AwsCredentials, type CredentialProvider, shortKey } from './credentials.ts';
import type { Locate } from './endpoint.ts';
import { showObject } from './key.ts';
import { PreconditionFailed, S3Error } from './s3-errors.ts';
import type { Operation } from './s3-operation.ts';
import { refusal } from './s3-refusal.ts';
import { encodeQuery, type Signer } from './sign.ts';
import { XmlError } from './xml.ts';

/** What every request to one S3 shares. */
export interface Session {
  region: string;
  locate: Locate;
  http: Http;
  /** For the few requests that must not wait for the many. */
  urgentHttp: Http;
  sign: Signer;
  credentials: CredentialProvider;
  retry: Retry;
  /** Milliseconds since 1970 by this machine's clock. */
  clock(): number;
  /** S3's clock minus this machine's, once it was found to matter. In milliseconds. */
  skewMs: number;
}

export interface Call<T> {
  operation: Operation;
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  bucket: string;
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Buffer | StreamBody;
  /** Of the body, in hex. */
  sha256?: string;
  /** Goes over a connection that uploads do not use. */
  urgent?: boolean;
  /** How long to go on trying, and to bear silence, where that is less than usual. In milliseconds. */
  budgetMs?: number;
  /** Makes the result of a successful reply; what it cannot read is asked for again. */
  read(reply: Reply): T;
  /** Asked when a condition failed after a try of which nobody knows whether it worked: was it our own success? */
  ownSuccess?(): Promise<T | undefined>;
}

/** No answer is given up sooner, however small the budget. In milliseconds. */
const shortest = 1_000;

const emptySha256 = createHash('sha256').digest('hex');

/** Refusals that pass, beside those that their status gives away. */
const weatherCodes: ReadonlySet<string> = new Set([
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'RequestTimeout',
  'OperationAborted',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
]);

/** Refusals that newer credentials may mend. A HEAD has no text: its bare 400 may be one of these. */
const staleCodes: ReadonlySet<string> = new Set(['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired', 'BadRequest']);

/**
 * Asks S3, with patience: faults of the network, 5xx, SlowDown and replies that cannot be read are tried again within
 * the budget; expired credentials are renewed and a wrong clock is corrected once.
 *
 * @throws PreconditionFailed, S3Error or Error; their messages are whole sentences
 */
export function ask<T>(session: Session, call: Call<T>): Promise<T> {
  const what = `${call.operation.doing} ${showObject(call.bucket, call.key)}`;
  const repairs = { renewed: false, clockSet: false };
  let doubtful = false;
  const attempt = async () => {
    for (;;) {
      const credentials = await session.credentials();
      const reply = await send(session, call, credentials);
      if (reply.status >= 200 && reply.status < 300) return call.read(reply);
      const skewMs = skewOf(reply, session.clock());
      const origin = session.credentials.origin ?? `the access key ${shortKey(credentials)}`;
      const { bucket, key, operation, headers = {} } = call;
      const conditional = 'if-match' in headers || 'if-none-match' in headers;
      const error = refusal(reply, { operation, bucket, key, conditional, region: session.region, origin, skewMs });
      if (error instanceof PreconditionFailed && doubtful) {
        const own = await call.ownSuccess?.();
        if (own !== undefined) return own;
      }
      if (!(await mended(session, error, credentials, skewMs, repairs))) throw error;
    }
  };
  return withRetry(
    what,
    attempt,
    (error) => {
      const verdict = judge(error, what);
      doubtful ||= verdict.retry;
      return verdict;
    },
    call.budgetMs === undefined ? session.retry : { ...session.retry, budgetMs: call.budgetMs },
  );
}

async function send<T>(session: Session, call: Call<T>, credentials: AwsCredentials): Promise<Reply> {
  const { method, bucket, key, query = {}, headers = {}, body, sha256 = emptySha256, urgent, budgetMs } = call;
  const { origin, path } = session.locate(bucket, key);
  const unsigned = { method, origin, path, query, headers: { ...headers, 'x-amz-content-sha256': sha256 } };
  const signed = session.sign(unsigned, credentials, new Date(session.clock() + session.skewMs));
  const search = Object.entries(query).map(([name, value]) => `${encodeQuery(name)}=${encodeQuery(value)}`);
  const target = search.length > 0 ? `${path}?${search.join('&')}` : path;
  const reply = await (urgent ? session.urgentHttp : session.http).exchange({
    method,
    origin,
    path: target,
    headers: signed,
    ...(body === undefined ? {} : { body }),
    ...(budgetMs === undefined ? {} : { idleTimeoutMs: Math.max(shortest, budgetMs) }),
  });
  return reply;
}

/** S3's clock minus this machine's, where the reply says what time it is there. In milliseconds. */
function skewOf({ headers }: Reply, now: number): number | undefined {
  const date = Date.parse(headers.date ?? '');
  return Number.isNaN(date) ? undefined : date - now;
}

/** Puts right what can be put right from here, each thing once. @returns whether the request is worth sending again */
async function mended(
  session: Session,
  error: S3Error,
  used: AwsCredentials,
  skewMs: number | undefined,
  repairs: { renewed: boolean; clockSet: boolean },
): Promise<boolean> {
  if (error.code === 'RequestTimeTooSkewed' && !repairs.clockSet && skewMs !== undefined) {
    repairs.clockSet = true;
    session.skewMs = skewMs;
    return true;
  }
  if (staleCodes.has(error.code) && !repairs.renewed) {
    repairs.renewed = true;
    return (await session.credentials({ refused: used })) !== used;
  }
  return false;
}

/** The cause without the subject, which the sentence about a used up budget has already. */
function judge(error: unknown, what: string): { retry: boolean; afterMs?: number; cause: string } {
  const cause = (error instanceof Error ? error.message : String(error)).replace(`${what} failed: `, '');
  if (error instanceof S3Error) {
    const retry = weatherCodes.has(error.code) || isWeatherStatus(error.status);
    return { retry, cause, ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }) };
  }
  return { retry: isWeather(error) || error instanceof XmlError, cause };
}
