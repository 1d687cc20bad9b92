import { expect, test } from '@jest/globals';
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
])("signs as in AWS's example: $name", async ({ path, query, headers, signed, signature }) => {
  const sign = createSigner('us-east-1');
  const unsigned = { method: 'GET', origin, path, query, headers: { ...headers, 'x-amz-content-sha256': empty } };
  const result = await sign(unsigned, credentials, date);
  expect(result).toEqual({
    ...headers,
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': empty,
    'x-amz-date': '20130524T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
  });
});

test('a session token is sent and signed, and other credentials are used at once', async () => {
  const sign = createSigner('eu-central-1');
  const unsigned = { method: 'GET', origin, path: '/a//b', query: {}, headers: { 'x-amz-content-sha256': empty } };
  const first = await sign(unsigned, credentials, date);
  const second = await sign(unsigned, { ...credentials, sessionToken: 'TOKEN' }, date);
  expect(first['x-amz-security-token']).toBeUndefined();
  expect(second['x-amz-security-token']).toBe('TOKEN');
  expect(second.authorization).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,');
});

test('the port is part of the host', async () => {
  const unsigned = {
    method: 'GET',
    origin: new URL('http://127.0.0.1:9000'),
    path: '/',
    query: {},
    headers: { 'x-amz-content-sha256': empty },
  };
  expect((await createSigner('us-east-1')(unsigned, credentials, date)).host).toBe('127.0.0.1:9000');
});
