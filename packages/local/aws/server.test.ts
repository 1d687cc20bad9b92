import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFaults, type FaultRule } from '../faults/faults.ts';
import type { AwsOptions } from './options.ts';
import { signedHeaders } from './raw-client.ts';
import { type Aws, startAws } from './server.ts';

const credentials = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
const running: { close(): unknown }[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function start(options: Partial<AwsOptions> = {}): Promise<{ aws: Aws; s3: S3Client; sts: STSClient }> {
  const aws = await startAws({ users: [credentials], buckets: [{ name: 'bucket' }], ...options });
  const settings = { endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  const [s3, sts] = [new S3Client(settings), new STSClient(settings)];
  running.push(aws, { close: () => s3.destroy() }, { close: () => sts.destroy() });
  return { aws, s3, sts };
}
const put = (s3: S3Client, Key = 'k', Body = 'x') => s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body }));
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (thrown) => thrown.Code ?? thrown.name,
  );

describe('faults', () => {
  const cases: [title: string, rule: FaultRule, says: string, stored: boolean, status: number][] = [
    ['503', { answer: 503 }, 'SlowDown', false, 503],
    ['429', { answer: 429 }, 'TooManyRequestsException', false, 429],
    ['500', { answer: 500 }, 'InternalError', false, 500],
    ['expired-token', { answer: 'expired-token' }, 'ExpiredToken', false, 400],
    ['reset', { answer: 'reset' }, 'Error', false, 0],
    ['lost', { answer: 'lost' }, 'Error', true, 0],
    ['slow', { answer: 'slow', delayMs: 5 }, 'done', true, 200],
  ];
  for (const [title, rule, says, stored, status] of cases) {
    test(title, async () => {
      const { aws, s3 } = await start({
        faults: createFaults([{ match: { operation: 'PutObject' }, times: 1, ...rule }]),
      });
      const said = await outcome(put(s3));
      expect(['TimeoutError', 'ECONNRESET'].includes(said) ? 'Error' : said).toBe(says);
      expect(aws.s3.bucket('bucket').keys()).toEqual(stored ? ['k'] : []);
      expect(aws.requests).toMatchObject([{ operation: 'PutObject', status }]);
      expect(await outcome(put(s3))).toBe('done');
    });
  }

  test('by count: after 1, 2 times', async () => {
    const { s3 } = await start({ faults: createFaults([{ after: 1, times: 2, answer: 503 }]) });
    const said = [];
    for (let i = 0; i < 4; i++) said.push(await outcome(put(s3)));
    expect(said).toEqual(['done', 'SlowDown', 'SlowDown', 'done']);
  });

  test('for a time: 100 ms by the clock that is given', async () => {
    let now = 0;
    const { s3 } = await start({ faults: createFaults([{ forMs: 100, answer: 503 }], () => now) });
    const said = [];
    for (now = 0; now <= 120; now += 60) said.push(await outcome(put(s3)));
    expect(said).toEqual(['SlowDown', 'SlowDown', 'done']);
  });

  test('with a Retry-After, which the SDK tells', async () => {
    const { s3 } = await start({ faults: createFaults([{ answer: 503, retryAfter: 7 }]) });
    await expect(put(s3)).rejects.toMatchObject({ $retryable: {}, $response: { headers: { 'retry-after': '7' } } });
  });

  test('on STS, in its own words', async () => {
    const { sts } = await start({
      faults: createFaults([
        { match: { operation: 'GetCallerIdentity' }, times: 1, answer: 503 },
        { times: 1, answer: 'expired-token' },
      ]),
    });
    const ask = () => outcome(sts.send(new GetCallerIdentityCommand({})));
    expect([await ask(), await ask(), await ask()]).toEqual(['ServiceUnavailable', 'ExpiredToken', 'done']);
  });

  test('a function is called before anything is done, and sees what is asked', async () => {
    const seen: unknown[] = [];
    const { aws, s3 } = await start({
      faults: createFaults([{ answer: (request) => void seen.push([request, aws.s3.bucket('bucket').keys()]) }]),
    });
    await put(s3);
    expect(seen).toEqual([[{ method: 'PUT', path: '/bucket/k', operation: 'PutObject' }, []]]);
  });
});

