import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sendRaw } from '../raw-client.ts';
import { type Aws, startAws } from '../server.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const issuer = 'https://token.example';
const staging = 'arn:aws:iam::123456789012:role/publish-staging';
const deploy = 'arn:aws:iam::123456789012:role/deploy';
const root = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
const start = new Date();
let now = start;
const seconds = () => Math.floor(now.getTime() / 1000);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(claims: object = {}, header: object = {}, key = privateKey): string {
  const all = {
    iss: issuer,
    aud: 'sts.amazonaws.com',
    sub: 'repo:org/dags:environment:staging',
    exp: seconds() + 300,
    ...claims,
  };
  const data = `${encode({ alg: 'RS256', kid: 'one', typ: 'JWT', ...header })}.${encode(all)}`;
  return `${data}.${sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

let aws: Aws;
let sts: STSClient;
const client = (credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
  new STSClient({ endpoint: aws.url, region: 'eu-west-1', maxAttempts: 1, ...(credentials ? { credentials } : {}) });
beforeAll(async () => {
  aws = await startAws({
    region: 'eu-west-1',
    clock: () => now,
    users: [{ ...root, name: 'root' }],
    issuer: {
      url: issuer,
      keys: () => [
        { ...publicKey.export({ format: 'jwk' }), kid: 'one' },
        { ...curve.publicKey.export({ format: 'jwk' }), kid: 'two' },
      ],
    },
    roles: [
      {
        arn: staging,
        trust: { aud: 'sts.amazonaws.com', sub: 'repo:org/*:environment:staging' },
        policy: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::dags/*'] }],
        maxSession: 7200,
      },
      { arn: deploy, trust: { principals: ['arn:aws:iam::123456789012:user/root'] } },
      { arn: `${deploy}-nobody` },
    ],
    buckets: [{ name: 'dags' }],
  });
  aws.s3.bucket('dags').put('a', 'content');
  sts = client();
});
beforeEach(() => {
  now = start;
});
afterAll(async () => {
  sts.destroy();
  await aws.close();
});

const assume = (more: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) =>
  sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: staging,
      RoleSessionName: 'run-1',
      WebIdentityToken: token(),
      ...more,
    }),
  );

function keysOf({ Credentials: keys }: Awaited<ReturnType<typeof assume>>) {
  const {
    AccessKeyId: accessKeyId = '',
    SecretAccessKey: secretAccessKey = '',
    SessionToken: sessionToken = '',
  } = keys ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

test('a trusted web identity gets keys, which S3 and STS know and hold to the role', async () => {
  const answer = await assume({ DurationSeconds: 900 });
  expect(answer).toMatchObject({
    SubjectFromWebIdentityToken: 'repo:org/dags:environment:staging',
    Audience: 'sts.amazonaws.com',
    AssumedRoleUser: { Arn: 'arn:aws:sts::123456789012:assumed-role/publish-staging/run-1' },
  });
  expect(answer.Credentials?.Expiration?.getTime()).toBe((seconds() + 900) * 1000);
  const credentials = keysOf(answer);
  const own = client(credentials);
  expect(await own.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:sts::123456789012:assumed-role/publish-staging/run-1',
  });
  const s3 = new S3Client({ endpoint: aws.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  const get = () => s3.send(new GetObjectCommand({ Bucket: 'dags', Key: 'a' }));
  expect(await (await get()).Body?.transformToString()).toBe('content');
  await expect(s3.send(new PutObjectCommand({ Bucket: 'dags', Key: 'a', Body: 'b' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'dags' }))).rejects.toMatchObject({ name: 'AccessDenied' });
  expect(aws.requests.at(-1)?.role).toBe('arn:aws:sts::123456789012:assumed-role/publish-staging/run-1');
  now = new Date(start.getTime() + 900_000);
  // The client signs with this machine's clock, which the server's is only 15 minutes ahead of.
  await expect(get()).rejects.toMatchObject({ name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } });
  await expect(own.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  s3.destroy();
  own.destroy();
});

test('a key on a curve is verified as such', async () => {
  const WebIdentityToken = token({}, { alg: 'ES256', kid: 'two' }, curve.privateKey);
  expect((await assume({ WebIdentityToken })).Credentials?.AccessKeyId).toMatch(/^ASIA/);
});

const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const hmacToken = () => {
  const [, claims] = token().split('.');
  const data = `${encode({ alg: 'HS256', kid: 'one' })}.${claims}`;
  return `${data}.${createHmac('sha256', publicPem).update(data).digest('base64url')}`;
};
const denied = 'Not authorized to perform sts:AssumeRoleWithWebIdentity';
const cases: [
  title: string,
  ask: () => Partial<AssumeRoleWithWebIdentityCommandInput>,
  status: number,
  name: string,
  says: string,
][] = [
  [
    'a subject that the role does not trust',
    () => ({ WebIdentityToken: token({ sub: 'repo:org/dags:ref:refs/heads/main' }) }),
    403,
    'AccessDenied',
    denied,
  ],
  [
    'a subject that only begins like a trusted one',
    () => ({ WebIdentityToken: token({ sub: 'repo:org/dags:environment:staging2' }) }),
    403,
    'AccessDenied',
    denied,
  ],
  ['a role that is not there', () => ({ RoleArn: `${staging}-not` }), 403, 'AccessDenied', denied],
  ['a role without any trust', () => ({ RoleArn: `${deploy}-nobody` }), 403, 'AccessDenied', denied],
  ['a role that trusts other principals', () => ({ RoleArn: deploy }), 403, 'AccessDenied', denied],
  [
    'an audience that nobody registered',
    () => ({ WebIdentityToken: token({ aud: 'https://github.com/org' }) }),
    400,
    'InvalidIdentityToken',
    'Incorrect token audience',
  ],
  [
    'another issuer',
    () => ({ WebIdentityToken: token({ iss: 'https://elsewhere.example' }) }),
    400,
    'InvalidIdentityToken',
    'No OpenIDConnect provider',
  ],
  [
    'a token that is over',
    () => ({ WebIdentityToken: token({ exp: seconds() - 1 }) }),
    400,
    'ExpiredTokenException',
    'Token expired',
  ],
  [
    'a token without an end',
    () => ({ WebIdentityToken: token({ exp: undefined }) }),
    400,
    'InvalidIdentityToken',
    'exp',
  ],
  [
    'a token that is not valid yet',
    () => ({ WebIdentityToken: token({ nbf: seconds() + 60 }) }),
    400,
    'InvalidIdentityToken',
    'not yet valid',
  ],
  [
    "a stranger's signature",
    () => ({ WebIdentityToken: token({}, {}, stranger.privateKey) }),
    400,
    'InvalidIdentityToken',
    'verification key',
  ],
  [
    'another key id',
    () => ({ WebIdentityToken: token({}, { kid: 'three' }) }),
    400,
    'InvalidIdentityToken',
    'verification key',
  ],
  [
    'no signature (alg none)',
    () => ({ WebIdentityToken: token({}, { alg: 'none' }).replace(/[^.]*$/, '') }),
    400,
    'InvalidIdentityToken',
    'verification key',
  ],
  [
    'the public key as a shared secret (alg HS256)',
    () => ({ WebIdentityToken: hmacToken() }),
    400,
    'InvalidIdentityToken',
    'verification key',
  ],
  [
    'claims changed after signing',
    () => ({
      WebIdentityToken: token().replace(
        /\.[^.]*\./,
        `.${encode({ iss: issuer, aud: 'sts.amazonaws.com', sub: 'repo:org/x:environment:staging', exp: seconds() + 300 })}.`,
      ),
    }),
    400,
    'InvalidIdentityToken',
    'verification key',
  ],
  ['no JWT at all', () => ({ WebIdentityToken: 'abc' }), 400, 'InvalidIdentityToken', 'not a valid JWT'],
  [
    'a longer session than the role has',
    () => ({ DurationSeconds: 7201 }),
    400,
    'ValidationError',
    'MaxSessionDuration',
  ],
  ['a session below 15 minutes', () => ({ DurationSeconds: 899 }), 400, 'ValidationError', 'durationSeconds'],
  ['a session name with a blank', () => ({ RoleSessionName: 'run 1' }), 400, 'ValidationError', 'roleSessionName'],
  ['a session policy', () => ({ Policy: '{}' }), 400, 'ValidationError', 'Session policies'],
];
describe('AssumeRoleWithWebIdentity refuses', () => {
  for (const [title, ask, status, name, says] of cases) {
    test(`${title}: ${status} ${name}`, async () => {
      const refusal = await assume(ask()).then(
        () => undefined,
        (thrown) => thrown,
      );
      expect([refusal?.$metadata?.httpStatusCode, aws.requests.at(-1)?.code]).toEqual([status, name]);
      expect(refusal?.message).toContain(says);
    });
  }
});

test('AssumeRole: whom the role trusts gets keys, everybody else is refused', async () => {
  const own = client(root);
  const ask = (RoleArn: string) => own.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'run-1' }));
  const credentials = keysOf((await ask(deploy)) as Awaited<ReturnType<typeof assume>>);
  const session = client(credentials);
  expect((await session.send(new GetCallerIdentityCommand({}))).Arn).toBe(
    'arn:aws:sts::123456789012:assumed-role/deploy/run-1',
  );
  await expect(ask(staging)).rejects.toMatchObject({ name: 'AccessDenied' });
  own.destroy();
  session.destroy();
});

describe('signed requests', () => {
  const whoAmI = 'Action=GetCallerIdentity&Version=2011-06-15';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const ask = { method: 'POST', path: '/', body: whoAmI, headers, service: 'sts', region: 'eu-west-1' };
  const cases: [title: string, more: object, status: number, code?: string][] = [
    ['a right signature', { keys: root }, 200],
    ['a wrong secret', { keys: { ...root, secretAccessKey: 'wrong' } }, 403, 'SignatureDoesNotMatch'],
    ['an unknown key', { keys: { ...root, accessKeyId: 'AKIANOBODY' } }, 403, 'InvalidClientTokenId'],
    ['no signature', {}, 403, 'MissingAuthenticationToken'],
    ['the scope of another service', { keys: root, service: 's3' }, 400, 'IncompleteSignature'],
    [
      'a clock 16 minutes off',
      { keys: root, signingDate: new Date(start.getTime() - 960_000) },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'another body than the signed one',
      { keys: root, tamper: { body: `${whoAmI}&X=1` } },
      403,
      'SignatureDoesNotMatch',
    ],
    ['an operation that is not here', { keys: root, body: 'Action=GetSessionToken' }, 400, 'InvalidAction'],
  ];
  for (const [title, more, status, code] of cases) {
    test(`${title}: ${status}`, async () => {
      const answer = await sendRaw({ url: aws.url, ...ask, ...more });
      expect([answer.status, aws.requests.at(-1)?.code]).toEqual([status, code]);
    });
  }
});
