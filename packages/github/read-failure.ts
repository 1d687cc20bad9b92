import { ConnectionError, isWeather, isWeatherStatus, retryAfterMs } from '@ci-actions/http/transient';
import { GitHubError } from './errors.ts';

/** An attempt that went wrong, in our own words. */
export interface Failure {
  /** The status of the reply; undefined where no whole reply came. */
  status: number | undefined;
  /** The reply's headers, names in lower case. */
  headers: Readonly<Record<string, unknown>>;
  /** What GitHub, or the network, said: one short line. */
  text: string;
  /** What GitHub said of single fields, each in one line that is not cut: `tag_name already_exists`. */
  details: readonly string[];
  /** Whether another attempt may help. */
  passes: boolean;
  /** Whether GitHub counts our requests and wants fewer of them. */
  rateLimit: boolean;
  /** How long GitHub asks to wait. In milliseconds. */
  afterMs: number | undefined;
}

/** A reply that began and was cut off: the toolkit takes it for an empty text and calls it a success. */
export class CutReply extends Error {
  override readonly name = 'CutReply';
}

/** undici's own names for a connection that broke (https://undici.nodejs.org/#/docs/api/Errors). */
const broken = /^UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT)$/;

/**
 * Reads what the toolkit threw.
 *
 * @param now the time in milliseconds since 1970, for a reply without a date of its own
 * @returns undefined for anything that is not the failure of a request
 */
export function readFailure(thrown: unknown, now = Date.now()): Failure | undefined {
  const none = { status: undefined, headers: {}, details: [], rateLimit: false, afterMs: undefined };
  if (thrown instanceof CutReply) return { ...none, text: thrown.message, passes: true };
  if (thrown instanceof ConnectionError) return { ...none, text: shorten(thrown.message), passes: isWeather(thrown) };
  // A sentence of our own has a status too.
  if (thrown instanceof GitHubError) return undefined;
  if (!isError(thrown) || !('status' in thrown)) return undefined;
  const response = 'response' in thrown ? (thrown.response as Response | undefined) : undefined;
  if (!response) return { ...none, ...network(thrown) };
  const { status } = response;
  const headers = response.headers ?? {};
  const details = detailsOf(response.data);
  const text = shorten([said(response.data) ?? thrown.message, details.join('; ')].filter(Boolean).join(': '));
  const rateLimit = status === 429 || (status === 403 && counts(headers, text));
  return {
    status,
    headers,
    text,
    details,
    passes: rateLimit || isWeatherStatus(status),
    rateLimit,
    afterMs: askedToWait(headers, rateLimit, now),
  };
}

interface Response {
  status: number;
  headers?: Record<string, unknown>;
  data?: unknown;
}

/** Without a reply: the innermost cause knows what happened to the connection. */
function network(thrown: Error): { text: string; passes: boolean } {
  const causes = chain(thrown);
  const code = causes.map((cause) => ('code' in cause ? String(cause.code) : '')).findLast(Boolean) ?? '';
  if (causes.some(({ name }) => name === 'TimeoutError' || name === 'AbortError')) {
    return { text: 'no reply in time', passes: true };
  }
  const text = shorten(causes.at(-1)?.message ?? thrown.message);
  const passes = broken.test(code) || isWeather(new ConnectionError(text, code));
  return { text: code && !text.includes(code) ? `${text} (${code})` : text, passes };
}

function chain(thrown: Error): Error[] {
  const causes: Error[] = [];
  for (let error: unknown = thrown; isError(error) && causes.length < 5; error = error.cause) causes.push(error);
  return causes;
}

/** Not `instanceof`: what the network throws may be a DOMException, or come from another realm. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}

/**
 * Whether a 403 means "too many" and not "you may not".
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
function counts(headers: Readonly<Record<string, unknown>>, text: string): boolean {
  const left = headers['x-ratelimit-remaining'];
  return headers['retry-after'] !== undefined || String(left) === '0' || /rate limit|abuse detection/i.test(text);
}

/** Retry-After wins; else the time at which the count starts anew, by the clock of whoever set it. */
function askedToWait(headers: Readonly<Record<string, unknown>>, rateLimit: boolean, now: number): number | undefined {
  const header = (name: string) => (headers[name] === undefined ? undefined : String(headers[name]));
  const there = Date.parse(header('date') ?? '') || now;
  const asked = retryAfterMs(header('retry-after'), there);
  if (asked !== undefined || !rateLimit || header('x-ratelimit-remaining') !== '0') return asked;
  const reset = Number(header('x-ratelimit-reset')) * 1000;
  return reset > 0 ? Math.max(0, reset - there) : undefined;
}

function said(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('message' in data)) return undefined;
  return String(data.message);
}

/** https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
function detailsOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null || !('errors' in data) || !Array.isArray(data.errors)) return [];
  return data.errors.map((error: unknown) => {
    if (typeof error !== 'object' || error === null) return oneLine(String(error));
    const { field, code, message } = error as { field?: unknown; code?: unknown; message?: unknown };
    return oneLine(
      typeof message === 'string' ? message : [field, code].filter((part) => part !== undefined).join(' '),
    );
  });
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');

/** An error page can be long, and has lines. */
function shorten(text: string): string {
  const line = oneLine(text);
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
