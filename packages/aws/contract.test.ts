import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { createFaults } from '@ci-actions/local/faults/faults';
import { silent } from '@ci-actions/log/log';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { credentialsFor } from './credentials.ts';
import { createS3, type S3 } from './s3.ts';
import { FileChanged, PreconditionFailed } from './s3-errors.ts';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const md5 = (content: Buffer) => createHash('md5').update(content).digest('hex');
const thrown = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error) => error,
  );

const user = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-of-a-test' };
const bucket = 'contract-dags';

/** Names that get lost on the way where anybody decodes or normalises too much, or too little. */
const oddKeys = [
  'sp ace+plus.py',
  'ünï/日本.py',
  'a//b.py',
  'q?x=1&y#z.py',
  `q'uote"<>.py`,
  '100%25.py',
  'a/../b/./c.py',
  '!()*~;:@$,=[]{}|^`\\.py',
  '\u{1F600}/e\u0301.py',
];

interface Served {
  s3: S3;
  close(): Promise<void>;
}

/** The servers that the same suite runs against: the embedded one, and a real moto where one is running. */
const servers: [name: string, start: () => Promise<Served>][] = [
  [
    'the embedded S3',
    async () => {
      const aws = await startAws({ users: [user], buckets: [{ name: bucket, versioning: 'Enabled' }] });
      const s3 = client(aws.url);
      const close = async () => {
        s3.close();
        await aws.close();
      };
      return { s3, close };
    },
  ],
];
const moto = process.env.CI_ACTIONS_MOTO_URL;
if (moto) {
  servers.push([
    'moto',
    async () => {
      await fetch(new URL(`/${bucket}`, moto), { method: 'PUT' });
      const s3 = client(moto);
      return { s3, close: async () => s3.close() };
    },
  ]);
} else {
  process.stderr.write('The contract of S3 is not held against moto: CI_ACTIONS_MOTO_URL is not set.\n');
}

function client(endpoint: string, credentials: () => Promise<typeof user> = async () => user): S3 {
  return createS3({ region: 'us-east-1', endpoint, credentials, log: silent, env: {} });
}

async function listAll(s3: S3, prefix: string, from = bucket) {
  const pages = [];
  for await (const page of s3.list(from, prefix)) pages.push(page);
  return pages;
}

describe.each(servers)('the contract with %s', (_name, start) => {
  let served: Served;
  let s3: S3;
  beforeAll(async () => {
    served = await start();
    s3 = served.s3;
  });
  afterAll(() => served.close());

  test.each(oddKeys)('the key %p is the same in PUT, GET, HEAD, LIST and DELETE', async (name) => {
    const key = `odd/${name}`;
    const body = Buffer.from(name);
    const { etag } = await s3.put(bucket, key, body);
    expect(etag).toBe(md5(body));
    expect((await s3.get(bucket, key))?.body).toEqual(body);
    expect((await s3.head(bucket, key))?.etag).toBe(etag);
    const listed = await listAll(s3, key);
    expect(listed.flat().map((object) => object.key)).toEqual([key]);
    await s3.deleteMany(bucket, [{ key }]);
    expect(await s3.get(bucket, key)).toBeUndefined();
    expect(await s3.head(bucket, key)).toBeUndefined();
  });

  test('1,100 keys in two pages, in order, and deleted', async () => {
    const keys = Array.from({ length: 1_100 }, (_, i) => `many/${String(i).padStart(4, '0')}.py`);
    await Promise.all(keys.map((key) => s3.put(bucket, key, Buffer.from(key))));
    const pages = await listAll(s3, 'many/');
    expect(pages.map((page) => page.length)).toEqual([1000, 100]);
    expect(pages.flat().map(({ key }) => key)).toEqual(keys);
    expect(pages[0]?.[0]).toMatchObject({ etag: md5(Buffer.from(keys[0] ?? '')), size: 12 });
    await s3.deleteMany(
      bucket,
      [...keys, 'many/that-never-was'].map((key) => ({ key })),
    );
    expect(await listAll(s3, 'many/')).toEqual([]);
  });

  test('what is written comes back: type, checksum, version, times', async () => {
    const body = randomBytes(5_000);
    const written = await s3.put(bucket, 'about.py', body, { contentType: 'text/x-python' });
    const head = await s3.head(bucket, 'about.py');
    expect(head).toMatchObject({
      ...written,
      size: 5_000,
      contentType: 'text/x-python',
      sha256: sha256(body),
    });
    const read = await s3.get(bucket, 'about.py');
    expect(read).toMatchObject({ ...written, body });
    expect(Math.abs(Number(read?.serverTime) - Date.now())).toBeLessThan(60_000);
    expect(Number(read?.lastModified)).toBeLessThanOrEqual(Number(read?.serverTime) + 1_000);
  });

  test('conditions hold', async () => {
    const first = await s3.put(bucket, 'm.json', Buffer.from('1'), { ifNoneMatch: '*' });
    const again = await thrown(s3.put(bucket, 'm.json', Buffer.from('2'), { ifNoneMatch: '*' }));
    expect(again).toBeInstanceOf(PreconditionFailed);
    const second = await s3.put(bucket, 'm.json', Buffer.from('2'), { ifMatch: first.etag });
    const late = await thrown(s3.put(bucket, 'm.json', Buffer.from('3'), { ifMatch: first.etag }));
    expect(late).toBeInstanceOf(PreconditionFailed);
    expect((await s3.head(bucket, 'm.json'))?.etag).toBe(second.etag);
  });

  test('a bucket that does not exist', async () => {
    const there = 'The S3 bucket no-such-bucket-here does not exist (region us-east-1). Check the name of the bucket.';
    expect((await thrown(listAll(s3, '', 'no-such-bucket-here'))).message).toBe(there);
    expect((await thrown(s3.get('no-such-bucket-here', 'a'))).message).toBe(there);
    expect((await thrown(s3.put('no-such-bucket-here', 'a', Buffer.from('a')))).message).toBe(there);
  });
});

