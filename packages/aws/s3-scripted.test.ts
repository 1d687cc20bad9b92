import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Retry } from '@ci-actions/http/retry';
import { type Script, type ScriptedServer, scriptedServer } from '@ci-actions/http/testing';
import { usesProxies } from '@ci-actions/http/unused-proxy';
import { silent } from '@ci-actions/log/log';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { AwsCredentials, CredentialProvider } from './credentials.ts';
import { createS3, type S3, type S3Options } from './s3.ts';
import { FileChanged, PreconditionFailed, S3Error } from './s3-errors.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const key: AwsCredentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

/** Time that only waiting moves, so that a minute of patience takes none. */
function clock(): { retry: Retry; waits: number[] } {
  let time = 0;
  const waits: number[] = [];
  const sleep = async (ms: number) => {
    waits.push(ms);
    time += ms;
  };
  return { waits, retry: { now: () => time, random: () => 0.5, sleep } };
}

/** A client of a server that answers by a script. */
async function setup(script: Script[], options: Partial<S3Options> = {}) {
  const server = await scriptedServer(...script);
  open.push(server);
  const { retry, waits } = clock();
  const credentials: CredentialProvider = async () => key;
  const s3 = createS3({
    region: 'us-east-1',
    endpoint: server.origin.href,
    credentials,
    log: silent,
    retry,
    env: {},
    ...options,
  });
  open.push(s3);
  return { s3, server, waits };
}

