import type { Reply } from '@ci-actions/http/exchange';
import { retryAfterMs } from '@ci-actions/http/transient';
import { PreconditionFailed, S3Error } from './s3-errors.ts';
import { explainRefusal, type Refused } from './s3-sentences.ts';
import { childText, parseXml, XmlError } from './xml.ts';

/** What a refusal without a text means: replies to HEAD have none, and early ones may be cut. */
const codeOfStatus: Record<number, string> = {
  301: 'PermanentRedirect',
  307: 'TemporaryRedirect',
  400: 'BadRequest',
  403: 'AccessDenied',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'EntityTooLarge',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
};

/** Somebody else was faster, in S3's words. A deleted object fails an `If-Match` with 404. */
const lostRace: ReadonlySet<string> = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

/**
 * A refusal of S3 as an error.
 *
 * @param reply its status is not one of success
 * @param about what was asked, where and by whom
 */
export function refusal(reply: Reply, about: Omit<Refused, 'code' | 'status' | 'message' | 'bucketRegion'>): S3Error {
  const { code, message, region } = readError(reply);
  const header = reply.headers['x-amz-bucket-region'];
  const bucketRegion = typeof header === 'string' ? header : region;
  const sentence = explainRefusal({ ...about, code, message, status: reply.status, bucketRegion });
  const after = retryAfterMs(reply.headers['retry-after']);
  const missing = about.conditional && code === 'NoSuchKey';
  return lostRace.has(code) || missing
    ? new PreconditionFailed(sentence, code, reply.status)
    : new S3Error(sentence, code, reply.status, after);
}

function readError({ status, body }: Reply): { code: string; message: string; region: string | undefined } {
  const code = codeOfStatus[status] ?? `HTTP${status}`;
  const text = body.subarray(0, 16_384).toString();
  try {
    const error = parseXml(text, 'Error');
    return {
      code: childText(error, 'Code') || code,
      message: childText(error, 'Message'),
      region: childText(error, 'Region') || undefined,
    };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    // A page of a proxy, or the beginning of a text: its first words are the best there is.
    const words = text
      .replace(/<[^>]*>|[^\x20-\x7e]/g, ' ')
      .replace(/ +/g, ' ')
      .trim()
      .slice(0, 200);
    return { code, message: words, region: undefined };
  }
}
