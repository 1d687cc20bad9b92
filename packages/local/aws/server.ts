import path from 'node:path';
import { refusal as ecrRefusal, targetOf } from './ecr/service.ts';
import { setUpEcr } from './ecr/start.ts';
import { Plane } from './ecr/v2/plane.ts';
import type { EcrView } from './ecr/view.ts';
import { type Asked, makeFront } from './front.ts';
import { CodeUrls } from './lambda/code-urls.ts';
import { largestRequest } from './lambda/limits.ts';
import { type Route, routeOf } from './lambda/route.ts';
import { describeRequest, type Lambda, refusal as lambdaRefusal, refuseLarge } from './lambda/service.ts';
import { setUpLambda } from './lambda/start.ts';
import type { LambdaView } from './lambda/view.ts';
import { type Listener, listen } from './listen.ts';
import type { AwsOptions, RequestRecord } from './options.ts';
import { Principals } from './principals.ts';
import type { AwsRequest } from './request.ts';
import { Buckets } from './s3/buckets.ts';
import { Folder } from './s3/folder.ts';
import { type BucketView, viewOf } from './s3/inspect.ts';
import { operationOf } from './s3/operation.ts';
import { S3, refusal as s3Refusal } from './s3/service.ts';
import { Sts, refusal as stsRefusal } from './sts/service.ts';

/** A running AWS. */
export interface Aws {
  /** Such as `http://127.0.0.1:41234`; for AWS_ENDPOINT_URL. The private registries are here too. */
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
  /** A look into the registries, past all requests. */
  ecr: EcrView;
  /** A look into the functions, past all requests. */
  lambda: LambdaView;
  /** The environment in which the SDKs and the AWS CLI find this server and, if there is one, act as its first user. */
  environment(): Record<string, string>;
  /** Stops the server and breaks what is still connected. */
  close(): Promise<void>;
}

/**
 * Starts S3, STS, ECR, ECR Public and Lambda on 127.0.0.1; the public registry has a port of its own. What it does not do it refuses;
 * what it does is held to AWS's own documents and, for S3, to the probe in `packages/local/probe`, which real servers answer too.
 *
 * @throws Error when the port is taken or the folder cannot be read
 */
export async function startAws(options: AwsOptions = {}): Promise<Aws> {
  const { region = 'us-east-1', clock = () => new Date(), onRequest } = options;
  const folder = options.folder === undefined ? undefined : new Folder(options.folder);
  const buckets = new Buckets(region, folder);
  folder?.load(buckets);
  for (const bucket of options.buckets ?? []) {
    if (!buckets.find(bucket.name)) buckets.create({ region, ...bucket }, clock());
  }
  const principals = new Principals(options);
  const requests: RequestRecord[] = [];
  const log = (record: RequestRecord) => {
    requests.push(record);
    onRequest?.(record);
  };
  let listener: Listener | undefined;
  const home = { account: principals.account, region };
  // No bucket has such a name.
  const ecrFolder = options.folder === undefined ? undefined : path.join(options.folder, '_ecr');
  const ecr = setUpEcr(options, principals, home, () => listener?.port ?? 0, ecrFolder, log);
  const sources = { buckets, images: ecr.view };
  const lambdaFolder = options.folder === undefined ? undefined : path.join(options.folder, '_lambda');
  const lambda = setUpLambda(options, principals, home, () => listener?.port ?? 0, sources, lambdaFolder);
  const s3 = new S3(buckets, principals);
  const sts = new Sts(principals, options.issuer);

  function ask(head: Omit<AwsRequest, 'body'>): Asked {
    const target = targetOf(head);
    if (target) {
      return {
        describe: () => ({ ...target, status: 0 }),
        answer: (request, record) => ecr.control.answer(request, target, record),
        refusal: ecrRefusal,
      };
    }
    const route = routeOf(head);
    if (route) return askLambda(lambda.service, route);
    return head.method === 'POST' && head.rawPath === '/' && !head.query.has('delete') ? askSts(sts) : askS3(s3, head);
  }

  const front = makeFront(options, ask, log);
  listener = await listen(options.port ?? 0, async (message, response) => {
    const target = message.url ?? '/';
    if (Plane.is(target)) return ecr.plane.handle(message, response, 'ecr');
    if (!CodeUrls.is(target)) return front(message, response);
    const code = lambda.urls.open(target, clock());
    response.writeHead(code ? 200 : 403, { 'content-type': 'application/zip' }).end(code);
  });
  const publicListener = await listen(options.ecr?.publicPort ?? 0, (message, response) =>
    ecr.plane.handle(message, response, 'ecr-public'),
  ).catch(async (taken) => {
    await listener.close();
    throw taken;
  });
  const url = `http://127.0.0.1:${listener.port}`;
  const publicUrl = `http://127.0.0.1:${publicListener.port}`;
  return {
    url,
    region,
    requests,
    s3: { bucket: (name) => viewOf(buckets, name, clock), buckets: () => buckets.all().map(({ name }) => name) },
    ecr: { ...ecr.view, publicUrl },
    lambda: lambda.view,
    environment() {
      const user = options.users?.[0];
      return {
        AWS_ENDPOINT_URL: url,
        AWS_ENDPOINT_URL_S3: url,
        AWS_ENDPOINT_URL_STS: url,
        AWS_ENDPOINT_URL_ECR: url,
        AWS_ENDPOINT_URL_ECR_PUBLIC: url,
        AWS_ENDPOINT_URL_LAMBDA: url,
        CI_ACTIONS_ECR_PUBLIC_REGISTRY_URL: publicUrl,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        ...(user ? { AWS_ACCESS_KEY_ID: user.accessKeyId, AWS_SECRET_ACCESS_KEY: user.secretAccessKey } : {}),
        ...(user?.sessionToken ? { AWS_SESSION_TOKEN: user.sessionToken } : {}),
      };
    },
    async close() {
      await Promise.all([listener.close(), publicListener.close()]);
      await ecr.plane.close();
    },
  };
}

function askSts(sts: Sts): Asked {
  const formOf = ({ body }: AwsRequest) => new URLSearchParams(body.toString());
  return {
    describe: (request) => ({ service: 'sts', operation: formOf(request).get('Action') ?? 'Unknown', status: 0 }),
    answer: (request, record) => sts.answer(request, formOf(request), (arn) => Object.assign(record, { role: arn })),
    refusal: stsRefusal,
  };
}

function askLambda(lambda: Lambda, route: Route): Asked {
  return {
    describe: () => describeRequest(route),
    answer: (request, record) => lambda.answer(request, route, record),
    refusal: lambdaRefusal,
    limit: { bytes: largestRequest(route.operation), refusal: () => refuseLarge(route) },
  };
}

function askS3(s3: S3, head: Omit<AwsRequest, 'body'>): Asked {
  const operation = operationOf(head);
  const begun = s3.begin(head, operation);
  return {
    describe: () => ({
      service: 's3',
      operation: operation.name,
      ...(operation.bucket === undefined ? {} : { bucket: operation.bucket }),
      ...(operation.key === undefined ? {} : { key: operation.key }),
      status: 0,
    }),
    answer: (request, record) =>
      s3.answer(request, operation, begun, ({ principal }) => Object.assign(record, { role: principal.arn })),
    refusal: s3Refusal,
    end: () => begun.end(),
  };
}