const refuse = (status: number, code: string, more: Record<string, string> = {}, xml = ''): Script => ({
  status,
  headers: { 'content-type': 'application/xml', ...more },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>S3 has a reason.</Message>${xml}</Error>`,
});
const ok: Script = { status: 200, headers: { etag: '"e1"', 'x-amz-version-id': 'v1' } };
const put = (s3: S3) => s3.put('dags', 'a.py', Buffer.from('x'));
const thrown = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error) => error,
  );

describe('weather: tried again until it works', () => {
  test.each<{ name: string; fault: Script }>([
    { name: '503 SlowDown', fault: refuse(503, 'SlowDown') },
    { name: '500 InternalError', fault: refuse(500, 'InternalError') },
    { name: '429', fault: { status: 429 } },
    { name: '502 of a proxy', fault: { status: 502, body: '<html>bad gateway</html>' } },
    { name: '400 RequestTimeout', fault: refuse(400, 'RequestTimeout') },
    { name: '409 OperationAborted', fault: refuse(409, 'OperationAborted') },
    { name: 'a reset', fault: 'reset' },
  ])('$name', async ({ fault }) => {
    const { s3, server, waits } = await setup([fault, fault, ok]);
    expect(await put(s3)).toEqual({ etag: 'e1', versionId: 'v1' });
    expect(server.received.map(({ body }) => body.toString())).toEqual(['x', 'x', 'x']);
    expect(waits).toEqual([50, 100]);
  });

  test('Retry-After is honoured', async () => {
    const { s3, waits } = await setup([refuse(503, 'SlowDown', { 'retry-after': '7' }), ok]);
    await put(s3);
    expect(waits).toEqual([7_050]);
  });

  test('for a minute, then the last cause is named', async () => {
    const { s3 } = await setup([refuse(503, 'SlowDown')]);
    const { message } = await thrown(put(s3));
    expect(message).toMatch(
      /^Uploading s3:\/\/dags\/a\.py did not succeed within 60 s \(\d+ attempts\); last cause: S3 answered SlowDown \(HTTP 503\): S3 has a reason\.$/,
    );
  });

  test('long waits are told, once for all connections', async () => {
    const lines: string[] = [];
    const log = { ...silent, info: (line: string) => lines.push(line) };
    const busy = refuse(503, 'SlowDown', { 'retry-after': '3' });
    const { s3 } = await setup([busy, busy, busy, ok], { log });
    await Promise.all([put(s3), put(s3)]);
    expect(lines).toEqual([
      'Uploading s3://dags/a.py: S3 answered SlowDown (HTTP 503): S3 has a reason. Trying again in 3050 ms (attempt 2).',
    ]);
  });

  test('a listing that is cut is asked for again', async () => {
    const whole = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
    const { s3, server } = await setup([
      { status: 200, body: whole.slice(0, 40) },
      { status: 200, body: 'busy' },
      { status: 200, body: whole },
    ]);
    for await (const page of s3.list('dags', '')) expect(page).toBe('no page');
    expect(server.received).toHaveLength(3);
  });

  test('a listing that stays garbled ends in a sentence', async () => {
    const { s3 } = await setup([{ status: 200, body: '<html>busy</html>' }]);
    const error = await thrown(s3.list('dags', 'p/')[Symbol.asyncIterator]().next());
    expect(error.message).toMatch(/^Listing s3:\/\/dags\/ did not succeed within 60 s .*but it begins with <html>\.$/);
  });
});

describe('refusals: one sentence each, and no second try', () => {
  const region = 'x-amz-bucket-region';
  test.each<{ name: string; fault: Script; code: string; sentence: string }>([
    {
      name: 'no such bucket',
      fault: refuse(404, 'NoSuchBucket'),
      code: 'NoSuchBucket',
      sentence: 'The S3 bucket dags does not exist (region us-east-1). Check the name of the bucket.',
    },
    {
      name: 'another region, 301',
      fault: refuse(301, 'PermanentRedirect', { [region]: 'eu-west-1' }),
      code: 'PermanentRedirect',
      sentence: 'The S3 bucket dags is in the region eu-west-1, not in us-east-1. Set aws-region to eu-west-1.',
    },
    {
      name: 'another region, 301 without the header',
      fault: refuse(301, 'PermanentRedirect'),
      code: 'PermanentRedirect',
      sentence: 'The S3 bucket dags is not in the region us-east-1. Set aws-region to the region of the bucket.',
    },
    {
      name: 'another region, 307',
      fault: refuse(307, 'TemporaryRedirect', { [region]: 'eu-west-1' }),
      code: 'TemporaryRedirect',
      sentence: 'The S3 bucket dags is in the region eu-west-1, not in us-east-1. Set aws-region to eu-west-1.',
    },
    {
      name: 'another region, 400',
      fault: refuse(400, 'AuthorizationHeaderMalformed', {}, '<Region>eu-west-1</Region>'),
      code: 'AuthorizationHeaderMalformed',
      sentence: 'The S3 bucket dags is in the region eu-west-1, not in us-east-1. Set aws-region to eu-west-1.',
    },
    {
      name: 'access denied',
      fault: refuse(403, 'AccessDenied'),
      code: 'AccessDenied',
      sentence:
        'Uploading s3://dags/a.py was denied: the access key AKIA...MPLE may not do s3:PutObject on arn:aws:s3:::dags/a.py. Allow it in the policy of the role or user, and see that no policy of the bucket or of its KMS key forbids it. S3 says: S3 has a reason.',
    },
    {
      name: 'a key that AWS does not know',
      fault: refuse(403, 'InvalidAccessKeyId'),
      code: 'InvalidAccessKeyId',
      sentence:
        'AWS does not know the access key (the access key AKIA...MPLE): it was deleted, or it belongs to another partition. Give other credentials.',
    },
    {
      name: 'a wrong secret',
      fault: refuse(403, 'SignatureDoesNotMatch'),
      code: 'SignatureDoesNotMatch',
      sentence: 'S3 does not accept the signature: the secret access key does not belong to the access key',
    },
    {
      name: 'an expired token',
      fault: refuse(400, 'ExpiredToken'),
      code: 'ExpiredToken',
      sentence: 'The AWS credentials (the access key AKIA...MPLE) have expired',
    },
    {
      name: 'too large',
      fault: refuse(400, 'EntityTooLarge'),
      code: 'EntityTooLarge',
      sentence: 'Uploading s3://dags/a.py failed, because S3 takes at most 5 GiB in one piece',
    },
    {
      name: 'bytes that changed on the way',
      fault: refuse(400, 'XAmzContentSHA256Mismatch'),
      code: 'XAmzContentSHA256Mismatch',
      sentence: 'the bytes that reached S3 are not those that were sent',
    },
    {
      name: 'a code that is not in the table',
      fault: refuse(400, 'KMS.DisabledException'),
      code: 'KMS.DisabledException',
      sentence: 'Uploading s3://dags/a.py failed: S3 answered KMS.DisabledException (HTTP 400): S3 has a reason.',
    },
    {
      name: "a proxy's page",
      fault: { status: 407, body: '<html><h1>Proxy\n says no</h1></html>' },
      code: 'HTTP407',
      sentence: 'Uploading s3://dags/a.py failed: S3 answered HTTP407 (HTTP 407): Proxy says no',
    },
  ])('$name', async ({ fault, code, sentence }) => {
    const { s3, server } = await setup([fault]);
    const error = await thrown(put(s3));
    expect(error).toBeInstanceOf(S3Error);
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
    expect(server.received).toHaveLength(1);
  });

  test('reading denied: says why a missing object looks the same', async () => {
    const { s3 } = await setup([refuse(403, 'AccessDenied')]);
    const { message } = await thrown(s3.get('dags', 'a.py'));
    expect(message).toContain('s3:GetObject on arn:aws:s3:::dags/a.py');
    expect(message).toContain('Allow s3:ListBucket on the bucket too');
  });

  test('listing denied: the resource is the bucket, and the role is named', async () => {
    const origin = 'the role arn:aws:iam::123456789012:role/publish';
    const credentials = Object.assign(async () => key, { origin });
    const { s3 } = await setup([refuse(403, 'AccessDenied')], { credentials, region: 'cn-north-1' });
    const { message } = await thrown(s3.list('dags', 'p/')[Symbol.asyncIterator]().next());
    expect(message).toContain(`${origin} may not do s3:ListBucket on arn:aws-cn:s3:::dags.`);
  });

  test('HEAD has no text: the status and the header tell', async () => {
    const { s3 } = await setup([
      { status: 400, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      { status: 403 },
      { status: 404 },
    ]);
    expect((await thrown(s3.head('dags', 'a.py'))).message).toContain('is in the region eu-west-1');
    expect((await thrown(s3.head('dags', 'a.py'))).code).toBe('AccessDenied');
    expect(await s3.head('dags', 'a.py')).toBeUndefined();
  });

  test('a name with the end of a line stays on its line', async () => {
    const { s3 } = await setup([refuse(403, 'AccessDenied')]);
    const { message } = await thrown(s3.put('dags', 'a\n::error::b', Buffer.from('x')));
    expect(message).not.toContain('\n');
  });
});

describe('credentials that expired', () => {
  test.each(['ExpiredToken', 'InvalidToken'])('%s: renewed once, and sent again at once', async (code) => {
    const fresh = { ...key, accessKeyId: 'ASIAFRESH' };
    const refused: unknown[] = [];
    const credentials: CredentialProvider = async (options) => {
      if (options?.refused) refused.push(options.refused);
      return refused.length > 0 ? fresh : key;
    };
    const { s3, server, waits } = await setup([refuse(400, code), ok], { credentials });
    expect(await put(s3)).toEqual({ etag: 'e1', versionId: 'v1' });
    expect(refused).toEqual([key]);
    expect(server.received[1]?.headers.authorization).toContain('Credential=ASIAFRESH/');
    expect(waits).toEqual([]);
  });

  test('renewed, and refused again: the sentence', async () => {
    const credentials: CredentialProvider = async () => ({ ...key });
    const { s3, server } = await setup([refuse(400, 'ExpiredToken')], { credentials });
    expect((await thrown(put(s3))).message).toContain('have expired or were withdrawn');
    expect(server.received).toHaveLength(2);
  });
});

describe('a clock that is wrong', () => {
  const now = Date.parse('2026-11-05T12:00:00Z');
  const skewed = refuse(403, 'RequestTimeTooSkewed', { date: new Date(now + 25 * 60_000).toUTCString() });

  test('is corrected by that of S3, also for the requests that follow', async () => {
    const { s3, server } = await setup([skewed, ok, ok], { clock: () => now });
    await put(s3);
    await put(s3);
    const dates = server.received.map(({ headers }) => headers['x-amz-date']);
    expect(dates).toEqual(['20261105T120000Z', '20261105T122500Z', '20261105T122500Z']);
  });

  test('and where that does not help, the sentence says by how much', async () => {
    const { s3, server } = await setup([skewed], { clock: () => now });
    expect((await thrown(put(s3))).message).toBe(
      'The clock of this machine is 25 minutes behind that of S3, and S3 takes no request that is more than 15 minutes off. Set the clock.',
    );
    expect(server.received).toHaveLength(2);
  });
});

describe('conditions', () => {
  test.each([
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
    [404, 'NoSuchKey'],
  ])('%i %s: somebody else was first', async (status, code) => {
    const { s3, server } = await setup([refuse(status, code)]);
    const error = await thrown(s3.put('dags', 'm.json', Buffer.from('x'), { ifMatch: 'e0' }));
    expect(error).toBeInstanceOf(PreconditionFailed);
    expect(error.code).toBe(code);
    expect(server.received[0]?.headers['if-match']).toBe('"e0"');
    expect(server.received).toHaveLength(1);
  });

  /** The replies to HEAD and GET of an object, with the checksum that S3 keeps, or of a server that keeps none. */
  const there = (body: string, keeps = true): Script => {
    const checksum = createHash('sha256').update(body).digest('base64');
    const headers = { etag: '"e2"', 'x-amz-version-id': 'v2', ...(keeps ? { 'x-amz-checksum-sha256': checksum } : {}) };
    return { status: 200, headers, body };
  };
  const taken = refuse(412, 'PreconditionFailed');
  const methods = ({ received }: ScriptedServer) => received.map(({ method }) => method).join(' ');

  test.each<{ name: string; fault: Script }>([
    { name: 'a reset', fault: 'reset' },
    { name: 'a 500', fault: refuse(500, 'InternalError') },
  ])('after $name, a 412 by our own success is a success, told by the checksum', async ({ fault }) => {
    const { s3, server } = await setup([fault, taken, there('mine')]);
    const written = await s3.put('dags', 'm.json', Buffer.from('mine'), { ifNoneMatch: '*' });
    expect(written).toEqual({ etag: 'e2', versionId: 'v2' });
    expect(methods(server)).toBe('PUT PUT HEAD');
  });

  test('without a checksum, a small object is read', async () => {
    const { s3, server } = await setup(['reset', taken, there('mine', false)]);
    const written = await s3.put('dags', 'm.json', Buffer.from('mine'), { ifNoneMatch: '*', urgent: true });
    expect(written).toEqual({ etag: 'e2', versionId: 'v2' });
    expect(methods(server)).toBe('PUT PUT HEAD GET');
  });

  test('without a checksum, a large object is not read, and counts as theirs', async () => {
    const content = Buffer.alloc((8 << 20) + 1);
    const { s3, server } = await setup(['reset', taken, there(content.toString(), false)]);
    expect(await thrown(s3.put('dags', 'm', content, { ifNoneMatch: '*' }))).toBeInstanceOf(PreconditionFailed);
    expect(methods(server)).toBe('PUT PUT HEAD');
  });

  test.each<[string, Script[], string]>([
    ['of the same size', [there('that')], 'PUT PUT HEAD'],
    ['of the same size, without a checksum', [there('that', false)], 'PUT PUT HEAD GET'],
    ['of another size', [there('theirs', false)], 'PUT PUT HEAD'],
    ['that is gone again', [{ status: 404 }], 'PUT PUT HEAD'],
  ])("after a reset, a 412 by somebody else's success is none: one %s", async (_what, replies, asked) => {
    const { s3, server } = await setup(['reset', taken, ...replies]);
    const work = s3.put('dags', 'm.json', Buffer.from('mine'), { ifNoneMatch: '*' });
    expect(await thrown(work)).toBeInstanceOf(PreconditionFailed);
    expect(methods(server)).toBe(asked);
  });
});

test("the budget of a PUT is the caller's", async () => {
  const { s3 } = await setup([refuse(503, 'SlowDown')]);
  const { message } = await thrown(s3.put('dags', 'a', Buffer.from('x'), { budgetMs: 2_000 }));
  expect(message).toContain('did not succeed within 2 s');
});

test('the budget of a PUT bounds the silence of a connection too', async () => {
  const { s3, server } = await setup(['silence']);
  const { message } = await thrown(s3.put('dags', 'a', Buffer.from('x'), { budgetMs: 0, urgent: true }));
  expect(message).toContain('was silent for 1 s');
  expect(server.received).toHaveLength(1);
});

test.each([
  ['of the whole', Buffer.alloc(32, 7).toString('base64'), Buffer.alloc(32, 7).toString('hex')],
  ['of checksums of parts', `${Buffer.alloc(32, 7).toString('base64')}-3`, undefined],
  ['none', undefined, undefined],
  ['garbled', 'abc', undefined],
])('HEAD asks for the checksum: %s', async (_what, sent, sha256) => {
  const header = sent === undefined ? {} : { 'x-amz-checksum-sha256': sent };
  const { s3, server } = await setup([{ status: 200, headers: { etag: '"e1"', ...header } }]);
  expect((await s3.head('dags', 'a.py'))?.sha256).toBe(sha256);
  expect(server.received[0]?.headers['x-amz-checksum-mode']).toBe('ENABLED');
});

describe('files', () => {
  const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

  async function file(content: Buffer) {
    const folder = await mkdtemp(path.join(tmpdir(), 'ci-actions-aws-'));
    open.push({ close: () => rm(folder, { recursive: true }) });
    const name = path.join(folder, 'a.py');
    await writeFile(name, content);
    return { path: name, size: content.length, sha256: sha256(content) };
  }

  const sizes = [
    ['small', 10],
    ['empty', 0],
    ['streamed', (8 << 20) + 1],
  ] as const;

  test.each(sizes)('%s: sent with the planned hash, again from the start after a fault', async (_name, size) => {
    const content = Buffer.alloc(size, 'abc');
    const { s3, server } = await setup(['reset', refuse(503, 'SlowDown'), ok]);
    const planned = await file(content);
    await s3.put('dags', 'a.py', planned, { contentType: 'text/x-python' });
    expect(server.received).toHaveLength(3);
    for (const { headers, body } of server.received) {
      expect(body.equals(content)).toBe(true);
      expect(headers).toMatchObject({
        'content-length': String(size),
        'content-type': 'text/x-python',
        'x-amz-content-sha256': planned.sha256,
        'x-amz-checksum-sha256': Buffer.from(planned.sha256, 'hex').toString('base64'),
      });
    }
  });

  test.each(sizes)('%s: one that grew is not published', async (_name, size) => {
    const { s3, server } = await setup([ok]);
    const planned = await file(Buffer.alloc(size, 'abc'));
    await writeFile(planned.path, Buffer.alloc(size + 7));
    const error = await thrown(s3.put('dags', 'a.py', planned));
    expect(error).toBeInstanceOf(FileChanged);
    expect(error.message).toBe(
      `The file ${planned.path} changed while it was being published: it had ${size} bytes when planned and now has ${size + 7}. Publish again when nothing writes to it.`,
    );
    expect(server.received).toEqual([]);
  });

  test('one that shrank, and one that is gone, is not published', async () => {
    for (const size of [10, 9 << 20]) {
      const { s3, server } = await setup([ok]);
      const planned = await file(Buffer.alloc(size));
      await writeFile(planned.path, 'x');
      expect((await thrown(s3.put('dags', 'a.py', planned))).message).toContain('now has 1.');
      await rm(planned.path);
      expect((await thrown(s3.put('dags', 'a.py', planned))).message).toContain('it is gone.');
      expect(server.received).toEqual([]);
    }
  });

  test.each(['XAmzContentSHA256Mismatch', 'BadDigest'])('%s: the bytes are other ones than planned', async (code) => {
    const { s3 } = await setup([refuse(400, code)]);
    const planned = await file(Buffer.from('x'));
    const error = await thrown(s3.put('dags', 'a.py', planned));
    expect(error).toBeInstanceOf(FileChanged);
    expect(error.message).toContain(`S3 got other bytes than were planned (${code})`);
  });

  test('more than 5 GiB is refused before anything is sent', async () => {
    const { s3, server } = await setup([ok]);
    const error = await thrown(s3.put('dags', 'a.py', { path: '/nowhere', size: 6 * 2 ** 30, sha256: '' }));
    expect(error.message).toContain('at most 5 GiB');
    expect(server.received).toEqual([]);
  });
});

describe('deleteMany', () => {
  const result = (inside: string): Script => ({ status: 200, body: `<DeleteResult>${inside}</DeleteResult>` });
  const failed = (name: string, code: string) =>
    `<Error><Key>${name}</Key><Code>${code}</Code><Message>no</Message></Error>`;
  const all = (keys: string[]) => keys.map((key) => ({ key }));
  const keysOf = ({ received }: ScriptedServer) =>
    received.map(({ body }) => body.toString().split('<Key>').length - 1);

  test('a thousand a request, escaped and quiet', async () => {
    const { s3, server } = await setup([result('')]);
    const keys = Array.from({ length: 2_500 }, (_, i) => `a&<${i}>.py`);
    await s3.deleteMany('dags', all(keys));
    expect(keysOf(server)).toEqual([1000, 1000, 500]);
    const { method, url, headers, body } = server.received[0] as ScriptedServer['received'][0];
    expect([method, url]).toEqual(['POST', '/dags?delete=']);
    expect(headers['content-md5']).toBe(createHash('md5').update(body).digest('base64'));
    expect(body.toString()).toContain('<Object><Key>a&amp;&lt;0&gt;.py</Key></Object>');
    expect(body.toString()).toContain('<Quiet>true</Quiet>');
  });

  test('nothing to delete: nothing is sent', async () => {
    const { s3, server } = await setup([result('')]);
    await s3.deleteMany('dags', []);
    expect(server.received).toEqual([]);
  });

  test('keys that XML cannot hold go by themselves', async () => {
    const { s3, server } = await setup([result(''), { status: 204 }]);
    await s3.deleteMany('dags', all(['a', 'b\u0001']));
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /dags?delete=',
      'DELETE /dags/b%01',
    ]);
  });

  test('keys that were not deleted are named, after all requests were made', async () => {
    const { s3, server } = await setup([result(failed('a', 'AccessDenied')), result('')]);
    const keys = Array.from({ length: 1_001 }, (_, i) => String(i));
    const error = await thrown(s3.deleteMany('dags', all(keys)));
    expect(error.code).toBe('AccessDenied');
    expect(error.message).toBe(
      'S3 did not delete s3://dags/a (AccessDenied: no). Allow s3:DeleteObject on them, or switch deleting off.',
    );
    expect(keysOf(server)).toEqual([1000, 1]);
  });

  test('faults of single keys that pass: the request goes again', async () => {
    const { s3, server } = await setup([result(failed('a', 'InternalError')), result('')]);
    await s3.deleteMany('dags', all(['a', 'b']));
    expect(keysOf(server)).toEqual([2, 2]);
  });

  const raced = result(failed('a', 'PreconditionFailed') + failed('b', 'NoSuchKey') + failed('c', 'AccessDenied'));

  test('an ETag is a condition on its object; what has another one is named, and nothing further is deleted', async () => {
    const { s3, server } = await setup([raced, ok]);
    const objects = [{ key: 'a', etag: 'e1' }, { key: 'b' }, ...all(Array.from({ length: 1_000 }, (_, i) => `${i}`))];
    const error = await thrown(s3.deleteMany('dags', objects));
    expect(error).toBeInstanceOf(PreconditionFailed);
    expect(error.message).toBe(
      'S3 did not delete s3://dags/a, because somebody else wrote to it in the meantime (PreconditionFailed).',
    );
    expect(server.received[0]?.body.toString()).toContain(
      '<Object><Key>a</Key><ETag>&quot;e1&quot;</ETag></Object><Object><Key>b</Key></Object>',
    );
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /dags?delete=',
      'HEAD /dags/a',
    ]);
  });

  test('one that is gone counts as deleted, also where its ETag could not be compared', async () => {
    const gone = result(failed('a', 'PreconditionFailed') + failed('b', 'NoSuchKey'));
    const { s3, server } = await setup([gone, { status: 404 }]);
    await s3.deleteMany('dags', [
      { key: 'a', etag: 'e1' },
      { key: 'b', etag: 'e2' },
    ]);
    expect(server.received.map(({ method }) => method)).toEqual(['POST', 'HEAD']);
  });

  test.each([
    ['another', ok, true],
    ['none', { status: 404 }, false],
  ] as const)('a key that XML cannot hold, with an ETag, and there is %s', async (_what, head, refused) => {
    const { s3, server } = await setup([refuse(412, 'PreconditionFailed'), head]);
    const error = await s3.deleteMany('dags', [{ key: 'b\u0001', etag: 'e1' }]).catch((thrown) => thrown);
    expect(error instanceof PreconditionFailed).toBe(refused);
    expect(server.received[0]?.headers['if-match']).toBe('"e1"');
  });

  test("the budget is the caller's", async () => {
    const { s3, waits } = await setup([refuse(503, 'SlowDown')]);
    const { message } = await thrown(s3.deleteMany('dags', all(['a']), { budgetMs: 3_000 }));
    expect(message).toMatch(/^Deleting from s3:\/\/dags\/ did not succeed within 3 s/);
    expect(waits.reduce((sum, wait) => sum + wait)).toBe(3_000);
  });
});

test('however many are asked for at once, no more than `connections` are under way', async () => {
  let inside = 0;
  let most = 0;
  const busy: Script = (request, response) => {
    inside += 1;
    most = Math.max(most, inside);
    request.resume().on('end', () =>
      setImmediate(() => {
        inside -= 1;
        response.setHeader('etag', '"e"');
        response.end();
      }),
    );
  };
  const { s3 } = await setup([busy], { connections: 4 });
  await Promise.all(Array.from({ length: 40 }, (_, i) => s3.put('dags', String(i), Buffer.from('x'))));
  expect(most).toBeLessThanOrEqual(4);
});

test('an urgent PUT is answered while uploads that nobody answers take every place and every connection', async () => {
  const held: (() => void)[] = [];
  const hold: Script = (request, response) => {
    const answer = () => response.setHeader('etag', '"e"').end();
    request.resume().on('end', () => (request.url === '/dags/claim' ? answer() : held.push(answer)));
  };
  const { s3 } = await setup([hold], { connections: 8 });
  const slow = Array.from({ length: 100 }, (_, i) => s3.put('dags', String(i), Buffer.from('x')));
  while (held.length < 8) await new Promise(setImmediate);
  for (let beat = 0; beat < 3; beat++) {
    expect(await s3.put('dags', 'claim', Buffer.from('mine'), { urgent: true })).toEqual({ etag: 'e' });
  }
  expect(held).toHaveLength(8);
  const settled = Promise.all(slow);
  for (let answered = 0; answered < slow.length; await new Promise(setImmediate)) {
    for (const answer of held.splice(0)) {
      answer();
      answered += 1;
    }
  }
  await settled;
});

test('a proxy that this Node cannot use is told of once', async () => {
  const notices: string[] = [];
  const log = { ...silent, notice: (line: string) => notices.push(line) };
  const env = { HTTPS_PROXY: 'http://proxy.invalid:3128' };
  const { s3 } = await setup([ok], { log, env });
  await put(s3);
  await put(s3);
  expect(notices).toHaveLength(usesProxies() ? 0 : 1);
});
