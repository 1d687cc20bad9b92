import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** One request that was passed on. */
export interface Passed {
  method: string;
  /** The request target as it came. */
  path: string;
  status: number;
  /** The bytes of the body that went to the other server. */
  bytes: number;
}

/** What concerns one connection and not the request, or was answered here already. */
const ofTheConnection = ['connection', 'keep-alive', 'proxy-connection', 'expect', 'upgrade'];

/**
 * Passes a request on to another server, and its reply back, both as streams.
 *
 * @param target the origin of the other server; path and query stay as they are
 * @param drop names of headers that do not go on
 * @throws Error when either connection breaks; the reply may have begun by then
 */
export async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  target: URL,
  drop: readonly string[] = [],
): Promise<Passed> {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const reply = await sendOn(request, target, drop);
  const status = reply.statusCode ?? 502;
  response.writeHead(status, without(reply.headers, ofTheConnection));
  await pipeline(reply, response);
  return { method: request.method ?? 'GET', path: request.url ?? '/', status, bytes };
}

/** The first half alone: @returns the reply, for whoever wants to change it on its way back */
export function sendOn(request: IncomingMessage, target: URL, drop: readonly string[] = []): Promise<IncomingMessage> {
  const headers = without(request.headers, [...ofTheConnection, ...drop]);
  return new Promise((resolve, reject) => {
    const { method = 'GET', url: path = '/' } = request;
    const onward = http.request(target, { method, path, headers, agent });
    onward.once('response', resolve);
    onward.once('error', reject);
    // A body that breaks off must not look whole to the other server.
    request.once('error', (error) => onward.destroy(error));
    request.pipe(onward);
  });
}

// A connection that is used again could be closed by the other side at that moment, which would look like a fault of ours.
const agent = new http.Agent({ keepAlive: false });

function without(headers: http.IncomingHttpHeaders, names: readonly string[]): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
