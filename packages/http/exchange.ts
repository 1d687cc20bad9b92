import http from 'node:http';
import https from 'node:https';
import { createAgents } from './agents.ts';
import { connectionError, limitConnect, timedOut } from './connection.ts';
import { asksFirst, type StreamBody, sendBody, sizeOf } from './send-body.ts';
import { ConnectionError, cutReply, ReplyTooLarge } from './transient.ts';

interface Outgoing {
  method: string;
  /** Scheme, host and port; its path is not looked at. */
  origin: URL;
  /** The request target as it goes on the wire, with the query: never normalised, so `//` and `..` stay. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body?: Buffer | StreamBody;
  /** How long the connection may stay silent, where that is less than the client's own. In milliseconds. */
  idleTimeoutMs?: number;
  /** The most bytes that the body of a reply may have where it is collected; any number by default. */
  maxBytes?: number;
}

/** How a reply begins. */
interface Head {
  status: number;
  /** Names in lower case. */
  headers: http.IncomingHttpHeaders;
}

export interface Reply extends Head {
  body: Buffer;
}

/** A reply whose body comes while it is read. */
export interface StreamedReply extends Head {
  /**
   * Once, and in memory only as far as it is read. Who stops reading early ends the connection; who never begins loses it
   * after the time of a silence. Throws a ConnectionError where the body does not come to its end.
   */
  body: AsyncIterable<Buffer>;
}

export interface Http {
  /**
   * One request and its reply, whatever the status. No retry, no redirect.
   *
   * @throws ConnectionError where no whole reply came
   * @throws ReplyTooLarge where the reply has more than `maxBytes`
   */
  exchange(request: Outgoing): Promise<Reply>;
  /** The same, for a body of any size: it resolves when the reply begins. */
  stream(request: Outgoing): Promise<StreamedReply>;
  /** Ends the connections that are kept. Whoever asks for more fails at once, and is not told that trying again may help. */
  close(): void;
}

export interface HttpOptions {
  /** The most connections to one host; further requests wait their turn. */
  connections?: number;
  /** How long a connection may take to be made. In milliseconds. */
  connectTimeoutMs?: number;
  /** How long a connection may stay silent while a request is under way. In milliseconds. */
  idleTimeoutMs?: number;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up; see `unusedProxy` for which Node knows them. */
  env?: NodeJS.ProcessEnv;
}

/**
 * HTTP over connections that are kept: a TLS handshake costs more than the request that it carries.
 * A host of this machine is never asked for through a proxy.
 */
export function createHttp(options: HttpOptions = {}): Http {
  const { connections = 64, connectTimeoutMs = 5_000, idleTimeoutMs = 20_000, env = process.env } = options;
  const agents = createAgents(connections, env, idleTimeoutMs);
  let closed = false;
  /** Servers that do not know `Expect` cost a wait; each is asked until it was found deaf. */
  const deaf = new Set<string>();

  function open({ method, origin, path, headers, body }: Outgoing, asks: boolean, timeout: number): http.ClientRequest {
    const secure = origin.protocol === 'https:';
    // As a list, which Node writes as it is: it looks at each header of an object three times, and adds what is missing.
    const list = Object.entries(headers).flat();
    if (headers.host === undefined) list.push('host', origin.host);
    if (body || /^P/.test(method)) list.push('content-length', String(body ? sizeOf(body) : 0));
    if (asks) list.push('expect', '100-continue');
    return (secure ? https : http).request({
      agent: agents.of(origin),
      host: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port || (secure ? 443 : 80),
      method,
      path,
      headers: list,
      ...(timeout === idleTimeoutMs ? {} : { timeout }),
    });
  }

  /** Sends a request. Whoever `take`s the response does so at once, and settles the promise when the reply is as wanted. */
  function send<T>(outgoing: Outgoing, take: (begun: Begun, resolve: (value: T) => void, reject: Reject) => void) {
    return new Promise<T>((resolve, reject) => {
      const host = outgoing.origin.host;
      if (closed) throw new Error(`The connections are closed; ${host} is not asked any more.`);
      const patience = Math.min(idleTimeoutMs, outgoing.idleTimeoutMs ?? idleTimeoutMs);
      const asks = asksFirst(outgoing.body) && !deaf.has(host);
      const request = open(outgoing, asks, patience);
      limitConnect(request, host, connectTimeoutMs);
      let response: http.IncomingMessage | undefined;
      let silence: ConnectionError | undefined;
      const ring = () => {
        // Bytes are here and somebody reads them, slowly: it is not the host that is silent. Node listens to the timer once.
        if (response?.readableDidRead && response.readableLength > 0) {
          request.socket?.setTimeout(patience).once('timeout', ring);
          return;
        }
        silence = timedOut(host, patience);
        request.destroy(silence);
      };
      request.on('timeout', ring);
      const stopSending = sendBody(request, outgoing.body, reject, asks ? () => void deaf.add(host) : undefined);
      request.on('error', (error) => {
        // After the reply has begun, the reply tells how it ended; a server that answers early and hangs up makes
        // the rest of the body fail to send, and that is no news.
        if (!response) reject(connectionError(error, host));
      });
      request.on('response', (begun) => {
        response = begun;
        stopSending();
        const { socket } = begun;
        // The connection may be kept for another request.
        begun.once('close', () => socket?.off('timeout', ring));
        const early = !request.writableFinished;
        // A body that was not sent whole leaves the connection in the middle of a request: it cannot be kept.
        begun.on('end', () => {
          if (!request.writableFinished) request.destroy();
        });
        take({ response: begun, early, explain: (error) => silence ?? cut(error, host) }, resolve, reject);
      });
    });
  }

  return {
    exchange: (outgoing) =>
      send<Reply>(outgoing, ({ response, early, explain }, resolve, reject) => {
        const { maxBytes = Number.POSITIVE_INFINITY } = outgoing;
        const chunks: Buffer[] = [];
        let size = 0;
        const finish = () => resolve({ ...headOf(response), body: Buffer.concat(chunks) });
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size <= maxBytes) return;
          reject(new ReplyTooLarge(outgoing.origin.host, maxBytes));
          response.destroy();
        });
        response.on('end', finish);
        response.on('error', (error) => {
          // An early refusal counts by its status, also when the hang-up cut its text.
          if (early && (response.statusCode ?? 0) >= 300) finish();
          else reject(explain(error));
        });
      }),
    stream: (outgoing) =>
      send<StreamedReply>(outgoing, ({ response, explain }, resolve) => {
        let failure: Error | undefined;
        // Heard also before somebody reads.
        response.on('error', (error) => {
          failure = explain(error);
        });
        resolve({ ...headOf(response), body: readBody(response, () => failure) });
      }),
    close() {
      closed = true;
      agents.close();
    },
  };
}

type Reject = (error: unknown) => void;

/** A reply that has begun. */
interface Begun {
  response: http.IncomingMessage;
  /** Whether it began before the request was sent whole. */
  early: boolean;
  /** What an error of the response means. */
  explain(error: Error): ConnectionError;
}

const headOf = ({ statusCode, headers }: http.IncomingMessage): Head => ({ status: statusCode ?? 0, headers });

/** The chunks of a response; leaving the loop early destroys it, and its connection with it. */
async function* readBody(
  response: http.IncomingMessage,
  failure: () => Error | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* response as AsyncIterable<Buffer>;
  } catch (error) {
    throw failure() ?? error;
  }
}

function cut(error: Error, host: string): ConnectionError {
  return new ConnectionError(`${host} cut the connection in the middle of its reply.`, cutReply, error);
}
