import type { Http, Reply, StreamedReply } from '@ci-actions/http/exchange';
import { type Retry, withRetry } from '@ci-actions/http/retry';
import type { StreamBody } from '@ci-actions/http/send-body';
import { isWeather } from '@ci-actions/http/transient';
import type { Authorizer, Need, Pass } from './authorize.ts';
import { explainRefusal } from './refusal.ts';
import { type Refusal, RegistryError, readRefusal } from './registry-error.ts';
import { targetOf } from './safe-target.ts';

/** What all requests to one repository share. */
export interface Session {
  /** With a path where the registry is not at the root of its host. */
  endpoint: URL;
  /** For sentences. */
  name: string;
  registry: string;
  path: string;
  http: Http;
  authorizer: Authorizer;
  retry: Retry;
  /** Whether the repository was seen to exist. */
  exists: boolean;
}

export interface Call {
  /** The subject of a sentence: `Reading the manifest v1 of x`. */
  doing: string;
  method: 'GET' | 'HEAD' | 'PUT' | 'POST';
  target: URL;
  need: Need;
  headers?: Record<string, string>;
  body?: Buffer | StreamBody;
  /** Statuses beside success that the caller understands. */
  accept?: readonly number[];
  /** An error of the caller's own for a refusal that it knows. */
  explain?(refusal: Refusal): Error | undefined;
  maxBytes?: number;
  /** In milliseconds; half a minute by default. */
  idleTimeoutMs?: number;
}

/** How long a registry may be silent; more where the caller knows that it has much to do. In milliseconds. */
const idle = 30_000;
/** A reply that is collected and no manifest has no more. */
const smallReply = 1 << 20;

/** An address below `/v2/<path>/` of the repository. */
export function address({ endpoint, path }: Session, rest: string): URL {
  return new URL(`${endpoint.pathname.replace(/\/$/, '')}/v2/${path}/${rest}`, endpoint);
}

/** Asks once, with whatever login the registry wants. @throws for each status that is no success and not accepted */
export function askOnce(session: Session, call: Call): Promise<Reply> {
  return authorized(session, call, (headers) => session.http.exchange(outgoing(call, headers)));
}

/** The same with patience: see `judge` for what is tried again. */
export function ask(session: Session, call: Call): Promise<Reply> {
  return patiently(session, call.doing, () => askOnce(session, call));
}

/** Asks once for a body that is streamed. */
export async function askStream(session: Session, call: Call): Promise<StreamedReply> {
  const reply = await authorized<Reply | StreamedReply>(session, call, async (headers) => {
    const begun = await session.http.stream(outgoing(call, headers));
    return begun.status < 300 ? begun : { ...begun, body: await collect(begun.body) };
  });
  const { body } = reply;
  return Buffer.isBuffer(body) ? { ...reply, body: once(body) } : { ...reply, body };
}

/** Tries an attempt until it works, within the time. */
export function patiently<T>(
  session: Session,
  what: string,
  attempt: (n: number) => Promise<T>,
  again: (error: unknown) => boolean = () => false,
  retry: Retry = session.retry,
): Promise<T> {
  return withRetry(
    what,
    attempt,
    (error) => {
      const verdict = judge(error, what);
      return again(error) ? { ...verdict, retry: true } : verdict;
    },
    retry,
  );
}

/** Whether another try may help. The cause is without the subject, which the sentence about a used up time has already. */
export function judge(error: unknown, what: string): { retry: boolean; afterMs?: number; cause: string } {
  const cause = (error instanceof Error ? error.message : String(error)).replace(`${what} failed: `, '');
  if (error instanceof RegistryError) {
    return { retry: error.passes, cause, ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }) };
  }
  return { retry: isWeather(error), cause };
}

async function authorized<R extends Reply | StreamedReply>(
  session: Session,
  call: Call,
  send: (headers: Record<string, string>) => Promise<R>,
): Promise<R> {
  // The login is for this registry, and for no other host that it may send us to.
  const ours = call.target.origin === session.endpoint.origin;
  for (let renewals = 0; ; renewals++) {
    const pass: Pass = ours ? await session.authorizer.pass(call.need) : { headers: {}, login: undefined };
    const reply = await send({ ...call.headers, ...pass.headers });
    if (reply.status < 300) {
      if (ours) session.exists = true;
      return reply;
    }
    const refused = reply as Reply;
    if (ours && isStale(refused, call.method) && (await session.authorizer.renew(call.need, pass, refused, renewals)))
      continue;
    if (call.accept?.includes(reply.status)) return reply;
    const own = call.explain?.(readRefusal(refused));
    throw own ?? explainRefusal(session, call, refused, { ours, loggedIn: pass.login !== undefined });
  }
}

/** A login that has run out is a 401; some say it by a 403 with the same words, and the answer to a HEAD has no words. */
function isStale({ status, body }: Reply, method: string): boolean {
  if (status !== 403) return status === 401;
  return method === 'HEAD' || /authorization token has expired/i.test(body.toString('latin1'));
}

function outgoing(
  { method, target, body, maxBytes = smallReply, idleTimeoutMs = idle }: Call,
  headers: Record<string, string>,
) {
  const sent = { method, origin: target, path: targetOf(target), headers, maxBytes, idleTimeoutMs };
  return body === undefined ? sent : { ...sent, body };
}

/** The text of a refusal, as far as it is worth reading. */
async function collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > smallReply) break;
  }
  return Buffer.concat(chunks);
}

async function* once(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}
