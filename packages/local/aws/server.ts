import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults/faults.ts';
import { AwsError } from './error.ts';
import type { AwsOptions, RequestRecord } from './options.ts';
import { expiredToken, Principals } from './principals.ts';
import { type AwsAnswer, type AwsRequest, readBody, readHead } from './request.ts';
import { Buckets } from './s3/buckets.ts';
import { Folder } from './s3/folder.ts';
import { type BucketView, viewOf } from './s3/inspect.ts';
import { operationOf } from './s3/operation.ts';
import { S3, refusal as s3Refusal } from './s3/service.ts';
import { Sts, refusal as stsRefusal } from './sts/service.ts';

/** A running AWS. */
export interface Aws {
  /** Such as `http://127.0.0.1:41234`; for AWS_ENDPOINT_URL. */
  url: string;
  region: string;
  /** Every request that was answered, or broken off on purpose, in the order of the answers. */
  requests: readonly RequestRecord[];
  s3: {
    /** A look into a bucket, past all requests. @throws AwsError NoSuchBucket */
    bucket(name: string): BucketView;
    /** The names of all buckets. */
    buckets(): string[];
  };
  /** The environment in which the SDKs and the AWS CLI find this server and, if there is one, act as its first user. */
  environment(): Record<string, string>;
  /** Stops the server and breaks what is still connected. */
  close(): Promise<void>;
}

/**
 * Starts S3 and STS on 127.0.0.1. What it does not do it refuses; what it does is held to AWS's own documents and to
 * the probe in `packages/local/probe`, which real servers answer too.
 *
 * @throws Error when the port is taken or the folder cannot be read
 */
export async function startAws(options: AwsOptions = {}): Promise<Aws> {
  const { region = 'us-east-1', clock = () => new Date(), faults, onRequest } = options;
  const folder = options.folder === undefined ? undefined : new Folder(options.folder);
  const buckets = new Buckets(region, folder);
  folder?.load(buckets);
  for (const bucket of options.buckets ?? []) {
    if (!buckets.find(bucket.name)) buckets.create({ region, ...bucket }, clock());
  }
  const principals = new Principals(options);
  const s3 = new S3(buckets, principals);
  const sts = new Sts(principals, options.issuer);
  const requests: RequestRecord[] = [];

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const head = readHead(message, clock());
    const isSts = head.method === 'POST' && head.rawPath === '/' && !head.query.has('delete');
    const operation = isSts ? { name: 'Unknown', virtualHost: false } : operationOf(head);
    const begun = isSts ? undefined : s3.begin(head, operation);
    try {
      const request: AwsRequest = { ...head, body: await readBody(message) };
      const form = new URLSearchParams(isSts ? request.body.toString() : '');
      const record: RequestRecord = {
        service: isSts ? 'sts' : 's3',
        operation: isSts ? (form.get('Action') ?? 'Unknown') : operation.name,
        ...(operation.bucket === undefined ? {} : { bucket: operation.bucket }),
        ...(operation.key === undefined ? {} : { key: operation.key }),
        status: 0,
      };
      const fault = faults?.next({ method: request.method, path: request.rawPath, operation: record.operation });
      if (fault?.kind === 'call') await fault.call();
      if (fault?.kind === 'slow') await sleep(fault.delayMs);
      if (fault?.kind === 'reset') return finish(record, response);
      const answer = attempt(request, record, () => {
        refuse(fault, isSts);
        if (!begun) return sts.answer(request, form, (arn) => Object.assign(record, { role: arn }));
        return s3.answer(request, operation, begun, ({ principal }) => Object.assign(record, { role: principal.arn }));
      });
      if (fault?.kind === 'lost') return finish(record, response);
      if (fault?.kind === 'status' && fault.retryAfter !== undefined) {
        answer.headers = { ...answer.headers, 'retry-after': String(fault.retryAfter) };
      }
      record.status = answer.status;
      finish(record, response, request, answer);
    } finally {
      begun?.end();
    }
  }

  function attempt(request: AwsRequest, record: RequestRecord, work: () => AwsAnswer): AwsAnswer {
    try {
      return work();
    } catch (thrown) {
      const error =
        thrown instanceof AwsError
          ? thrown
          : new AwsError(500, 'InternalError', `The embedded ${record.service} failed: ${thrown}`);
      record.code = error.code;
      return (record.service === 'sts' ? stsRefusal : s3Refusal)(error, request);
    }
  }

  /** Sends the answer, or breaks the connection where there is none to be sent. */
  function finish(record: RequestRecord, response: ServerResponse, request?: AwsRequest, answer?: AwsAnswer): void {
    requests.push(record);
    onRequest?.(record);
    if (!request || !answer) {
      response.destroy();
      return;
    }
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    response.setHeader('x-amz-request-id', request.id);
    response.setHeader('date', request.time.toUTCString());
    response.setHeader('server', 'ci-actions-local');
    if (typeof answer.body === 'string') response.setHeader('content-type', 'application/xml');
    for (const [name, value] of Object.entries(answer.headers ?? {})) {
      if (value !== undefined) response.setHeader(name, value);
    }
    const isBare = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
    if (!isBare || (request.method === 'HEAD' && body && answer.status < 300)) {
      response.setHeader('content-length', body?.length ?? 0);
    }
    response.writeHead(answer.status);
    response.end(isBare ? undefined : body);
  }

  const server = createServer((message, response) => {
    // A client that breaks its connection in the middle of a body gets no answer, and nothing was done.
    handle(message, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    region,
    requests,
    s3: { bucket: (name) => viewOf(buckets, name, clock), buckets: () => buckets.all().map(({ name }) => name) },
    environment() {
      const user = options.users?.[0];
      return {
        AWS_ENDPOINT_URL: url,
        AWS_ENDPOINT_URL_S3: url,
        AWS_ENDPOINT_URL_STS: url,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        ...(user ? { AWS_ACCESS_KEY_ID: user.accessKeyId, AWS_SECRET_ACCESS_KEY: user.secretAccessKey } : {}),
        ...(user?.sessionToken ? { AWS_SESSION_TOKEN: user.sessionToken } : {}),
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Turns a fault into the refusal that the service would send. */
function refuse(fault: Fault | undefined, isSts: boolean): void {
  if (fault?.kind === 'expired-token') {
    if (!isSts) throw expiredToken();
    throw new AwsError(403, 'ExpiredToken', 'The security token included in the request is expired');
  }
  if (fault?.kind !== 'status') return;
  const { status } = fault;
  if (status === 503 && !isSts) throw new AwsError(status, 'SlowDown', 'Please reduce your request rate.');
  if (status === 503)
    throw new AwsError(
      status,
      'ServiceUnavailable',
      'The request has failed due to a temporary failure of the server.',
    );
  if (status === 429) throw new AwsError(status, 'TooManyRequestsException', 'Rate exceeded');
  if (status >= 500) throw new AwsError(status, 'InternalError', 'We encountered an internal error. Please try again.');
  throw new AwsError(status, 'RequestFailed', `The request was refused on purpose with the status ${status}.`);
}
