/**
 * What went wrong below HTTP: the connection could not be made, was cut, or fell silent.
 * `code` is Node's or the system's name for it (https://nodejs.org/api/errors.html#common-system-errors).
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string;

  constructor(message: string, code: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Our own code for a reply that began and did not come to its end. */
export const cutReply = 'REPLY_CUT';

/** A reply that is larger than whatever it was asked for can be. Trying again is useless. */
export class ReplyTooLarge extends Error {
  override readonly name = 'ReplyTooLarge';

  constructor(host: string, maxBytes: number) {
    super(`${host} sent more than ${maxBytes} bytes, which is more than this reply can have.`);
  }
}

/**
 * Faults of the network that pass. A name that DNS does not know and a certificate that does not fit are none: they
 * are mistakes in a configuration, and a person should hear of them now and not in a minute.
 */
const weatherCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETDOWN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  cutReply,
]);

/** Replies that ask for another try, whatever the service: too slow, too many, broken for now. */
const weatherStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether an error is a fault of the network that may be gone at the next try. */
export function isWeather(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError && (weatherCodes.has(error.code) || error.code.startsWith('HPE_'));
}

/** Whether a status asks for another try. */
export function isWeatherStatus(status: number): boolean {
  return weatherStatuses.has(status);
}

/**
 * How long a reply asks to wait: `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3).
 *
 * @param header the header's value, if there is one
 * @param now the time, in milliseconds since 1970
 * @returns milliseconds; nothing where the header is missing or not understood
 */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
