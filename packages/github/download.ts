import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Agents, createAgents } from '@ci-actions/http/agents';
import { connectionError, limitConnect, timedOut } from '@ci-actions/http/connection';
import { type Retry, withRetry } from '@ci-actions/http/retry';
import { ConnectionError, cutReply, isWeather, isWeatherStatus, retryAfterMs } from '@ci-actions/http/transient';
import { GitHubError } from './errors.ts';

/** What was written. */
export interface Downloaded {
  bytes: number;
  /** In hex. */
  sha256: string;
}

/** In milliseconds. */
const patience = { connect: 5_000, silence: 20_000 };
/** A signed address leads to the file itself, or to one more address. */
const mostRedirects = 3;

/** A reply that is not the file. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly afterMs: number | undefined;

  constructor({ statusCode = 0, headers }: http.IncomingMessage, host: string) {
    super(`${host} answers ${statusCode}`);
    this.status = statusCode;
    this.afterMs = retryAfterMs(headers['retry-after']);
  }
}

class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * Downloads a file from an address that asks for nothing but itself: no token, no cookie goes there. It is streamed, so
 * memory does not grow with it; an attempt that breaks starts again.
 *
 * @param what the work, as the subject of a sentence
 * @param limit the most that it may have, in bytes
 * @throws GitHubError where it cannot be had, and where it is larger
 */
export async function download(
  what: string,
  from: URL,
  file: string,
  limit: number,
  retry: Retry,
): Promise<Downloaded> {
  const agents = createAgents(1, process.env);
  try {
    return await withRetry(what, () => fetchOnce(agents, from, file, limit), judge, retry);
  } catch (thrown) {
    if (thrown instanceof TooLarge) throw new GitHubError(`${what} stopped: ${thrown.message}.`, undefined, thrown);
    const last = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    const status = last instanceof Refused ? last.status : undefined;
    if (thrown instanceof Refused) throw new GitHubError(`${what} failed: ${thrown.message}.`, status, thrown);
    if (last instanceof Refused || last instanceof ConnectionError) {
      const said = (thrown as Error).message.replace(/\.$/, '');
      throw new GitHubError(thrown === last ? `${what} failed: ${said}.` : `${said}.`, status, last);
    }
    throw thrown;
  } finally {
    agents.close();
  }
}

function judge(thrown: unknown): { retry: boolean; afterMs?: number; cause: string } {
  const cause = thrown instanceof Error ? thrown.message.replace(/\.$/, '') : String(thrown);
  if (!(thrown instanceof Refused)) return { retry: isWeather(thrown), cause };
  const { status, afterMs } = thrown;
  return { retry: isWeatherStatus(status), cause, ...(afterMs === undefined ? {} : { afterMs }) };
}

async function fetchOnce(agents: Agents, from: URL, file: string, limit: number): Promise<Downloaded> {
  let url = from;
  for (let hops = 0; ; hops++) {
    const response = await get(agents, url);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return save(response, file, limit, url.host);
    response.destroy();
    const next = statusCode >= 300 && statusCode < 400 ? headers.location : undefined;
    if (next === undefined || hops === mostRedirects || !URL.canParse(next, url.href))
      throw new Refused(response, url.host);
    const following = new URL(next, url);
    if (following.protocol !== 'https:' && following.protocol !== url.protocol) throw new Refused(response, url.host);
    url = following;
  }
}

function get(agents: Agents, url: URL): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(url, {
      agent: agents.of(url),
      headers: { 'user-agent': 'ci-actions' },
      timeout: patience.silence,
    });
    limitConnect(request, url.host, patience.connect);
    request.on('timeout', () => request.destroy(timedOut(url.host, patience.silence)));
    request.on('error', (error) => reject(connectionError(error, url.host)));
    request.on('response', resolve);
  });
}

async function save(response: http.IncomingMessage, file: string, limit: number, host: string): Promise<Downloaded> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes > limit) done(new TooLarge(`it has more than ${limit.toLocaleString('en-US')} bytes`));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(response, counted, createWriteStream(file));
  } catch (thrown) {
    // The disk's errors stay what they are; the reply's are the network's.
    const early = (thrown as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (thrown instanceof ConnectionError || (!early && thrown !== response.errored)) throw thrown;
    throw new ConnectionError(`${host} cut the connection in the middle of its reply`, cutReply, thrown);
  }
  return { bytes, sha256: hash.digest('hex') };
}
