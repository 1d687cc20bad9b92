import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Retry } from '@ci-actions/http/retry';
import type { Log } from '@ci-actions/log/log';
import { silent } from '@ci-actions/log/log';
import { type Descriptor, mediaTypes } from './descriptor.ts';
import { type OpenRepository, openRepository } from './open-repository.ts';
import type { LoginProvider } from './repository.ts';

/** What goes wrong with a request, instead of what should be. */
export type Fault =
  | { status: number; code?: string; message?: string; headers?: Record<string, string>; body?: string }
  /** Before anything is read. */
  | 'reset'
  /** After some bytes of the body. */
  | 'reset in the middle'
  /** It is done, and nobody hears of it. */
  | 'lost reply'
  | ((request: http.IncomingMessage, response: http.ServerResponse) => void);

export interface TestRegistry {
  origin: URL;
  /** `METHOD target`, without the origin. */
  requests: string[];
  /** Of each request. */
  headers: http.IncomingHttpHeaders[];
  blobs: Map<string, Buffer>;
  /** By `path@digest` and `path:tag`. */
  manifests: Map<string, { type: string; bytes: Buffer }>;
  /** Repositories that do not exist; all others do. */
  missing: Set<string>;
  /** Whether tags cannot be moved; then the answer to any second PUT is that of ECR. */
  immutable: boolean;
  mounts: boolean;
  /** How many bytes of bodies came. */
  received(): number;
  /** The next requests that the pattern fits, so many of them, meet the fault. */
  fail(on: RegExp, fault: Fault, times?: number): void;
  /** Refuses each request for which this returns a fault. */
  guard: (request: http.IncomingMessage) => Fault | undefined;
  close(): Promise<void>;
}

