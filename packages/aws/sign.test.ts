import { createHash, createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { createSigner } from './sign.ts';

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const date = new Date('2013-05-24T00:00:00Z');
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const origin = new URL('https://examplebucket.s3.amazonaws.com');

test.each([
  {
    name: 'GET Object',
    path: '/test.txt',
    query: {},
    headers: { range: 'bytes=0-9' },
    signed: 'host;range;x-amz-content-sha256;x-amz-date',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    name: 'GET Bucket Lifecycle',
    path: '/',
    query: { lifecycle: '' },
    headers: {},
    signed: 'host;x-amz-content-sha256;x-amz-date',
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    name: 'Get Bucket (List Objects)',
    path: '/',
    query: { 'max-keys': '2', prefix: 'J' },
    headers: {},
    signed: 'host;x-amz-content-sha256;x-amz-date',
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
])("signs as in AWS's example: $name", ({ path, query, headers, signed, signature }) => {
  const sign = createSigner('us-east-1');
  const unsigned = { method: 'GET', origin, path, query, headers: { ...headers, 'x-amz-content-sha256': empty } };
  const result = sign(unsigned, credentials, date);
  expect(result).toEqual({
    ...headers,
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': empty,
    'x-amz-date': '20130524T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
  });
});

test('a session token is sent and signed, and other credentials are used at once', () => {
  const sign = createSigner('eu-central-1');
  const unsigned = { method: 'GET', origin, path: '/a//b', query: {}, headers: { 'x-amz-content-sha256': empty } };
  const first = sign(unsigned, credentials, date);
  const other = { ...credentials, secretAccessKey: 'another secret', sessionToken: 'TOKEN' };
  const second = sign(unsigned, other, date);
  expect(second).toEqual(createSigner('eu-central-1')(unsigned, other, date));
  expect(first['x-amz-security-token']).toBeUndefined();
  expect(second['x-amz-security-token']).toBe('TOKEN');
  expect(second.authorization).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,');
});

test('the port is part of the host', () => {
  const unsigned = {
    method: 'GET',
    origin: new URL('http://127.0.0.1:9000'),
    path: '/',
    query: {},
    headers: { 'x-amz-content-sha256': empty },
  };
  expect(createSigner('us-east-1')(unsigned, credentials, date).host).toBe('127.0.0.1:9000');
});

/** SHA-256 as the SDK's signer wants it. */
class Sha256 {
  readonly #hash;
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

test("signs as AWS's own signer does, whatever the path, the query and the headers", async () => {
  const sign = createSigner('eu-west-1');
  const word = fc.string({ unit: 'grapheme', maxLength: 12 });
  const value = fc.string({ maxLength: 20 }).filter((text) => text.trim() !== '');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
      fc.array(word, { maxLength: 4 }),
      fc.dictionary(word, word, { maxKeys: 4 }),
      fc.dictionary(fc.constantFrom('content-type', 'if-match', 'x-amz-meta-a', 'x-amz-checksum-sha256'), value),
      fc.option(fc.base64String({ minLength: 4 }), { nil: undefined }),
      fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      async (method, parts, query, given, sessionToken, at) => {
        const path = `/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
        const headers = { ...given, 'x-amz-content-sha256': empty };
        const mine = { ...credentials, ...(sessionToken === undefined ? {} : { sessionToken }) };
        const options = { region: 'eu-west-1', service: 's3', credentials: mine, sha256: Sha256, uriEscapePath: false };
        const { hostname, protocol, host } = origin;
        const request = { method, protocol, hostname, path, query, headers: { ...headers, host } };
        const theirs = await new SignatureV4(options).sign(request, { signingDate: at });
        expect(sign({ method, origin, path, query, headers }, mine, at)).toEqual(theirs.headers);
      },
    ),
    { numRuns: 300, seed: 20261121 },
  );
});
