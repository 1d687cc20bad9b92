import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, type RawRequest, sendRaw, signedHeaders } from '../raw-client.ts';
import { type Aws, startAws } from '../server.ts';

const keys = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
let aws: Aws;
beforeAll(async () => {
  aws = await startAws({ users: [keys], buckets: [{ name: 'plain' }, { name: 'kept', versioning: 'Enabled' }] });
});
afterAll(() => aws.close());

const send = (more: Partial<RawRequest> & { path: string }) => sendRaw({ url: aws.url, keys, ...more });
const etag = (bucket: string, key: string) => `"${aws.s3.bucket(bucket).get(key)?.etag}"`;
const quoted = '"00000000000000000000000000000000"';

describe('PUT', () => {
  const cases: [
    title: string,
    state: 'missing' | 'there' | 'marked',
    headers: () => Record<string, string>,
    status: number,
    code?: string,
  ][] = [
    ['If-None-Match: * on a missing key', 'missing', () => ({ 'if-none-match': '*' }), 200],
    ['If-None-Match: * on a key that is there', 'there', () => ({ 'if-none-match': '*' }), 412, 'PreconditionFailed'],
    ['If-None-Match: * behind a delete marker', 'marked', () => ({ 'if-none-match': '*' }), 200],
    ['If-None-Match with an ETag', 'there', () => ({ 'if-none-match': quoted }), 501, 'NotImplemented'],
    ['If-Match with the ETag', 'there', () => ({ 'if-match': etag('kept', 'k') }), 200],
    ['If-Match with the ETag, without quotes', 'there', () => ({ 'if-match': etag('kept', 'k').slice(1, -1) }), 200],
    ['If-Match with another ETag', 'there', () => ({ 'if-match': quoted }), 412, 'PreconditionFailed'],
    ['If-Match on a missing key', 'missing', () => ({ 'if-match': quoted }), 404, 'NoSuchKey'],
    ['If-Match behind a delete marker', 'marked', () => ({ 'if-match': quoted }), 404, 'NoSuchKey'],
  ];
  for (const [title, state, headers, status, code] of cases) {
    test(`${title}: ${status}`, async () => {
      const bucket = aws.s3.bucket('kept');
      if (bucket.get('k')) bucket.delete('k');
      const key = state === 'missing' ? `missing/${title.length}` : 'k';
      if (state !== 'missing') bucket.put(key, 'before');
      if (state === 'marked') bucket.delete(key);
      const answer = await send({
        method: 'PUT',
        path: `/kept/${key}`,
        body: 'after',
        headers: headers(),
      });
      expect([answer.status, codeOf(answer)]).toEqual([status, code]);
      expect(bucket.get(key)?.body.toString()).toBe(
        status === 200 ? 'after' : state === 'there' ? 'before' : undefined,
      );
    });
  }

  test('of 20 that write at once on the condition that nothing is there, one wins and 19 lose', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        send({ method: 'PUT', path: '/plain/one', body: `writer ${i}`, headers: { 'if-none-match': '*' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
    expect(aws.s3.bucket('plain').text('one')).toBe(`writer ${answers.findIndex(({ status }) => status === 200)}`);
  });
});

describe('another request gets in between the head and the end of a conditional PUT', () => {
  /** Sends the head, waits until the server has it, lets something happen, then sends the body. */
  async function interrupted(key: string, headers: Record<string, string>, happens: () => void) {
    const { hostname, port } = new URL(aws.url);
    const path = `/plain/${key}`;
    const unsigned = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers };
    const signed = await signedHeaders({ url: aws.url, keys, method: 'PUT', path, headers: unsigned });
    return new Promise<number>((resolve, reject) => {
      const sent = httpRequest(
        {
          host: hostname,
          port,
          method: 'PUT',
          path,
          headers: { ...signed, expect: '100-continue' },
          agent: false,
        },
        (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)),
      );
      sent.on('error', reject);
      // The server says so when it has read the head.
      sent.on('continue', () => {
        happens();
        sleep(1).then(() => sent.end('late'));
      });
      sent.flushHeaders();
    });
  }
  const bucket = () => aws.s3.bucket('plain');

  test('a DELETE, against If-None-Match: 409', async () => {
    const status = await interrupted('race/a', { 'if-none-match': '*' }, () => {
      bucket().put('race/a', 'x');
      bucket().delete('race/a');
    });
    expect(status).toBe(409);
  });

  test('a PUT, against If-None-Match: 412, the first to finish wins', async () => {
    expect(await interrupted('race/b', { 'if-none-match': '*' }, () => bucket().put('race/b', 'x'))).toBe(412);
    expect(bucket().text('race/b')).toBe('x');
  });

  test('a PUT, against an If-Match that held: 409', async () => {
    bucket().put('race/c', 'x');
    const match = { 'if-match': etag('plain', 'race/c') };
    expect(await interrupted('race/c', match, () => bucket().put('race/c', 'y'))).toBe(409);
  });

  test('a DELETE, against an If-Match that held: 404', async () => {
    bucket().put('race/d', 'x');
    const match = { 'if-match': etag('plain', 'race/d') };
    expect(await interrupted('race/d', match, () => bucket().delete('race/d'))).toBe(404);
  });

  test('nothing: the write goes through', async () => {
    expect(await interrupted('race/e', { 'if-none-match': '*' }, () => {})).toBe(200);
  });
});