test('a client that breaks off in the middle of a body has changed nothing', async () => {
  const { aws, s3 } = await start();
  const path = '/bucket/half';
  const headers = await signedHeaders({ url: aws.url, keys: credentials, method: 'PUT', path, body: 'whole' });
  await new Promise<void>((resolve) => {
    const port = new URL(aws.url).port;
    const sent = request({
      host: '127.0.0.1',
      port,
      method: 'PUT',
      path,
      headers: { ...headers, 'content-length': '5' },
    });
    sent.on('error', () => resolve());
    sent.write('who', () => sent.destroy(new Error('broken off')));
  });
  await put(s3, 'after');
  expect(aws.s3.bucket('bucket').keys()).toEqual(['after']);
});

test('the environment is enough for the SDK', async () => {
  const { aws } = await start();
  expect(aws.environment()).toEqual({
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_S3: aws.url,
    AWS_ENDPOINT_URL_STS: aws.url,
    AWS_ENDPOINT_URL_ECR: aws.url,
    AWS_ENDPOINT_URL_ECR_PUBLIC: aws.url,
    AWS_ENDPOINT_URL_LAMBDA: aws.url,
    CI_ACTIONS_ECR_PUBLIC_REGISTRY_URL: aws.ecr.publicUrl,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAROOT',
    AWS_SECRET_ACCESS_KEY: 'root-secret',
  });
});

describe('a folder', () => {
  const tempFolder = () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'aws-'));
    folders.push(folder);
    return folder;
  };
  // A key that is also a folder of keys, and what no file may be called.
  const keys = [
    'a',
    'a/b',
    'a/b/c',
    'x//y',
    'dots/../up',
    '..',
    'dir/',
    'per%cent',
    'ünï.py',
    'back\\slash',
    `long/${'n'.repeat(300)}`,
  ];

  test('holds objects as plain files, and nothing gets out of it', async () => {
    const folder = tempFolder();
    const { aws, s3 } = await start({ folder });
    await put(s3, 'dags/etl.py', 'print()');
    expect(readFileSync(path.join(folder, 'bucket/dags/etl.py'), 'utf8')).toBe('print()');
    for (const key of keys) aws.s3.bucket('bucket').put(key, `content of ${key}`);
    expect(readdirSync(path.dirname(folder)).filter((name) => name === 'up')).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['.state', 'bucket']);
  });

  for (const order of ['given', 'reverse']) {
    test(`is the same bucket after a new start, keys in ${order} order`, async () => {
      const folder = tempFolder();
      const versioning = 'Enabled' as const;
      const { aws } = await start({ folder, buckets: [{ name: 'bucket' }, { name: 'kept', versioning }] });
      const before = aws.s3.bucket('bucket');
      for (const key of order === 'given' ? keys : keys.toReversed()) before.put(key, `content of ${key}`);
      before.put('gone', 'x');
      before.delete('gone');
      const kept = aws.s3.bucket('kept');
      for (const body of ['1', '2']) kept.put('v', body, { metadata: { body } });
      kept.put('w', '3');
      kept.delete('w');
      const all = (one: Aws) =>
        one.s3.buckets().map((name) => {
          const bucket = one.s3.bucket(name);
          return [name, ...[...keys, 'gone', 'v', 'w'].map((key) => bucket.versions(key))];
        });
      const { aws: again } = await start({ folder, buckets: [] });
      expect(all(again)).toEqual(all(aws));
      expect(again.s3.bucket('kept').get('v')?.metadata).toEqual({ body: '2' });
    });
  }

  test('takes a file that was changed by hand as it is now, with its new ETag', async () => {
    const folder = tempFolder();
    await put((await start({ folder })).s3, 'a', 'before');
    writeFileSync(path.join(folder, 'bucket/a'), 'after');
    const { s3 } = await start({ folder });
    const answer = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a' }));
    expect([await answer.Body?.transformToString(), answer.ETag]).toEqual([
      'after',
      '"632a2406bbcbcd553eec45ac14b40a0a"',
    ]);
  });
});
