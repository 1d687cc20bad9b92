import { createHttp } from '@ci-actions/http/exchange';
import type { StreamBody } from '@ci-actions/http/send-body';
import { ConnectionError, cutReply } from '@ci-actions/http/transient';
import type { Reply } from './octokit.ts';

/** GitHub looks through a file before it answers. In milliseconds. */
const silence = 60_000;
/** A description of one file has about two thousand bytes. */
const largestReply = 1 << 20;

/**
 * One request whose body is a file, streamed. The toolkit is not asked: it reads a file whole before it sends it.
 *
 * @param headers with the token
 * @throws ConnectionError where no whole reply came
 * @throws Error as the toolkit throws it, where the reply is none of success
 */
export async function sendFile(to: URL, headers: Readonly<Record<string, string>>, body: StreamBody): Promise<Reply> {
  const http = createHttp({ connections: 1, idleTimeoutMs: silence });
  try {
    const reply = await http.exchange({
      method: 'POST',
      origin: to,
      path: to.pathname + to.search,
      headers: { accept: 'application/vnd.github+json', 'user-agent': 'ci-actions', ...headers },
      body,
      maxBytes: largestReply,
    });
    const data = readJson(reply.body);
    const said = { status: reply.status, headers: oneEach(reply.headers), data };
    const success = reply.status >= 200 && reply.status < 300;
    if (success && typeof data === 'object') return said;
    // What GitHub says of a file it says in JSON: anything else is what is left of that, or somebody between has written it.
    if (success) throw new ConnectionError(`${to.host} answers ${reply.status} without a description.`, cutReply);
    throw Object.assign(new Error(`${to.host} answers ${reply.status}`), { status: reply.status, response: said });
  } finally {
    http.close();
  }
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.toString();
  }
}

function oneEach(headers: NodeJS.Dict<string | string[]>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}
