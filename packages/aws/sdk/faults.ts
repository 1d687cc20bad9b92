import { connectionError, timedOut } from '@ci-actions/http/connection';
import { ConnectionError, cutReply, isWeather, isWeatherStatus, retryAfterMs } from '@ci-actions/http/transient';
import { SdkError } from './sdk-error.ts';

/** What the SDK throws, as far as it is looked at. */
interface SdkFault extends Error {
  /** Of the system or of Node, where there was no reply. */
  code?: string;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  $response?: { statusCode?: number; headers?: Record<string, string> };
}

/** A question: what is asked, about what, and where. */
export interface Asked<O, A> {
  operation: O;
  about: A;
  region: string;
}

/** What a service said when it refused, and to whom. */
interface Refusal {
  /** Whose credentials: `the role arn:...`. */
  origin: string;
  code: string;
  status: number;
  /** What the service said; may be empty. */
  message: string;
}

/** How the refusals of one service are read and told. */
export interface Refusals<O, A> {
  /** What a refusal is thrown as. */
  Refused: typeof SdkError;
  /** Refusals that pass, beside those that every service has and those that their status gives away. */
  passing: ReadonlySet<string>;
  /** What was being done, as the beginning of a sentence. */
  subject(asked: Asked<O, A>): string;
  /** A refusal as a sentence: what is wrong, where, and what to do. */
  explain(refused: Asked<O, A> & Refusal): string;
}

/** Refusals of any service that pass, beside those that their status gives away. */
const weatherCodes: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'RequestTimeout',
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

/** A reply that is not JSON: a proxy's page, or half an answer. */
class UnreadReply extends Error {
  readonly $response: SdkFault['$response'];

  constructor(host: string, fault: SdkFault) {
    const status = fault.$response?.statusCode ?? fault.$metadata?.httpStatusCode ?? 0;
    super(`${host} answered with something that cannot be read (HTTP ${status}).`, { cause: fault });
    this.$response = { ...fault.$response, statusCode: status };
  }
}

/** A middleware of the SDK, for any request. */
export type OwnFaults = <A, R>(next: (args: A) => Promise<R>) => (args: A) => Promise<R>;

/**
 * A middleware that makes errors of ours from faults of the network and from replies that cannot be read. It sits below the
 * one that retries, which would wrap them so that their codes are lost.
 *
 * @param host whom they are told of
 * @param silenceMs how long it may have been silent
 */
export function ownFaults(host: string, silenceMs: number): OwnFaults {
  return (next) => async (args) => {
    try {
      return await next(args);
    } catch (thrown) {
      const fault = thrown as SdkFault;
      if (fault.name === 'SyntaxError') throw new UnreadReply(host, fault);
      if (fault.code !== undefined && /^(E[A-Z_]+|HPE_\w+)$/.test(fault.code)) throw connectionError(fault, host);
      if (fault.name === 'TimeoutError') throw timedOut(host, silenceMs);
      throw thrown;
    }
  };
}

/**
 * What the SDK threw, as an error of ours.
 *
 * @param asked the question, and whose credentials it was asked with
 * @returns `stale`: other credentials may help; `clockSet`: the SDK has just corrected the clock that it signs with
 */
export function readFault<O, A>(
  thrown: unknown,
  { Refused, subject, explain }: Refusals<O, A>,
  asked: Asked<O, A> & Pick<Refusal, 'origin'>,
): { error: unknown; stale: boolean; clockSet: boolean } {
  const fault = thrown as SdkFault;
  const same = (error: unknown) => ({ error, stale: false, clockSet: false });
  if (thrown instanceof ConnectionError) {
    return same(thrown.code === 'ENOTFOUND' ? noSuchHost(thrown, subject(asked), asked.region) : thrown);
  }
  const status = fault.$metadata?.httpStatusCode ?? fault.$response?.statusCode;
  if (status === undefined) return same(thrown);
  const unread = thrown instanceof UnreadReply;
  if (unread && status < 300) return same(new ConnectionError(thrown.message, cutReply, thrown));
  const known = !unread && fault.name !== 'Unknown' && fault.name !== 'Error';
  const code = known ? fault.name : (codeOfStatus[status] ?? `HTTP${status}`);
  const message = known && fault.message !== 'UnknownError' ? (fault.message ?? '') : '';
  const after = retryAfterMs(fault.$response?.headers?.['retry-after']);
  return {
    error: new Refused(explain({ ...asked, code, status, message }), code, status, after, thrown),
    stale: staleCodes.has(code),
    clockSet: fault.$metadata?.clockSkewCorrected === true && clockCodes.has(code),
  };
}

function noSuchHost(fault: ConnectionError, what: string, region: string): Error {
  return new Error(
    `${what} failed: ${fault.message} Check that the region ${region} exists, and that this machine reaches the internet.`,
    { cause: fault },
  );
}

/**
 * Whether asking once more may help. The cause is told without the subject, which the sentence about a used up budget has.
 *
 * @param passing refusals of this service that pass, beside those that every service has
 */
export function judge(
  error: unknown,
  what: string,
  passing: ReadonlySet<string>,
): { retry: boolean; afterMs?: number; cause: string } {
  const cause = (error instanceof Error ? error.message : String(error)).replace(`${what} failed: `, '');
  if (!(error instanceof SdkError)) return { retry: isWeather(error), cause };
  const retry = weatherCodes.has(error.code) || passing.has(error.code) || isWeatherStatus(error.status);
  return { retry, cause, ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }) };
}
