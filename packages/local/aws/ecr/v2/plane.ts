import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Faults } from '../../../faults/faults.ts';
import type { RequestRecord } from '../../options.ts';
import { demand } from '../access.ts';
import type { Ground } from '../call.ts';
import { DownloadUrls } from '../download-urls.ts';
import { repositoryNotFound } from '../errors.ts';
import type { Registry, Service } from '../registry.ts';
import { authenticate } from './basic.ts';
import { Bearers } from './bearer.ts';
import { getBlob, headBlob } from './blobs.ts';
import { breakReply, breakRequest } from './break.ts';
import { download } from './download.ts';
import type { Exchange, Handler, Reply } from './exchange.ts';
import { deleteManifest, getManifest, putManifest } from './manifests.ts';
import { bodyOf, type ReadBody } from './read-body.ts';
import { asRegistryError, RegistryError } from './refusal.ts';
import { type Operation, type Route, routeOf } from './route.ts';
import { renderRefusal, send, sizeOf } from './send.ts';
import { listReferrers, listTags } from './tags.ts';
import { Uploads } from './uploads.ts';

export interface PlaneOptions {
  ground: Ground;
  /** What a challenge without any token names. */
  home: { account: string; region: string };
  clock: () => Date;
  faults: Faults | undefined;
  /** Told of every request that was answered, or broken off on purpose. */
  record(record: RequestRecord): void;
}

/** What `/v2/` answers, for the private registries and for the public one. */
export class Plane {
  readonly #options: PlaneOptions;
  readonly #bearers: Bearers;
  readonly #uploads: Uploads;
  readonly #handlers: Partial<Record<Operation, Handler>>;