describe('what only the embedded AWS can do', () => {
  const faults = createFaults();
  const role = 'arn:aws:iam::123456789012:role/publish';
  const subject = 'repo:org/name:environment:staging';
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let now = new Date();
  let aws: Aws;
  let s3: S3;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ci-actions-contract-'));
    aws = await startAws({
      users: [user, { ...user, accessKeyId: 'AKIAREADER', policy: [{ actions: ['s3:ListBucket'], resources: ['*'] }] }],
      roles: [{ arn: role, trust: { aud: 'sts.amazonaws.com', sub: subject } }],
      buckets: [
        { name: bucket, versioning: 'Enabled' },
        { name: 'kms-bucket', kms: true },
        { name: 'far-away', region: 'eu-west-1' },
      ],
      issuer: { url: 'https://token.actions.githubusercontent.com', keys: [publicKey] },
      faults,
      clock: () => now,
    });
    s3 = client(aws.url);
  });
  beforeEach(() => {
    faults.clear();
    now = new Date();
  });
  afterAll(async () => {
    s3.close();
    await aws.close();
    await rm(folder, { recursive: true });
  });

  async function file(content: Buffer) {
    const name = path.join(folder, `${randomBytes(6).toString('hex')}.py`);
    await writeFile(name, content);
    return { path: name, size: content.length, sha256: sha256(content) };
  }

  /** A token of the job, as GitHub signs it. */
  function tokenFor(sub: string): string {
    const seconds = Math.floor(now.getTime() / 1000);
    const claims = { iss: 'https://token.actions.githubusercontent.com', aud: 'sts.amazonaws.com', sub };
    const parts = [
      { alg: 'RS256', typ: 'JWT' },
      { ...claims, iat: seconds, nbf: seconds - 5, exp: seconds + 300 },
    ];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  }

  const withRole = (sub: string, masked: string[] = []) =>
    credentialsFor({
      region: 'us-east-1',
      roleToAssume: role,
      idToken: async () => tokenFor(sub),
      sessionName: 'contract',
      log: silent,
      mask: (secret) => masked.push(secret),
      env: { AWS_ENDPOINT_URL: aws.url },
    });

  test.each([100, (8 << 20) + 100])('a file of %i bytes: S3 refuses other bytes than those planned', async (size) => {
    const planned = await file(randomBytes(size));
    await s3.put(bucket, 'f.py', planned);
    await writeFile(planned.path, randomBytes(size));
    const error = await thrown(s3.put(bucket, 'f.py', planned));
    expect(error).toBeInstanceOf(FileChanged);
    expect(sha256((await s3.get(bucket, 'f.py'))?.body ?? Buffer.alloc(0))).toBe(planned.sha256);
  });

  test('encrypted by KMS, the ETag is no MD5, and PUT, HEAD and LIST agree on it', async () => {
    const body = Buffer.from('x');
    const { etag, versionId } = await s3.put('kms-bucket', 'a', body);
    expect(etag).not.toBe(md5(body));
    expect(versionId).toBeUndefined();
    expect((await s3.head('kms-bucket', 'a'))?.etag).toBe(etag);
    expect((await listAll(s3, '', 'kms-bucket')).flat()[0]?.etag).toBe(etag);
  });

  test('a role by OIDC: assumed once for many requests', async () => {
    const masked: string[] = [];
    const credentials = withRole(subject, masked);
    const byRole = createS3({ region: 'us-east-1', endpoint: aws.url, credentials, log: silent, env: {} });
    const before = aws.requests.length;
    await Promise.all(Array.from({ length: 20 }, (_, i) => byRole.put(bucket, `role/${i}`, Buffer.from('x'))));
    byRole.close();
    const operations = aws.requests.slice(before).map(({ operation }) => operation);
    expect(operations.filter((operation) => operation === 'AssumeRoleWithWebIdentity')).toHaveLength(1);
    expect(operations.filter((operation) => operation === 'PutObject')).toHaveLength(20);
    expect(aws.requests.at(-1)?.role).toContain('assumed-role/publish/contract');
    expect(masked).toHaveLength(3);
  });

  test.each([
    ['an hour ahead of AWS', -1],
    ['an hour behind AWS', 1],
  ])('a clock that is %s: one role, one correction, for 20 requests', async (_how, hours) => {
    now = new Date(Date.now() + hours * 3_600_000);
    const credentials = withRole(subject);
    const byRole = createS3({ region: 'us-east-1', endpoint: aws.url, credentials, log: silent, env: {} });
    const before = aws.requests.length;
    for (let i = 0; i < 20; i++) await byRole.put(bucket, `skewed/${i}`, Buffer.from('x'));
    byRole.close();
    const asked = aws.requests.slice(before);
    expect(asked.filter(({ service }) => service === 'sts')).toHaveLength(1);
    expect(asked.filter(({ code }) => code === 'RequestTimeTooSkewed')).toHaveLength(1);
    // What is left of the role's hour is told by this machine's clock.
    const left = Number((await credentials()).expiration) - Date.now();
    expect(Math.abs(left - 3_600_000)).toBeLessThan(60_000);
  });

  test('a trust policy that refuses: the sentence names the role and the subject to allow', async () => {
    const error = await thrown(withRole('repo:org/name:pull_request')());
    expect(error.message).toContain(`AWS does not let this job assume the role ${role}`);
    expect(error.message).toContain('for the subject repo:org/name:pull_request and the audience sts.amazonaws.com');
  });

  test('a token that expires in the middle is renewed', async () => {
    const byRole = createS3({
      region: 'us-east-1',
      endpoint: aws.url,
      credentials: withRole(subject),
      log: silent,
      env: {},
    });
    await byRole.put(bucket, 'a', Buffer.from('1'));
    faults.add({ match: { operation: 'PutObject' }, answer: 'expired-token', times: 1 });
    await byRole.put(bucket, 'a', Buffer.from('2'));
    byRole.close();
    expect((await s3.get(bucket, 'a'))?.body.toString()).toBe('2');
  });

  test.each([
    { name: '503', rule: { answer: 503 } },
    { name: '429', rule: { answer: 429 } },
    { name: 'a reset', rule: { answer: 'reset' } },
    { name: 'an answer that is lost', rule: { answer: 'lost' } },
  ] as const)('$name at a conditional write: written once, and no race lost against itself', async ({ name, rule }) => {
    faults.add({ match: { operation: 'PutObject' }, times: 1, ...rule });
    const key = `own/${name}`;
    const { etag, versionId } = await s3.put(bucket, key, Buffer.from('mine'), { ifNoneMatch: '*' });
    expect(await s3.head(bucket, key)).toMatchObject({ etag, versionId });
    expect(faults.hits).toBeGreaterThan(0);
  });

  test('faults in a listing and in a deletion', async () => {
    await s3.put(bucket, 'gone/a', Buffer.from('x'));
    faults.add({ match: { operation: /List|Delete/ }, times: 1, answer: 503 });
    expect((await listAll(s3, 'gone/')).flat()).toHaveLength(1);
    faults.add({ match: { operation: 'DeleteObjects' }, times: 1, answer: 'lost' });
    await s3.deleteMany(bucket, [{ key: 'gone/a' }]);
    expect(await listAll(s3, 'gone/')).toEqual([]);
  });

  test('a bucket in another region', async () => {
    const there = 'The S3 bucket far-away is in the region eu-west-1, not in us-east-1. Set aws-region to eu-west-1.';
    expect((await thrown(s3.put('far-away', 'a', Buffer.from('a')))).message).toBe(there);
    expect((await thrown(s3.put('far-away', 'a', await file(randomBytes(9 << 20))))).message).toBe(there);
    expect((await thrown(s3.head('far-away', 'a'))).message).toBe(there);
    expect((await thrown(listAll(s3, '', 'far-away'))).message).toBe(there);
  });

  test.each([bucket, 'kms-bucket'])('deletes on condition, in %s', async (name) => {
    const keys = ['same', 'changed', 'gone', 'free', 'odd\u0001', 'odd\u0002'].map((key) => `doomed/${key}`);
    const [same, changed, gone, free, odd, oddChanged] = await Promise.all(
      keys.map(async (key) => ({ key, etag: (await s3.put(name, key, Buffer.from('1'))).etag })),
    );
    if (!same || !changed || !gone || !free || !odd || !oddChanged) throw new Error('All were written.');
    await Promise.all([changed, oddChanged].map(({ key }) => s3.put(name, key, Buffer.from('2'))));
    await s3.deleteMany(name, [{ key: gone.key }]);
    const error = await thrown(s3.deleteMany(name, [same, changed, gone, { key: free.key }]));
    expect(error).toBeInstanceOf(PreconditionFailed);
    expect(error.message).toContain(`S3 did not delete s3://${name}/doomed/changed, because`);
    expect(await thrown(s3.deleteMany(name, [odd, oddChanged]))).toBeInstanceOf(PreconditionFailed);
    expect((await listAll(s3, 'doomed/', name)).flat().map(({ key }) => key)).toEqual([changed.key, oddChanged.key]);
    // The same once more, with the answer lost: our own delete is no race that we lost.
    faults.add({ match: { operation: /Delete/ }, times: 1, answer: 'lost' });
    const { etag = '' } = (await s3.head(name, changed.key)) ?? {};
    await s3.deleteMany(name, [{ key: changed.key, etag }, same]);
    faults.add({ match: { operation: /Delete/ }, times: 1, answer: 'lost' });
    await s3.deleteMany(name, [{ key: oddChanged.key, etag: (await s3.head(name, oddChanged.key))?.etag ?? '' }]);
    expect(await listAll(s3, 'doomed/', name)).toEqual([]);
  });

  test('denied: the action and the resource', async () => {
    const reader = client(aws.url, async () => ({ ...user, accessKeyId: 'AKIAREADER' }));
    const error = await thrown(reader.put(bucket, 'a', Buffer.from('a')));
    reader.close();
    expect(error.code).toBe('AccessDenied');
    expect(error.message).toContain('may not do s3:PutObject on arn:aws:s3:::contract-dags/a.');
  });

  test('a wrong secret', async () => {
    const wrong = client(aws.url, async () => ({ ...user, secretAccessKey: 'wrong' }));
    const error = await thrown(wrong.put(bucket, 'a', Buffer.from('a')));
    wrong.close();
    expect(error.code).toBe('SignatureDoesNotMatch');
  });

  test('a clock that is an hour off', async () => {
    now = new Date(Date.now() + 3_600_000);
    const own = client(aws.url);
    await own.put(bucket, 'skew', Buffer.from('a'));
    own.close();
    expect(aws.requests.slice(-2).map(({ code }) => code)).toEqual(['RequestTimeTooSkewed', undefined]);
  });
});
