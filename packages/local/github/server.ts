import type { KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Api, createApi, upload } from './api.ts';
import { type ArtifactRecord, storagePath, storageReply } from './artifacts.ts';
import type { CheckRunRecord } from './checks.ts';
import type { CommentRecord } from './comments.ts';
import { utc } from './commits.ts';
import { type GitRequest, serveGit } from './git-http.ts';
import { guardPush, isGuarded } from './guard-push.ts';
import type { Handlers, Reply } from './handlers.ts';
import { claims, jwt, signingKey, wellKnown } from './id-token.ts';
import { apiRoot, idTokenPath, locate, type Part } from './locate.ts';
import type { Operation } from './operations.ts';
import { allows } from './permissions.ts';
import type { PullRecord } from './pulls.ts';
import { downloadReply, leaveStarter } from './release-assets.ts';
import type { DispatchRecord, ReleaseRecord, Settings } from './release-state.ts';
import { createState, type DeploymentRecord } from './state.ts';
import { createTokens, type JobToken, type MintOptions } from './tokens.ts';

/** One request, as whoever plays the weather sees it. */
export interface SeenRequest {
  /** Which part of GitHub is asked. */
  part: Part;
  method: string;
  /** The path below the server (for the API: below the API's root), with its query. */
  path: string;
  /** What the API is asked to do, as in `GET /repos/{owner}/{repo}`; undefined where it is nothing that it can. */
  operation: Operation | undefined;
  headers: IncomingMessage['headers'];
  /** The body; empty for git, whose requests are streamed. */
  body: Buffer;
}

/**
 * What befalls a request: an answer in GitHub's place, a connection that breaks before anything is done (`reset`), or
 * one that breaks after the work is done, so that only the answer is lost (`lost`; for git it is `reset`).
 */
export type Fault = { status: number; headers?: Record<string, string>; body?: unknown } | 'reset' | 'lost';

export interface GitHubOptions {
  owner: string;
  repo: string;
  /** The bare repository. */
  folder: string;
  /** The names of the repository's environments. */
  environments?: readonly string[];
  /** What its administrator has chosen; nothing is restricted by default. */
  settings?: Partial<Settings>;
  /** The port; a free one by default. */
  port?: number;
  /** Called for each request before it is answered. May wait, which makes a slow server. */
  onRequest?: (request: SeenRequest) => Fault | undefined | Promise<Fault | undefined>;
  /** The clock, in milliseconds since 1970. */
  now?: () => number;
  /** Other answers for some operations. They are held to GitHub's description as our own are. */
  handlers?: Partial<Handlers>;
}

/** One request that was answered. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** 0 where the connection was broken on purpose. */
  status: number;
}

export interface LoopbackGitHub {
  /** GITHUB_SERVER_URL. */
  url: string;
  /** GITHUB_API_URL. */
  apiUrl: string;
  /** Where git clones from and pushes to. */
  cloneUrl: string;
  /** Who signs identity tokens (`iss`), and with which key: what an STS has to know. */
  issuer: string;
  publicKey: KeyObject;
  mintToken(options?: MintOptions): JobToken;
  /** Every deployment with its statuses, the oldest first. */
  deployments(): readonly DeploymentRecord[];
  /** The names of the environments there are by now. */
  environments(): string[];
  /** Every check run with its annotations, every comment: the oldest first. */
  checkRuns(): readonly CheckRunRecord[];
  comments(): readonly CommentRecord[];
  /** Every release with its files, the oldest first, and every workflow that the API has started. */
  releases(): readonly ReleaseRecord[];
  dispatches(): readonly DispatchRecord[];
  /** What the repository's administrator has chosen; may be changed at any time. */
  settings: Settings;
  /** What a workflow's token cannot make: a pull request, somebody's comment, the artifact of a run. */
  addPull(pull: PullRecord): void;
  addComment(comment: Pick<CommentRecord, 'pull' | 'author' | 'body'>): CommentRecord;
  addArtifact(artifact: Pick<ArtifactRecord, 'name' | 'archive' | 'run'> & Partial<ArtifactRecord>): ArtifactRecord;
  requests: LoggedRequest[];
  /** Every way in which a request or a reply broke GitHub's own description. A test wants this empty. */
  violations: string[];
  close(): Promise<void>;
}

/**
 * Starts a GitHub on 127.0.0.1: the REST API, git over HTTP, and the issuer of identity tokens, for one repository.
 * Every request and every reply of the API is held to GitHub's own OpenAPI description.
 */
