/** An embedded ECR and its clients, for tests. */
import { createHash } from 'node:crypto';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { mediaTypes } from '@ci-actions/oci/descriptor';
import type { AwsOptions } from '../options.ts';
import { type Aws, startAws } from '../server.ts';

export const keys = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
export const account = '123456789012';
export const region = 'eu-central-1';

export interface Bench {
  aws: Aws;
  ecr: ECRClient;
  ecrPublic: ECRPUBLICClient;
  /** Another client: other keys, another region. */
  client(credentials: { accessKeyId: string; secretAccessKey: string }, region?: string): ECRClient;
  /** The Authorization header of a login; for another registry than the client's own with its account. */
  login(client?: ECRClient, registryId?: string): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

/** Starts an AWS whose first user may do everything. */
export async function startBench(options: AwsOptions = {}): Promise<Bench> {
  const aws = await startAws({ region, users: [keys], ...options });
  const clients: { destroy(): void }[] = [];
  const keep = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const client = (credentials: typeof keys, of = region) =>
    keep(new ECRClient({ endpoint: aws.url, region: of, credentials, maxAttempts: 1 }));
  const ecr = client(keys);
  return {
    aws,
    ecr,
    client,
    ecrPublic: keep(new ECRPUBLICClient({ endpoint: aws.url, region: 'us-east-1', credentials: keys, maxAttempts: 1 })),
    async login(of = ecr, registryId) {
      const input = registryId === undefined ? {} : { registryIds: [registryId] };
      const { authorizationData } = await of.send(new GetAuthorizationTokenCommand(input));
      return { authorization: `Basic ${authorizationData?.[0]?.authorizationToken}` };
    },
    async close() {
      for (const one of clients) one.destroy();
      await aws.close();
    },
  };
}

/** What somebody was told: `done`, or the name of the error. */
export function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (thrown) => thrown.name,
  );
}

export const digestOf = (bytes: string | Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A small image by hand: nobody runs it, so its layer is any bytes. */
export function smallImage(content = 'layer', more: object = {}) {
  const config = Buffer.from('{"architecture":"amd64","os":"linux"}');
  const layer = Buffer.from(content);
  const describe = (mediaType: string, bytes: Buffer) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: describe(mediaTypes.config, config),
    layers: [describe(mediaTypes.layer, layer)],
    ...more,
  });
  return {
    manifest,
    mediaType: mediaTypes.manifest,
    digest: digestOf(manifest),
    blobs: [config, layer],
    config,
    layer,
  };
}

/** An index of images that are there. */
export function smallIndex(...images: { manifest: string; digest: string }[]) {
  const manifests = images.map(({ manifest, digest }) => ({
    mediaType: mediaTypes.manifest,
    digest,
    size: Buffer.byteLength(manifest),
  }));
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests });
  return { manifest, mediaType: mediaTypes.index, digest: digestOf(manifest) };
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The code of the first error. */
  code: string | undefined;
}

/** One request as it is, without redirects. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const code = isJson && text ? JSON.parse(text).errors?.[0]?.code : undefined;
  return { status: response.status, headers: response.headers, text, code };
}

/** Uploads a blob the way that is right for ECR: one POST and one PUT of the whole. */
export async function upload(
  base: string,
  repository: string,
  bytes: Buffer,
  headers: Record<string, string>,
): Promise<Answer> {
  const begun = await send(`${base}/v2/${repository}/blobs/uploads/`, { method: 'POST', headers });
  const place = `${begun.headers.get('location')}?digest=${digestOf(bytes)}`;
  return send(place, { method: 'PUT', headers, body: new Uint8Array(bytes) });
}

/** Puts a manifest. */
export function putManifest(
  base: string,
  repository: string,
  reference: string,
  { manifest, mediaType }: { manifest: string; mediaType: string },
  headers: Record<string, string>,
): Promise<Answer> {
  const sent = { ...headers, 'content-type': mediaType };
  return send(`${base}/v2/${repository}/manifests/${reference}`, { method: 'PUT', headers: sent, body: manifest });
}
