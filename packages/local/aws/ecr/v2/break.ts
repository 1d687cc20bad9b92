import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './exchange.ts';

/** Breaks the connection in the middle of a request's body; at once where it has none. @returns how much of it came */
export async function breakRequest(message: IncomingMessage, response: ServerResponse): Promise<number> {
  const half = Number(message.headers['content-length'] ?? 0) / 2;
  let read = 0;
  if (half > 0) {
    for await (const chunk of message) {
      read += chunk.length;
      if (read >= half) break;
    }
  }
  response.destroy();
  return read;
}

/** Breaks the connection in the middle of an answer's body. */
export async function breakReply({ status, headers = {}, body }: Reply, response: ServerResponse): Promise<void> {
  const half = Number(headers['content-length'] ?? 0) / 2;
  response.writeHead(status, { ...headers });
  let sent = 0;
  for await (const chunk of body ?? []) {
    const part = (chunk as Buffer).subarray(0, Math.max(Math.ceil(half) - sent, 0));
    sent += part.length;
    await new Promise((resolve) => response.write(part, resolve));
    if (sent >= half) break;
  }
  response.destroy();
}