  constructor(options: PlaneOptions) {
    this.#options = options;
    const { registries, tokens, downloads, options: ecr } = options.ground;
    this.#bearers = new Bearers(tokens, ecr);
    const uploads = new Uploads(registries.store);
    this.#uploads = uploads;
    this.#handlers = {
      GetManifest: getManifest,
      HeadManifest: getManifest,
      PutManifest: putManifest,
      DeleteManifest: deleteManifest,
      GetBlob: getBlob(downloads),
      HeadBlob: headBlob,
      StartUpload: (exchange) => uploads.start(exchange),
      PatchUpload: (exchange) => uploads.patch(exchange),
      PutBlob: (exchange) => uploads.put(exchange),
      GetUpload: (exchange) => uploads.status(exchange),
      DeleteUpload: (exchange) => uploads.cancel(exchange),
      ListTags: listTags,
      ListReferrers: listReferrers,
    };
  }

  /** Whether a request is for a registry: no bucket has such a name. */
  static is(target: string): boolean {
    return /^\/v2(?:\/|$|\?)/.test(target) || DownloadUrls.is(target);
  }

  /** Answers one request to the private registries, or to the public one. */
  async handle(message: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
    const { faults, clock } = this.#options;
    const url = new URL(message.url ?? '/', `http://${message.headers.host ?? 'localhost'}`);
    const method = message.method ?? 'GET';
    const route = this.#route(method, url.pathname, service);
    const { operation, repository, reference } = route;
    const record: RequestRecord = {
      service: 'registry',
      operation,
      ...(repository === undefined ? {} : { repository }),
      ...(reference === undefined ? {} : { reference }),
      status: 0,
    };
    const fault = faults?.next({ method, path: url.pathname, operation });
    if (fault?.kind === 'call') await fault.call();
    if (fault?.kind === 'slow') await sleep(fault.delayMs);
    const isRead = operation === 'DownloadLayer';
    if (fault?.kind === 'reset' && !isRead) {
      record.bytes = await breakRequest(message, response);
      return this.#options.record(record);
    }
    let received = 0;
    const readBody = bodyOf(message, (bytes) => {
      received += bytes;
    });
    const reply = await this.#reply({ message, readBody, url, route, service, time: clock(), fault }, record);
    record.bytes = received + sizeOf(reply, method);
    // Nothing was sent, as far as the client is concerned; a download breaks in its middle.
    if (fault?.kind === 'lost' || fault?.kind === 'reset') {
      record.status = 0;
      this.#options.record(record);
      return isRead && reply.status < 300 ? breakReply(reply, response) : void response.destroy();
    }
    record.status = reply.status;
    this.#options.record(record);
    await send(reply, method, response);
  }

  async close(): Promise<void> {
    await this.#uploads.close();
  }

  #route(method: string, path: string, service: Service): Route {
    if (DownloadUrls.is(path))
      return { operation: method === 'GET' ? 'DownloadLayer' : 'Unknown', ...DownloadUrls.about(path) };
    if (service === 'ecr-public' && /^\/token\/?$/.test(path))
      return { operation: method === 'GET' ? 'GetBearer' : 'Unknown' };
    return routeOf(method, path);
  }

  async #reply(given: Given, record: RequestRecord): Promise<Reply> {
    try {
      refuseAsAsked(given.fault);
      return await this.#answer(given, record);
    } catch (thrown) {
      // The client has gone: there is nobody to answer.
      if (given.message.destroyed && !given.message.complete) throw thrown;
      const error = asRegistryError(thrown);
      record.code = error.code;
      return renderRefusal(error, given.route);
    }
  }

  #answer(
    { message, readBody, url, route, service, time, fault }: Given,
    record: RequestRecord,
  ): Reply | Promise<Reply> {
    const { ground, home } = this.#options;
    const query = url.searchParams;
    const { headers } = message;
    if (route.operation === 'DownloadLayer') return download(ground.downloads, url.pathname, query, headers, time);
    if (route.operation === 'GetBearer') return this.#bearers.exchange(headers, query, time);
    const base = url.origin;
    const expired = fault?.kind === 'expired-token';
    const pass =
      service === 'ecr'
        ? authenticate(headers, ground.tokens, home, time, expired)
        : { principal: this.#bearers.authenticate(headers, route, base, time, expired), registry: undefined };
    if (pass.principal) record.role = pass.principal.arn;
    if (route.operation === 'Ping') return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    const { repository = '' } = route;
    const [registry, name] = pass.registry ? [pass.registry, repository] : this.#publicPlace(repository);
    const demandOf = (action: string, of = name) => ask(registry, pass.principal, action, of);
    const exchange: Exchange = {
      route,
      headers,
      readBody,
      query,
      time,
      base,
      registry,
      name,
      principal: pass.principal,
      demand: demandOf,
      open(action) {
        demandOf(action);
        return registry.get(name);
      },
    };
    const handler = this.#handlers[route.operation];
    if (!handler) throw new RegistryError(405, 'UNSUPPORTED', 'The operation is unsupported.');
    return handler(exchange);
  }

  /** In ECR Public the alias of the registry is the first part of the path. */
  #publicPlace(path: string): [registry: Registry, name: string] {
    const [alias = '', ...rest] = path.split('/');
    const registry = this.#options.ground.registries.byAlias(alias);
    if (!registry) throw repositoryNotFound(rest.join('/'), alias);
    return [registry, rest.join('/')];
  }
}

interface Given {
  message: IncomingMessage;
  readBody: ReadBody;
  url: URL;
  route: Route;
  service: Service;
  time: Date;
  fault: Fault | undefined;
}

const pulls = new Set([
  'BatchGetImage',
  'GetDownloadUrlForLayer',
  'BatchCheckLayerAvailability',
  'ListImages',
  'ListImageReferrers',
]);

/** @throws AwsError AccessDeniedException; everybody may pull from ECR Public */
function ask(registry: Registry, principal: Exchange['principal'], action: string, name: string): void {
  if (registry.service === 'ecr-public' && pulls.has(action)) return;
  if (!principal) throw new RegistryError(403, 'DENIED', 'Not Authorized');
  demand(principal, registry, `${registry.service}:${action}`, name);
}

/** @throws RegistryError for a fault that is a status */
function refuseAsAsked(fault: Fault | undefined): void {
  if (fault?.kind !== 'status') return;
  const { status, retryAfter } = fault;
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  if (status === 429) throw new RegistryError(status, 'TOOMANYREQUESTS', 'Rate exceeded', headers);
  throw new RegistryError(
    status,
    'UNKNOWN',
    status === 503 ? 'Service Unavailable' : 'The request was refused on purpose.',
    headers,
  );
}
