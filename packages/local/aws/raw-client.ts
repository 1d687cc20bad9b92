import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { Hash } from '@smithy/hash-node';
import { SignatureV4 } from '@smithy/signature-v4';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A request that AWS's client would not send: for tests of what a server must refuse. */
export interface RawRequest {
  url: string;
  method?: string;
  /** The path, encoded as it shall be sent. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
  keys?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  region?: string;
  service?: string;
  signingDate?: Date;
  /** What is changed behind the signature's back. */
  tamper?: { path?: string; headers?: Record<string, string>; body?: string };
}

/** The headers of a request, with the signature that AWS's own signer makes; without keys there is none. */
export async function signedHeaders(raw: RawRequest): Promise<Record<string, string>> {
  const { url, method = 'GET', path, query = {}, body = '', keys, region = 'us-east-1', service = 's3' } = raw;
  const { host, hostname } = new URL(url);
  const hash = createHash('sha256').update(body).digest('hex');
  const headers = { host, 'x-amz-content-sha256': hash, ...raw.headers };
  if (!keys) return headers;
  const sha256 = class extends Hash {
    constructor(secret?: ConstructorParameters<typeof Hash>[1]) {
      super('sha256', secret);
    }
  };
  const signer = new SignatureV4({ credentials: keys, region, service, sha256, uriEscapePath: service !== 's3' });
  const signed = await signer.sign(
    { method, protocol: 'http:', hostname, path, query, headers, body },
    raw.signingDate ? { signingDate: raw.signingDate } : {},
  );
  return signed.headers;
}

/** Signs and sends, without any retry. */
export async function sendRaw(raw: RawRequest): Promise<RawAnswer> {
  const { url, method = 'GET', path, query = {}, body = '' } = raw;
  const { port } = new URL(url);
  const headers = await signedHeaders(raw);
  const search = new URLSearchParams(query).toString().replaceAll('+', '%20');
  const target = `${raw.tamper?.path ?? path}${search ? `?${search}` : ''}`;
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path: target, headers: { ...headers, ...raw.tamper?.headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(raw.tamper?.body ?? body);
  });
}

/** The error code in an answer. */
export const codeOf = ({ text }: RawAnswer) => /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
