import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Principal } from '../../principals.ts';
import type { Registry } from '../registry.ts';
import type { Repository } from '../repository.ts';
import type { ReadBody } from './read-body.ts';
import type { Route } from './route.ts';

/** One request to a registry whose sender is known. */
export interface Exchange {
  route: Route;
  headers: IncomingHttpHeaders;
  readBody: ReadBody;
  query: URLSearchParams;
  time: Date;
  /** Such as `http://127.0.0.1:41234`, as the client calls this server. */
  base: string;
  registry: Registry;
  /** The repository's name in its registry; in ECR Public without the alias. */
  name: string;
  /** Undefined for a pull from ECR Public without a login. */
  principal: Principal | undefined;
  /** @throws AwsError AccessDeniedException unless the sender may do it, such as `PutImage`, to the repository */
  demand(action: string, repository?: string): void;
  /** The repository, for somebody who may do this to it. @throws AwsError RepositoryNotFoundException, AccessDeniedException */
  open(action: string): Repository;
}

/** What a registry answers. */
export interface Reply {
  status: number;
  headers?: Readonly<Record<string, string | number>>;
  body?: string | Buffer | Readable;
}

export type Handler = (exchange: Exchange) => Reply | Promise<Reply>;
