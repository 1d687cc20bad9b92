import http from 'node:http';
import https from 'node:https';
import { createAgents } from './agents.ts';
import { connectionError, limitConnect, timedOut } from './connection.ts';
import { type StreamBody, sendBody } from './send-body.ts';
import { ConnectionError, cutReply } from './transient.ts';

interface Outgoing {
  method: string;
  /** Scheme, host and port; its path is not looked at. */
  origin: URL;
  /** The request target as it goes on the wire, with the query: never normalised, so `//` and `..` stay. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer | StreamBody;
  /** How long the connection may stay silent, where that is less than the client's own. In milliseconds. */
  idleTimeoutMs?: number;
}

export interface Reply {
  status: number;
  /** Names in lower case. */
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export interface Http {
  /**
   * One request and its reply, whatever the status. No retry, no redirect.
   *
   * @throws ConnectionError where no whole reply came
   */
  exchange(request: Outgoing): Promise<Reply>;
  /** Ends the connections that are kept for the next request. */
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
  const agents = createAgents(connections, env);

  function open({ method, origin, path, headers, body }: Outgoing, timeout: number): http.ClientRequest {
    const secure = origin.protocol === 'https:';
    const length: Record<string, string> = body
      ? { 'content-length': String(Buffer.isBuffer(body) ? body.length : body.size) }
      : {};
    return (secure ? https : http).request({
      agent: agents.of(origin),
      host: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port || (secure ? 443 : 80),
      method,
      path,
      headers: { ...length, ...headers },
      timeout,
    });
  }

  return {
    exchange: (outgoing) =>
      new Promise((resolve, reject) => {
        const host = outgoing.origin.host;
        const patience = Math.min(idleTimeoutMs, outgoing.idleTimeoutMs ?? idleTimeoutMs);
        const request = open(outgoing, patience);
        limitConnect(request, host, connectTimeoutMs);
        let replied = false;
        let silence: ConnectionError | undefined;
        request.on('timeout', () => {
          silence = timedOut(host, patience);
          request.destroy(silence);
        });
        const stopSending = sendBody(request, outgoing.body, reject);
        request.on('error', (error) => {
          // After the reply has begun, the reply tells how it ended; a server that answers early and hangs up makes
          // the rest of the body fail to send, and that is no news.
          if (!replied) reject(connectionError(error, host));
        });
        request.on('response', (response) => {
          replied = true;
          stopSending();
          const early = !request.writableFinished;
          const chunks: Buffer[] = [];
          const finish = () => {
            // A body that was not sent whole leaves the connection in the middle of a request: it cannot be kept.
            if (!request.writableFinished) request.destroy();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
          };
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', finish);
          response.on('error', (error) => {
            // An early refusal counts by its status, also when the hang-up cut its text.
            if (early && (response.statusCode ?? 0) >= 300) finish();
            else reject(silence ?? cut(error, host));
          });
        });
      }),
    close: () => agents.close(),
  };
}

function cut(error: Error, host: string): ConnectionError {
  return new ConnectionError(`${host} cut the connection in the middle of its reply.`, cutReply, error);
}
