import type { ClientRequest } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** From this size a body waits for the server's `100 Continue`. In bytes; the AWS SDKs do so from 2 MiB. */
const large = 1 << 20;
/** How long it waits before it sends all the same, because not every server knows `Expect`. In milliseconds. */
const patience = 1_000;

/** A body that is read while it is sent, again from the start for each try. */
export interface StreamBody {
  /** Exactly how many bytes come. */
  size: number;
  /** Begins at the first byte. What it throws is what the exchange throws. */
  open(): AsyncIterable<Buffer>;
}

/** @returns in bytes */
export const sizeOf = (body: Buffer | StreamBody) => (Buffer.isBuffer(body) ? body.length : body.size);

/**
 * Whether a body asks before it is sent, by `Expect: 100-continue` (RFC 9110, section 10.1.1), so that a server that
 * refuses or redirects is heard before it hangs up on bytes that it does not want.
 */
export const asksFirst = (body: Buffer | StreamBody | undefined) => body !== undefined && sizeOf(body) >= large;

/**
 * Sends the body of a request and ends the request.
 *
 * @param fail told what the body's own stream throws; a fault of the connection is told to the request instead
 * @param ignored given where the request asks first: told when the server did not answer that
 * @returns a function that sends no more, for when the server has answered
 */
export function sendBody(
  request: ClientRequest,
  body: Buffer | StreamBody | undefined,
  fail: (e: unknown) => void,
  ignored?: () => void,
): () => void {
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  const send = async () => {
    if (stopped || request.destroyed) return;
    if (body === undefined || Buffer.isBuffer(body)) request.end(body);
    else await sendStream(request, body, () => stopped);
  };
  const start = () => {
    send().catch((error) => {
      if (stopped) return;
      fail(error);
      request.destroy();
    });
  };
  if (!ignored) {
    start();
    return stop;
  }
  let asked = false;
  const go = () => {
    if (asked) return;
    asked = true;
    clearTimeout(timer);
    start();
  };
  // The time starts with the connection, not with the wait for one.
  let timer: NodeJS.Timeout | undefined;
  request.once('socket', (socket) => {
    const arm = () => {
      timer = setTimeout(() => {
        ignored();
        go();
      }, patience);
    };
    if (socket.connecting) socket.once('connect', arm);
    else arm();
  });
  request.once('continue', go);
  request.once('close', () => clearTimeout(timer));
  return stop;
}

async function sendStream(request: ClientRequest, body: StreamBody, stopped: () => boolean): Promise<void> {
  let sent = 0;
  for await (const chunk of body.open()) {
    // One turn of the event loop: what the server has said meanwhile is heard before more is written. Writing to a
    // connection that the server has closed destroys it, and with it a reply that nobody has read yet.
    await nextTurn();
    if (stopped() || request.destroyed) return;
    sent += chunk.length;
    if (!request.write(chunk)) await writable(request);
  }
  if (stopped() || request.destroyed) return;
  if (sent !== body.size) throw new Error(`A body of ${body.size} bytes was promised, but ${sent} came.`);
  request.end();
}

/** Waits until the request takes more, or is over. */
function writable(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      request.off('drain', go).off('close', go);
      resolve();
    };
    request.on('drain', go).on('close', go);
    if (request.destroyed) go();
  });
}
