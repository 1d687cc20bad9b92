import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reply by the script: what to answer, or what to do to the connection instead. */
export type Script =
  | { status: number; headers?: Record<string, string>; body?: string | Buffer }
  | 'reset'
  | 'silence'
  | ((request: http.IncomingMessage, response: http.ServerResponse) => void);

interface Received {
  method: string;
  /** The request target as it came. */
  url: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export interface ScriptedServer {
  origin: URL;
  /** The requests that were answered by a reply, in their order, and what was read of the others. */
  received: Received[];
  close(): Promise<void>;
}

/**
 * A server on this machine for tests, which answers one request after the other by a script; the last reply is for all
 * that come after it. It reads a body before it answers, unless the reply is a function, which may do as it likes.
 */
export async function scriptedServer(...script: Script[]): Promise<ScriptedServer> {
  const received: Received[] = [];
  let next = 0;
  const server = http.createServer((request, response) => {
    const reply = script[Math.min(next, script.length - 1)];
    next += 1;
    const { method = '', url = '', headers } = request;
    if (typeof reply === 'function') {
      received.push({ method, url, headers, body: Buffer.alloc(0) });
      reply(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      received.push({ method, url, headers, body: Buffer.concat(chunks) });
      if (reply === 'reset') request.socket.resetAndDestroy();
      else if (reply !== undefined && reply !== 'silence') {
        const body = Buffer.from(reply.body ?? '');
        response.writeHead(reply.status, { 'content-length': String(body.length), ...reply.headers });
        response.end(method === 'HEAD' ? undefined : body);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: new URL(`http://127.0.0.1:${port}`),
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
