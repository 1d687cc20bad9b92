import { connectionError, timedOut } from '@ci-actions/http/connection';
import { ConnectionError, cutReply, isWeather, isWeatherStatus, retryAfterMs } from '@ci-actions/http/transient';
import { EcrError } from './ecr-error.ts';
import { explainRefusal, type Refused, subject } from './sentences.ts';

/** What the SDK throws, as far as it is looked at. */
interface SdkFault extends Error {
  /** Of the system or of Node, where there was no reply. */
  code?: string;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  $response?: { statusCode?: number; headers?: Record<string, string> };
}

/** Refusals that pass, beside those that their status gives away. */
const weatherCodes: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'ServerException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'RequestTimeout',
  'RequestTimeoutException',
]);

/** Refusals that newer credentials may mend. */
const staleCodes: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);

/** Refusals that a right clock may mend. */
const clockCodes: ReadonlySet<string> = new Set([
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'RequestExpired',
  'RequestTimeTooSkewed',
]);

/** The code of a 4xx without one that is understood: a proxy's page, or an empty reply. */
const codeOfStatus: Record<number, string> = { 401: 'AccessDenied', 403: 'AccessDenied', 429: 'TooManyRequests' };

/**
 * What the SDK threw, as an error of ours.
 *
 * @param about what was asked, where and by whom
 * @param host whom a fault of the network is told of
 * @returns `stale`: other credentials may help; `clockSet`: the SDK has just corrected the clock that it signs with
 */
export function readFault(
  thrown: unknown,
  about: Omit<Refused, 'code' | 'status' | 'message'>,
  host: string,
): { error: unknown; stale: boolean; clockSet: boolean } {
  const fault = thrown as SdkFault;
  const status = fault.$metadata?.httpStatusCode ?? fault.$response?.statusCode;
  if (fault.code !== undefined || fault.name === 'TimeoutError' || status === undefined) {
    return { error: unanswered(fault, about, host), stale: false, clockSet: false };
  }
  const unread = fault instanceof SyntaxError || fault.name === 'SyntaxError';
  if (unread && status < 300) {
    const error = new ConnectionError(
      `${host} answered with something that cannot be read (HTTP ${status}).`,
      cutReply,
    );
    return { error, stale: false, clockSet: false };
  }
  const known = !unread && fault.name !== 'Unknown' && fault.name !== 'Error';
  const code = known ? fault.name : (codeOfStatus[status] ?? `HTTP${status}`);
  const message = known && fault.message !== 'UnknownError' ? fault.message : '';
  const after = retryAfterMs(fault.$response?.headers?.['retry-after']);
  return {
    error: new EcrError(explainRefusal({ ...about, code, status, message }), code, status, after, thrown),
    stale: staleCodes.has(code),
    clockSet: fault.$metadata?.clockSkewCorrected === true && clockCodes.has(code),
  };
}

/** Faults below HTTP become sentences about the host; what is no such fault stays as it is. */
function unanswered(fault: SdkFault, about: Omit<Refused, 'code' | 'status' | 'message'>, host: string): unknown {
  if (fault.code === 'ENOTFOUND') {
    return new Error(
      `${subject(about)} failed, because ${host} is not known to DNS (ENOTFOUND). Check that the region ${about.region} exists, and that this machine reaches the internet.`,
      { cause: fault },
    );
  }
  if (fault.code !== undefined && /^(E[A-Z_]+|HPE_\w+)$/.test(fault.code)) return connectionError(fault, host);
  if (fault.name === 'TimeoutError') return timedOut(host, 20_000);
  return fault;
}

/** Whether asking once more may help. The cause is told without the subject, which the sentence about a used up budget has. */
export function judge(error: unknown, what: string): { retry: boolean; afterMs?: number; cause: string } {
  const cause = (error instanceof Error ? error.message : String(error)).replace(`${what} failed: `, '');
  if (!(error instanceof EcrError)) return { retry: isWeather(error), cause };
  const retry = weatherCodes.has(error.code) || isWeatherStatus(error.status);
  return { retry, cause, ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }) };
}