export async function startGitHub(options: GitHubOptions): Promise<LoopbackGitHub> {
  const { owner, repo, folder, now = Date.now } = options;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A client that was killed in the middle of its request is no fault of ours.
      if (request.destroyed && !request.complete) return;
      violations.push(`The loopback GitHub failed at ${request.method} ${request.url}: ${error}.`);
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, body: { message: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const apiUrl = url + apiRoot;
  const key = await signingKey();
  const documents = wellKnown(url, key);
  const tokens = createTokens(`${url}${idTokenPath}?api-version=2.0`);
  const state = createState(options.environments ?? [], now, options.settings);
  const requests: LoggedRequest[] = [];
  const violations: string[] = [];
  const place = { api: apiUrl, web: url, owner, repo };
  const api: Api = createApi({ place, state, folder, tokens, violations, now, handlers: options.handlers ?? {} });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = new URL(request.url ?? '/', url);
    const method = request.method ?? 'GET';
    const { part, path, below, operation, git } = locate(method, target);
    const logged: LoggedRequest = { method, path, status: 0 };
    requests.push(logged);
    const body = part === 'git' ? Buffer.alloc(0) : await read(request);
    response.setHeader('date', new Date(now()).toUTCString());
    const fault = await options.onRequest?.({ part, method, path, operation, headers: request.headers, body });
    if (operation === upload && (fault === 'reset' || (typeof fault === 'object' && fault.status === 502))) {
      leaveStarter(state, target, now);
    }
    if (fault === 'reset' || (git && fault === 'lost')) {
      request.socket.destroy();
      return;
    }
    if (typeof fault === 'object') {
      logged.status = fault.status;
      send(response, fault);
      return;
    }
    const lost = fault === 'lost';
    if (git) logged.status = await clone(request, response, git, target);
    else {
      const reply =
        below === undefined ? other(request, target) : await api(method, below, target, request.headers, body);
      if (lost) request.socket.destroy();
      else {
        logged.status = reply.status;
        send(response, reply);
      }
    }
  }

  async function clone(
    request: IncomingMessage,
    response: ServerResponse,
    git: GitRequest,
    target: URL,
  ): Promise<number> {
    const granted = tokens.permissionsOf(request.headers.authorization);
    const known = git.repository.toLowerCase() === `${owner}/${repo}`.toLowerCase();
    const refused = !granted
      ? { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' }, body: 'Bad credentials' }
      : !known || !allows(granted, ['contents', 'read'])
        ? { status: 404, body: 'Repository not found.' }
        : git.writes && !allows(granted, ['contents', 'write'])
          ? { status: 403, body: `Permission to ${owner}/${repo}.git denied to github-actions[bot].` }
          : undefined;
    if (refused) {
      request.resume();
      send(response, refused);
      return refused.status;
    }
    const query = target.search.slice(1);
    const user = tokens.accountOf(request.headers.authorization)?.login ?? '';
    const served = { path: git.path, query, folder, user };
    if (git.path !== '/git-receive-pack' || !isGuarded(state)) return serveGit(request, response, served);
    const push = guardPush(place, state, await read(request), user);
    if (push.body !== undefined) return serveGit(request, response, { ...served, push });
    const headers = { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' };
    send(response, { status: 200, headers, body: push.answer(Buffer.alloc(0)) });
    return 200;
  }

  function other(request: IncomingMessage, target: URL): Reply {
    const document = documents.get(target.pathname);
    if (document) return { status: 200, body: document };
    if (target.pathname.startsWith(storagePath)) {
      return storageReply(state, target, request.headers.authorization, now());
    }
    const file = downloadReply(place, state, target.pathname);
    if (file) return file;
    if (target.pathname !== idTokenPath) return { status: 404, body: { message: 'Not Found' } };
    const job = tokens.identityOf(request.headers.authorization);
    if (!job) return { status: 401, body: { message: 'The request token is not one that this server has given out.' } };
    const audience = target.searchParams.get('audience') ?? `${url}/${owner}`;
    return { status: 200, body: { value: jwt(claims(url, `${owner}/${repo}`, audience, job, now()), key) } };
  }

  return {
    url,
    apiUrl,
    cloneUrl: `${url}/${owner}/${repo}.git`,
    issuer: url,
    publicKey: key.publicKey,
    mintToken: (asked) => tokens.mint(asked),
    deployments: () => state.deployments,
    environments: () => state.environments.map(({ name }) => name),
    checkRuns: () => state.checkRuns,
    comments: () => state.comments,
    releases: () => state.releases,
    dispatches: () => state.dispatches,
    settings: state.settings,
    addPull: (pull) => void state.pulls.push(pull),
    addComment(comment) {
      const made = { ...comment, id: state.nextId(), createdAt: utc(now()), updatedAt: utc(now()) };
      state.comments.push(made);
      return made;
    },
    addArtifact(artifact) {
      const made = { id: state.nextId(), expired: false, createdAt: utc(now()), ...artifact };
      state.artifacts.push(made);
      return made;
    },
    requests,
    violations,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const text = raw ? (body ?? '') : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}
