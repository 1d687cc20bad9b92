import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from './credentials.ts';

/** What is signed. Nothing of it may change on the way. */
export interface Unsigned {
  method: string;
  origin: URL;
  /** As it goes on the wire, percent-encoded, without the query. */
  path: string;
  /** Not encoded. */
  query: Record<string, string>;
  /** Must hold `x-amz-content-sha256`: it stands for the body. Names in lower case. */
  headers: Record<string, string>;
}

/** SHA-256 in the shape that the signer wants. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key as string | Uint8Array);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

export type Signer = (request: Unsigned, credentials: AwsCredentials, date: Date) => Promise<Record<string, string>>;

/**
 * Signs requests by AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html).
 *
 * @param region where the service is
 * @param service its name in the signature; for `s3` the path is signed as it is, for others it is encoded once more
 * @returns the headers to send, with `authorization`, `host`, `x-amz-date` and, for a session, its token
 */
export function createSigner(region: string, service = 's3'): Signer {
  let last: { credentials: AwsCredentials; signer: SignatureV4 } | undefined;
  return async ({ method, origin, path, query, headers }, credentials, date) => {
    if (last?.credentials !== credentials) {
      const signer = new SignatureV4({ region, service, credentials, sha256: Sha256, uriEscapePath: service !== 's3' });
      last = { credentials, signer };
    }
    const { protocol, hostname } = origin;
    const request = { method, protocol, hostname, path, query, headers: { ...headers, host: origin.host } };
    return (await last.signer.sign(request, { signingDate: date })).headers;
  };
}
