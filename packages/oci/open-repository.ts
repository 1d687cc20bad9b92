import { InputError } from '@ci-actions/errors/errors';
import { createHttp } from '@ci-actions/http/exchange';
import type { Retry } from '@ci-actions/http/retry';
import { tellRetries } from '@ci-actions/http/tell-retries';
import { unusedProxy } from '@ci-actions/http/unused-proxy';
import type { Log } from '@ci-actions/log/log';
import { createAuthorizer } from './authorize.ts';
import { connect } from './connect.ts';
import { listTags } from './list-tags.ts';
import { getManifest, headManifest } from './manifests.ts';
import { onOneLine } from './one-line.ts';
import { hasBlob, putBlob } from './put-blob.ts';
import { putManifest } from './put-manifest.ts';
import { readBlob } from './read-blob.ts';
import { isRepositoryPath } from './reference.ts';
import type { LoginProvider, Repository } from './repository.ts';
import type { Session } from './request.ts';

export interface RepositoryOptions {
  /** Of the registry: scheme, host and port, and a path where it is not at the root. */
  endpoint: URL;
  /** Of the repository in the registry. */
  path: string;
  /** As people write it; for sentences. */
  name: string;
  login: LoginProvider;
  log: Log;
  retry?: Retry;
  /** How many requests at once; 16 by default. */
  connections?: number;
  env?: NodeJS.ProcessEnv;
}

export interface OpenRepository extends Repository {
  /** Makes so many connections, so that the first calls do not wait for them. It never throws: those calls tell what is wrong. */
  connect(count: number): Promise<void>;
  /** Ends the connections that are kept. */
  close(): void;
}

/**
 * A repository of a registry, by the OCI Distribution API. Nothing is asked before the first call.
 *
 * @throws InputError where the path breaks the grammar of repositories, or the endpoint is neither http nor https
 */
export function openRepository(options: RepositoryOptions): OpenRepository {
  const { endpoint, path, name, login, log, retry = {}, connections = 16, env = process.env } = options;
  if (!isRepositoryPath(path)) {
    throw new InputError(
      `${JSON.stringify(onOneLine(path))} is no name of a repository: it has small letters and digits, with single . or _ or any number of - between them, and / between its parts.`,
    );
  }
  if (!/^https?:$/.test(endpoint.protocol)) {
    throw new InputError(`The registry of ${onOneLine(name)} must have an http:// or https:// address.`);
  }
  const proxy = unusedProxy(env);
  if (proxy) log.notice(proxy);
  const now = retry.now ?? (() => performance.now());
  // The longest silence is what a request may ask for itself.
  const http = createHttp({ connections, idleTimeoutMs: 15 * 60_000, env });
  const session: Session = {
    endpoint,
    name,
    registry: name.endsWith(`/${path}`) ? name.slice(0, -path.length - 1) : endpoint.host,
    path,
    http,
    authorizer: createAuthorizer(path, login, http, now),
    retry: { ...retry, onRetry: tellRetries(log, retry.onRetry) },
    exists: false,
  };
  return {
    name,
    registry: session.registry,
    path,
    headManifest: (reference) => headManifest(session, reference),
    getManifest: (reference) => getManifest(session, reference),
    putManifest: (reference, manifest) => putManifest(session, reference, manifest),
    hasBlob: (digest) => hasBlob(session, digest),
    putBlob: (descriptor, blob, putOptions) => putBlob(session, descriptor, blob, putOptions),
    blob: async (descriptor) => readBlob(session, descriptor),
    tags: () => listTags(session),
    connect: (count) => connect(session, count),
    close: () => http.close(),
  };
}