describe('DELETE', () => {
  const cases: [title: string, there: boolean, ifMatch: () => string, status: number][] = [
    ['If-Match with the ETag', true, () => etag('plain', 'd'), 204],
    ['If-Match: * on a key that is there', true, () => '*', 204],
    ['If-Match with another ETag', true, () => quoted, 412],
    ['If-Match on a missing key', false, () => quoted, 404],
  ];
  for (const [title, there, ifMatch, status] of cases) {
    test(`${title}: ${status}`, async () => {
      const bucket = aws.s3.bucket('plain');
      if (there) bucket.put('d', 'x');
      else bucket.delete('d');
      expect((await send({ method: 'DELETE', path: '/plain/d', headers: { 'if-match': ifMatch() } })).status).toBe(
        status,
      );
      expect(bucket.get('d') !== undefined).toBe(status === 412);
    });
  }
});

describe('DeleteObjects, with the ETag in the element of the object', () => {
  const client = () =>
    new S3Client({ endpoint: aws.url, region: 'us-east-1', credentials: keys, forcePathStyle: true });

  test.each(['plain', 'kept'])('what has another ETag stays and is named, the others go (%s)', async (Bucket) => {
    const bucket = aws.s3.bucket(Bucket);
    for (const key of ['same', 'bare', 'other', 'any', 'free']) bucket.put(`many/${key}`, key);
    bucket.put('many/gone', 'x');
    bucket.delete('many/gone');
    const entry = (key: string, ETag?: string) => ({ Key: `many/${key}`, ...(ETag ? { ETag } : {}) });
    const Objects = [
      entry('same', etag(Bucket, 'many/same')),
      entry('bare', etag(Bucket, 'many/bare').slice(1, -1)),
      entry('any', '*'),
      entry('free'),
      entry('other', quoted),
      entry('gone', quoted),
    ];
    const s3 = client();
    const { Deleted = [], Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    s3.destroy();
    expect(Deleted.map(({ Key }) => Key)).toEqual(['many/same', 'many/bare', 'many/any', 'many/free']);
    // Behind a delete marker there is an object, though not that one; without versions there is nothing.
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
      ['many/other', 'PreconditionFailed'],
      ['many/gone', Bucket === 'kept' ? 'PreconditionFailed' : 'NoSuchKey'],
    ]);
    expect(bucket.keys().filter((key) => key.startsWith('many/'))).toEqual(['many/other']);
  });
});

describe('GET', () => {
  const past = 'Mon, 01 Jan 2001 00:00:00 GMT';
  const future = 'Fri, 01 Jan 2100 00:00:00 GMT';
  const cases: [title: string, headers: () => Record<string, string>, status: number][] = [
    ['If-None-Match with the ETag', () => ({ 'if-none-match': etag('plain', 'g') }), 304],
    ['If-None-Match with a list that has it', () => ({ 'if-none-match': `${quoted}, ${etag('plain', 'g')}` }), 304],
    ['If-None-Match with another ETag', () => ({ 'if-none-match': quoted }), 200],
    ['If-Match with another ETag', () => ({ 'if-match': quoted }), 412],
    ['If-Match with the ETag', () => ({ 'if-match': etag('plain', 'g') }), 200],
    ['If-Modified-Since later', () => ({ 'if-modified-since': future }), 304],
    ['If-Modified-Since earlier', () => ({ 'if-modified-since': past }), 200],
    ['If-Unmodified-Since earlier', () => ({ 'if-unmodified-since': past }), 412],
    [
      'If-None-Match rules over If-Modified-Since',
      () => ({ 'if-none-match': quoted, 'if-modified-since': future }),
      200,
    ],
  ];
  for (const [title, headers, status] of cases) {
    test(`${title}: ${status}`, async () => {
      aws.s3.bucket('plain').put('g', 'x');
      const answer = await send({ path: '/plain/g', headers: headers() });
      expect([answer.status, answer.text === 'x']).toEqual([status, status === 200]);
      if (status === 304) expect(answer.headers.etag).toBe(etag('plain', 'g'));
    });
  }
});
