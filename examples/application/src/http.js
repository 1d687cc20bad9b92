import { Problem } from './problem.js';

/** The most that a body may have, in bytes. */
const mostBytes = 64 * 1024;

/** The JSON in the body of a request. @throws Problem where there is none, or too much of it */
export async function readJson(request) {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
  if (type !== 'application/json') throw new Problem(415, 'The body must be application/json.');
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // The rest is not read: the connection ends with the answer.
    if (bytes > mostBytes) throw new Problem(413, `The body has more than ${mostBytes} bytes.`, { headers: closing });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Problem(400, 'The body is no JSON.');
  }
}

const closing = { connection: 'close' };

/** Sends an answer as JSON; one that is no success as a problem. */
export function send(response, status, body, headers = {}) {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': status >= 400 && 'title' in body ? 'application/problem+json' : 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
}