/** A registry in memory for tests, by the distribution specification, with faults as they are asked for. */
export async function testRegistry(): Promise<TestRegistry> {
  const faults: { on: RegExp; fault: Fault; times: number }[] = [];
  let received = 0;
  let uploads = 0;
  const server = http.createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    registry.requests.push(line);
    registry.headers.push(request.headers);
    const fault = registry.guard(request) ?? take(line);
    request.on('error', () => {});
    if (fault === 'reset') return request.socket.resetAndDestroy();
    if (fault === 'reset in the middle') return void request.once('data', () => request.socket.resetAndDestroy());
    if (typeof fault === 'function') return fault(request, response);
    if (typeof fault === 'object') {
      const { status, code, message, headers } = fault;
      const errors = code === undefined ? '' : JSON.stringify({ errors: [{ code, message }] });
      const body = request.method === 'HEAD' ? '' : (fault.body ?? errors);
      // A refusal does not wait for the body.
      return void response.writeHead(status, { connection: 'close', ...headers }).end(body);
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      chunks.push(chunk);
    });
    request.on('end', () => {
      const { status, headers = {}, body = Buffer.alloc(0) } = answer(request, Buffer.concat(chunks));
      if (fault === 'lost reply') return void request.socket.resetAndDestroy();
      response.writeHead(status, { 'content-length': String(body.length), ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });

  function take(line: string): Fault | undefined {
    const found = faults.find(({ on, times }) => times > 0 && on.test(line));
    if (found) found.times -= 1;
    return found?.fault;
  }

  interface Answer {
    status: number;
    headers?: Record<string, string>;
    body?: Buffer;
  }
  const no = (status: number, code: string, message = code): Answer => ({
    status,
    body: Buffer.from(JSON.stringify({ errors: [{ code, message }] })),
  });

  function answer({ method = '', url = '' }: http.IncomingMessage, body: Buffer): Answer {
    const { pathname, searchParams } = new URL(url, 'http://x');
    const found = /^\/v2\/(.+?)\/(manifests|blobs\/uploads|blobs|tags)\/?(.*)$/.exec(pathname);
    if (!found) return no(404, 'NOT_FOUND');
    const [, path = '', kind, rest = ''] = found;
    if (registry.missing.has(path)) return no(404, 'NAME_UNKNOWN', 'The repository does not exist');
    if (kind === 'manifests') return method === 'PUT' ? put(path, rest, body) : get(path, rest);
    if (kind === 'blobs') {
      const blob = registry.blobs.get(`${path}@${rest}`);
      return blob ? { status: 200, body: blob } : no(404, 'BLOB_UNKNOWN');
    }
    if (kind === 'tags') return no(404, 'NAME_UNKNOWN');
    if (method === 'POST') {
      const from = registry.blobs.get(`${searchParams.get('from')}@${searchParams.get('mount')}`);
      if (from && registry.mounts) {
        registry.blobs.set(`${path}@${searchParams.get('mount')}`, from);
        return { status: 201 };
      }
      uploads += 1;
      return { status: 202, headers: { location: `/v2/${path}/blobs/uploads/${uploads}?_state=a%2Fb%3D` } };
    }
    const digest = searchParams.get('digest') ?? '';
    if (digest !== digestOf(body)) return no(400, 'DIGEST_INVALID');
    registry.blobs.set(`${path}@${digest}`, body);
    return { status: 201, headers: { 'docker-content-digest': digest } };
  }

  function get(path: string, reference: string): Answer {
    const found = registry.manifests.get(reference.includes(':') ? `${path}@${reference}` : `${path}:${reference}`);
    if (!found) return no(404, 'MANIFEST_UNKNOWN');
    const headers = { 'content-type': found.type, 'docker-content-digest': digestOf(found.bytes) };
    return { status: 200, headers, body: found.bytes };
  }

  function put(path: string, reference: string, bytes: Buffer): Answer {
    const digest = digestOf(bytes);
    const json = JSON.parse(bytes.toString());
    const blobs: Descriptor[] = [...(json.config ? [json.config] : []), ...(json.layers ?? [])];
    if (blobs.some((blob) => !registry.blobs.has(`${path}@${blob.digest}`))) return no(400, 'MANIFEST_BLOB_UNKNOWN');
    const children: Descriptor[] = json.manifests ?? [];
    if (children.some((child) => !registry.manifests.has(`${path}@${child.digest}`))) {
      return no(400, 'MANIFEST_BLOB_UNKNOWN');
    }
    const key = `${path}:${reference}`;
    if (!reference.includes(':')) {
      if (registry.immutable && registry.manifests.has(key)) {
        const sentence = `The image tag '${reference}' already exists in the '${path}' repository and cannot be overwritten because the repository is immutable.`;
        return no(400, 'TAG_INVALID', sentence);
      }
      registry.manifests.set(key, { type: typeOf(json), bytes });
    }
    registry.manifests.set(`${path}@${digest}`, { type: typeOf(json), bytes });
    return { status: 201, headers: { 'docker-content-digest': digest } };
  }

  const registry: TestRegistry = {
    origin: new URL('http://127.0.0.1'),
    requests: [],
    headers: [],
    blobs: new Map(),
    manifests: new Map(),
    missing: new Set(),
    immutable: false,
    mounts: true,
    received: () => received,
    fail: (on, fault, times = 1) => void faults.push({ on, fault, times }),
    guard: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  registry.origin = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return registry;
}

const typeOf = (json: { mediaType?: string }) => json.mediaType ?? mediaTypes.manifest;

/** A clock that only waiting moves. */
export function waitingClock(): Retry & { time(): number } {
  let time = 0;
  return {
    time: () => time,
    now: () => time,
    async sleep(ms) {
      time += ms;
    },
    random: () => 0.5,
  };
}

/** A repository of a test's registry, named as a person would. */
export function testRepository(
  registry: TestRegistry,
  options: { path?: string; login?: LoginProvider; retry?: Retry; log?: Log } = {},
): OpenRepository {
  const { path = 'team/app', login = async () => undefined, retry = waitingClock(), log = silent } = options;
  return openRepository({ endpoint: registry.origin, path, name: `registry.test/${path}`, login, retry, log, env: {} });
}

export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
