import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { codeOf, type RawRequest, sendRaw } from '../raw-client.ts';
import { type Aws, startAws } from '../server.ts';

const root = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
const reader = { accessKeyId: 'AKIAREADER', secretAccessKey: 'reader-secret' };
const writer = { accessKeyId: 'AKIAWRITER', secretAccessKey: 'writer-secret' };
const temporary = { accessKeyId: 'ASIATEMP', secretAccessKey: 'temp-secret', sessionToken: 'temp-token' };
const start = new Date('2026-01-02T03:04:05Z');
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

let aws: Aws;
let now = start;
beforeAll(async () => {
  const bucket = 'arn:aws:s3:::dags';
  aws = await startAws({
    region: 'eu-west-1',
    clock: () => now,
    users: [
      root,
      {
        ...reader,
        name: 'reader',
        policy: [{ actions: ['s3:Get*', 's3:ListBucket'], resources: [bucket, `${bucket}/*`] }],
      },
      { ...writer, name: 'writer', policy: [{ actions: ['s3:PutObject'], resources: [`${bucket}/dags/*`] }] },
      { ...temporary, expires: minutes(60) },
    ],
    buckets: [
      { name: 'dags' },
      { name: 'shut', policy: [{ actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::shut'] }] },
    ],
  });
  aws.s3.bucket('dags').put('dags/a.py', 'a');
  aws.s3.bucket('shut').put('a', 'a');
});
beforeEach(() => {
  now = start;
});
afterAll(() => aws.close());

const send = (more: Partial<RawRequest>) =>
  sendRaw({ url: aws.url, path: '/dags/dags/a.py', keys: root, region: 'eu-west-1', signingDate: now, ...more });

test('a right signature is let in, and the log says whose it was', async () => {
  expect(await send({})).toMatchObject({ status: 200, text: 'a' });
  expect(aws.requests.at(-1)).toEqual({
    service: 's3',
    operation: 'GetObject',
    bucket: 'dags',
    key: 'dags/a.py',
    status: 200,
    role: 'arn:aws:iam::123456789012:user/user',
  });
});

const put = { method: 'PUT', path: '/dags/dags/new.py', body: 'print()' };
const refusals: [title: string, asked: Partial<RawRequest>, status: number, code: string][] = [
  ['an unknown key', { keys: { ...root, accessKeyId: 'AKIANOBODY' } }, 403, 'InvalidAccessKeyId'],
  ['a wrong secret', { keys: { ...root, secretAccessKey: 'wrong' } }, 403, 'SignatureDoesNotMatch'],
  ['no signature', { keys: undefined } as never, 403, 'AccessDenied'],
  ['another path than the signed one', { tamper: { path: '/dags/dags/b.py' } }, 403, 'SignatureDoesNotMatch'],
  ['an x-amz header that is not signed', { tamper: { headers: { 'x-amz-meta-a': 'b' } } }, 403, 'AccessDenied'],
  ['another service in the scope', { service: 'sts' }, 400, 'AuthorizationHeaderMalformed'],
  ['another scheme', { tamper: { headers: { authorization: 'AWS a:b' } } }, 400, 'AuthorizationHeaderMalformed'],
  ['a body with another hash', { ...put, tamper: { body: 'print(' } }, 400, 'XAmzContentSHA256Mismatch'],
  ['a hash that is none', { ...put, headers: { 'x-amz-content-sha256': 'abc' } }, 400, 'InvalidArgument'],
  ['a clock 16 minutes slow', { signingDate: minutes(-16) }, 403, 'RequestTimeTooSkewed'],
  ['a clock 16 minutes fast', { signingDate: minutes(16) }, 403, 'RequestTimeTooSkewed'],
  ['a bucket that is not there', { path: '/nowhere/a' }, 404, 'NoSuchBucket'],
  ['another region', { region: 'us-east-1' }, 301, 'PermanentRedirect'],
  [
    'a temporary key without its token',
    { keys: { ...temporary, sessionToken: undefined } as never },
    403,
    'InvalidAccessKeyId',
  ],
  ['a temporary key with another token', { keys: { ...temporary, sessionToken: 'other' } }, 400, 'InvalidToken'],
  ['a long-lived key with a token', { keys: { ...root, sessionToken: 'other' } }, 400, 'InvalidToken'],
  ['a Content-MD5 that is none', { ...put, headers: { 'content-md5': 'abc' } }, 400, 'InvalidDigest'],
  ['a checksum that is none', { ...put, headers: { 'x-amz-checksum-crc32': 'abc' } }, 400, 'InvalidRequest'],
  [
    'two checksums',
    { ...put, headers: { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-crc32c': 'AAAAAA==' } },
    400,
    'InvalidRequest',
  ],
  [
    'a checksum that was announced and is missing',
    { ...put, headers: { 'x-amz-sdk-checksum-algorithm': 'SHA1' } },
    400,
    'InvalidRequest',
  ],
  ['a sub-resource that is not here', { query: { acl: '' } }, 501, 'NotImplemented'],
  ['another method', { method: 'PATCH' }, 501, 'NotImplemented'],
];

describe('refused', () => {
  for (const [title, asked, status, code] of refusals) {
    test(`${title}: ${status} ${code}`, async () => {
      const answer = await send(asked);
      expect([answer.status, codeOf(answer)]).toEqual([status, code]);
      expect(aws.requests.at(-1)).toMatchObject({ status, code });
      expect(aws.s3.bucket('dags').keys()).toEqual(['dags/a.py']);
    });
  }

  test('a clock 14 minutes off is let in', async () => {
    expect((await send({ signingDate: minutes(-14) })).status).toBe(200);
  });
});

describe('a session', () => {
  test('is good until it expires, then 400 ExpiredToken', async () => {
    now = minutes(59);
    expect((await send({ keys: temporary })).status).toBe(200);
    now = minutes(60);
    const answer = await send({ keys: temporary });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'ExpiredToken']);
  });
});

describe('regions', () => {
  test('the redirect names the right region, HEAD in a header alone', async () => {
    const answer = await send({ region: 'us-east-1' });
    expect(answer.headers['x-amz-bucket-region']).toBe('eu-west-1');
    expect(answer.text).toContain('<Endpoint>s3.eu-west-1.amazonaws.com</Endpoint>');
    const head = await send({ region: 'us-east-1', method: 'HEAD', path: '/dags' });
    expect(head).toMatchObject({ status: 301, text: '', headers: { 'x-amz-bucket-region': 'eu-west-1' } });
  });

  test('with the bucket in the host the signature is malformed, and the right region is named', async () => {
    const host = `dags.s3.localhost:${new URL(aws.url).port}`;
    expect(await send({ path: '/dags/a.py', headers: { host } })).toMatchObject({ status: 200, text: 'a' });
    const answer = await send({ path: '/dags/a.py', headers: { host }, region: 'us-east-1' });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'AuthorizationHeaderMalformed']);
    expect(answer.text).toContain('<Region>eu-west-1</Region>');
  });

  test('GetBucketLocation answers everywhere', async () => {
    const answer = await send({ region: 'us-east-1', path: '/dags', query: { location: '' } });
    expect(answer.text).toMatch(/<LocationConstraint[^>]*>eu-west-1</);
  });
});

describe('policies', () => {
  const cases: [title: string, asked: Partial<RawRequest>, status: number, code?: string][] = [
    ['the reader reads', { keys: reader }, 200],
    ['the reader lists', { keys: reader, path: '/dags', query: { 'list-type': '2' } }, 200],
    ['the reader may not write', { keys: reader, ...put }, 403, 'AccessDenied'],
    ['the reader may not delete', { keys: reader, method: 'DELETE' }, 403, 'AccessDenied'],
    ['the reader, who may list, learns that a key is missing', { keys: reader, path: '/dags/x' }, 404, 'NoSuchKey'],
    ['the writer may not read', { keys: writer }, 403, 'AccessDenied'],
    ['the writer may not list', { keys: writer, path: '/dags', query: { 'list-type': '2' } }, 403, 'AccessDenied'],
    ['the writer writes under the prefix', { keys: writer, ...put }, 200],
    ['the writer may not write elsewhere', { keys: writer, ...put, path: '/dags/x' }, 403, 'AccessDenied'],
    [
      'a conditional write wants the right to read',
      { keys: writer, ...put, headers: { 'if-match': '"x"' } },
      403,
      'AccessDenied',
    ],
    [
      'tags want a right of their own',
      { keys: writer, ...put, headers: { 'x-amz-tagging': 'a=b' } },
      403,
      'AccessDenied',
    ],
    ['the bucket of its own shuts out its owner', { path: '/shut/a' }, 403, 'AccessDenied'],
    ['but lets it list', { path: '/shut', query: { 'list-type': '2' } }, 200],
  ];
  for (const [title, asked, status, code] of cases) {
    test(title, async () => {
      const answer = await send(asked);
      expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    });
  }

  test('a refusal names who, what and where', async () => {
    const { text } = await send({ keys: reader, ...put });
    expect(text).toContain(
      'User: arn:aws:iam::123456789012:user/reader is not authorized to perform: s3:PutObject on resource: &quot;arn:aws:s3:::dags/dags/new.py&quot;',
    );
  });

  test('who may not list does not learn from HEAD which keys exist', async () => {
    const only = { keys: writer, method: 'HEAD' };
    const [present, missing] = [await send(only), await send({ ...only, path: '/dags/missing' })];
    expect([present.status, missing.status]).toEqual([403, 403]);
  });
});
