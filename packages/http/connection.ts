import type { ClientRequest } from 'node:http';
import { ConnectionError } from './transient.ts';

/** Words for the faults that people meet; any other keeps the system's words. */
const words: Record<string, string> = {
  ECONNRESET: 'cut the connection',
  EPIPE: 'cut the connection while the request was being sent',
  ECONNREFUSED: 'refuses connections',
  ETIMEDOUT: 'does not answer',
  ENOTFOUND: 'is not known to DNS: check the name of the host',
  EAI_AGAIN: 'could not be looked up, because DNS does not answer',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached: there is no network',
  EPROTO: 'does not speak TLS there',
};

/**
 * What the socket or the HTTP parser said, as a sentence about a host.
 *
 * @param error what Node threw; a ConnectionError is passed on as it is
 * @param host for the sentence, with the port where it is not the usual one
 */
export function connectionError(error: Error & { code?: string }, host: string): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const code = error.code ?? error.name;
  const said = words[code] ?? (code.startsWith('HPE_') ? 'sent something that is not HTTP' : undefined);
  return new ConnectionError(
    `${host} ${said ?? `could not be talked to: ${error.message.replace(/\s+/g, ' ').trim()}`} (${code}).`,
    code,
    error,
  );
}

/** A connection that fell silent. */
export function timedOut(host: string, ms: number): ConnectionError {
  return new ConnectionError(`${host} was silent for ${ms / 1000} s.`, 'ETIMEDOUT');
}

/**
 * Ends a request whose connection takes too long to be made. Waiting for a free connection does not count, and a
 * connection that was kept is there at once.
 */
export function limitConnect(request: ClientRequest, host: string, ms: number): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => {
      const sentence = `A connection to ${host} could not be made within ${ms / 1000} s.`;
      request.destroy(new ConnectionError(sentence, 'ETIMEDOUT'));
    }, ms);
    const stop = () => clearTimeout(timer);
    socket.once('connect', stop);
    socket.once('close', stop);
  });
}
