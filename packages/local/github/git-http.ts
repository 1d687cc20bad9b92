import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitEnvironment } from './commits.ts';
import type { GuardedPush } from './guard-push.ts';

/** What one request of git's HTTP protocol asks for. */
export interface GitRequest {
  /** `owner/repo`, as it was written. */
  repository: string;
  /** The path below the repository, as in `/info/refs`. */
  path: string;
  /** Whether it pushes. */
  writes: boolean;
}

/** @returns undefined for a request that is not git's (https://git-scm.com/docs/http-protocol) */
export function gitRequest(url: URL): GitRequest | undefined {
  const found =
    /^\/([^/]+\/[^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.+))$/.exec(
      url.pathname,
    );
  if (!found?.[1] || !found[2]) return undefined;
  const writes = found[2] === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  return { repository: found[1], path: found[2], writes };
}

/** One request of git's, let in. */
export interface ServedRequest {
  path: string;
  query: string;
  /** The bare repository. */
  folder: string;
  /** The name under which a push is recorded. */
  user: string;
  /** A push that was read already: what git is to carry out, and what is made of its answer. */
  push?: GuardedPush;
}

/**
 * Serves a bare repository by `git http-backend`, which comes with git (https://git-scm.com/docs/git-http-backend).
 *
 * @returns the status, once the reply is complete
 */
export function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  { path, query, folder, user, push }: ServedRequest,
): Promise<number> {
  const headers = request.headers;
  const body = push?.body;
  const length = body === undefined ? headers['content-length'] : String(body.length);
  const backend = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: headers['content-type'] ?? '',
      REMOTE_USER: user,
      REMOTE_ADDR: '127.0.0.1',
      ...(length === undefined ? {} : { CONTENT_LENGTH: length }),
      ...(headers['content-encoding'] === undefined ? {} : { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
      ...(typeof headers['git-protocol'] === 'string' ? { GIT_PROTOCOL: headers['git-protocol'] } : {}),
    },
  });
  // The backend may end before it has read the whole request; what it says then is its answer.
  backend.stdin.on('error', () => {});
  if (body === undefined) request.pipe(backend.stdin);
  else backend.stdin.end(body);
  // A client that goes away leaves the pipe open, and the backend waiting for the rest.
  request.once('close', () => {
    if (!request.complete) backend.kill();
  });
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    let problem = '';
    const reply: Buffer[] = [];
    const write = (data: Buffer) => {
      if (!push) return response.write(data);
      reply.push(data);
      return true;
    };
    backend.on('error', reject);
    backend.stderr.on('data', (data) => {
      problem += data;
    });
    backend.stdout.on('data', (data: Buffer) => {
      if (response.headersSent) {
        if (!write(data)) {
          backend.stdout.pause();
          response.once('drain', () => backend.stdout.resume());
        }
        return;
      }
      head = Buffer.concat([head, data]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      writeHead(response, head.subarray(0, end).toString());
      write(head.subarray(end + 4));
    });
    response.on('close', () => backend.stdout.resume());
    backend.on('close', () => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' }).write(problem || 'no reply');
      if (push) response.write(push.answer(Buffer.concat(reply)));
      response.end(() => resolve(response.statusCode));
      if (response.destroyed) resolve(response.statusCode);
    });
  });
}

/** Turns the head of a CGI reply (https://www.rfc-editor.org/rfc/rfc3875#section-6) into that of an HTTP reply. */
function writeHead(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const [name = '', value = ''] = line.split(/:\s*(.*)/s);
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
