import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from './credentials.ts';

/** What is signed. Nothing of it may change on the way. */
interface Unsigned {
  method: string;
  origin: URL;
  /** As it goes on the wire, percent-encoded, without the query. */
  path: string;
  /** Not encoded. */
  query: Record<string, string>;
  /** Must hold `x-amz-content-sha256`: it stands for the body. Names in lower case. */
  headers: Record<string, string>;
}

/**
 * SHA-256 in the shape that the signer wants, for one signer. What is the same for each request is kept: the HMAC with
 * which the signer looks its key up, and that key as Node wants it. Without, they are a tenth of the CPU of a first sync.
 */
function sha256Keeper(): new (key?: string | ArrayBuffer | ArrayBufferView) => Sha256 {
  let lookup: { secret: string; data: Buffer; digest: Uint8Array } | undefined;
  let signing: { bytes: Uint8Array; key: KeyObject } | undefined;

  return class {
    readonly #key: string | Uint8Array | undefined;
    #data: Buffer = Buffer.alloc(0);

    constructor(key?: string | ArrayBuffer | ArrayBufferView) {
      this.#key = key as string | Uint8Array | undefined;
    }

    update(data: Uint8Array): void {
      const more = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      this.#data = this.#data.length === 0 ? more : Buffer.concat([this.#data, more]);
    }

    async digest(): Promise<Uint8Array> {
      const data = this.#data;
      const key = this.#key;
      if (key === undefined) return hash('sha256', data, 'buffer');
      if (typeof key !== 'string') {
        if (signing?.bytes !== key) signing = { bytes: key, key: createSecretKey(key) };
        return createHmac('sha256', signing.key).update(data).digest();
      }
      if (lookup?.secret === key && lookup.data.equals(data)) return lookup.digest;
      const digest = createHmac('sha256', key).update(data).digest();
      lookup = { secret: key, data, digest };
      return digest;
    }

    reset(): void {
      this.#data = Buffer.alloc(0);
    }
  };
}

interface Sha256 {
  update(data: Uint8Array): void;
  digest(): Promise<Uint8Array>;
  reset(): void;
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
  const sha256 = sha256Keeper();
  let last: { credentials: AwsCredentials; signer: SignatureV4 } | undefined;
  return async ({ method, origin, path, query, headers }, credentials, date) => {
    if (last?.credentials !== credentials) {
      const signer = new SignatureV4({ region, service, credentials, sha256, uriEscapePath: service !== 's3' });
      last = { credentials, signer };
    }
    const { protocol, hostname } = origin;
    const request = { method, protocol, hostname, path, query, headers: { ...headers, host: origin.host } };
    return (await last.signer.sign(request, { signingDate: date })).headers;
  };
}
