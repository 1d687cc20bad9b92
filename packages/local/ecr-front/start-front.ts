import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsOptions } from '../aws/options.ts';
import { type Aws, startAws } from '../aws/server.ts';
import { type Passed, passOn, sendOn } from './pass-on.ts';

export interface EcrFrontOptions extends AwsOptions {
  /** The origin of a registry that asks for no login, such as `http://127.0.0.1:5000`. */
  registryUrl: string;
}

/** ECR in front of a registry that is not ours. */
export interface EcrFront {
  /** For AWS_ENDPOINT_URL, and the registry's own address too. */
  url: string;
  /** The AWS behind it, whose repositories and tokens these are. */
  aws: Aws;
  /** What was passed on to the registry, in the order of the replies. */
  passed: readonly Passed[];
  /** The environment in which the SDKs find the front and act as the first user. */
  environment(): Record<string, string>;
  /** Stops the front and the AWS behind it; the registry goes on. */
  close(): Promise<void>;
}

/** What the embedded AWS could only answer from images that it does not have here. */
const ofImages =
  /\.(BatchGetImage|BatchDeleteImage|BatchCheckLayerAvailability|DescribeImages|DescribeImageScanFindings|ListImages|ListImageReferrers|PutImage|StartImageScan|(InitiateLayer|UploadLayer|CompleteLayer)\w*|GetDownloadUrlForLayer)$/;

/**
 * Starts ECR on 127.0.0.1 with its images in a real registry: repositories and tokens are those of the embedded AWS,
 * while everything under `/v2/` goes to the registry, once the embedded AWS has taken the token and knows the repository.
 * The registry has no immutable tags and no scans, so neither has this.
 *
 * @throws Error when the port is taken
 */
export async function startEcrFront({ registryUrl, port, ...options }: EcrFrontOptions): Promise<EcrFront> {
  const aws = await startAws(options);
  const registry = new URL(registryUrl);
  const control = new URL(aws.url);
  const passed: Passed[] = [];
  let url = '';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '/';
    const operation = String(request.headers['x-amz-target'] ?? '');
    if (path === '/v2' || path.startsWith('/v2/')) {
      const name = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(path)?.[1];
      // What is about no repository, as the ping is, never reaches the registry.
      const question = name === undefined ? path : `/v2/${name}/tags/list?n=1`;
      if (await mayGoOn(request, response, question, name !== undefined)) {
        passed.push(await passOn(request, response, registry, ['authorization']));
      }
    } else if (ofImages.test(operation)) refuse(request, response, operation);
    else if (operation.endsWith('.GetAuthorizationToken')) await sendToken(request, response);
    else await passOn(request, response, control);
  }

  /** Asks the embedded AWS with the same login. @returns whether the request may go on; otherwise it was answered */
  async function mayGoOn(
    request: IncomingMessage,
    response: ServerResponse,
    question: string,
    hasRepository: boolean,
  ): Promise<boolean> {
    const { authorization } = request.headers;
    const reply = await fetch(new URL(question, control), { headers: authorization ? { authorization } : {} });
    const body = Buffer.from(await reply.arrayBuffer());
    if (reply.ok && hasRepository) return true;
    // What is still on its way in is read and dropped: a connection that is cut would hide the answer.
    request.resume();
    const headers = [...reply.headers].filter(([name]) => !/^(connection|keep-alive|content-length)$/.test(name));
    response.writeHead(reply.status, { ...Object.fromEntries(headers), 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
    return false;
  }

  /** The embedded AWS's token, with the address of the front in place of its own. */
  async function sendToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = await sendOn(request, control);
    const chunks: Buffer[] = [];
    for await (const chunk of reply) chunks.push(chunk);
    const body = Buffer.from(Buffer.concat(chunks).toString().replaceAll(aws.url, url));
    const { connection: _, 'transfer-encoding': __, ...headers } = reply.headers;
    response.writeHead(reply.statusCode ?? 502, { ...headers, 'content-length': body.length });
    response.end(body);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port ?? 0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    aws,
    passed,
    environment: () =>
      Object.fromEntries(Object.entries(aws.environment()).map(([name, value]) => [name, value.replace(aws.url, url)])),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await aws.close();
    },
  };
}

/** What is not there is said, instead of an answer from a store that is empty. */
function refuse(request: IncomingMessage, response: ServerResponse, operation: string): void {
  request.resume();
  const message = `${operation} is not there: the front has repositories and tokens, and the registry has the images.`;
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ __type: 'UnsupportedOperationException', message }));
}
