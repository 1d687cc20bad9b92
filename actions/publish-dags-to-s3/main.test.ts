import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readContext } from '@ci-actions/kit/context';
import type { Host } from '@ci-actions/kit/host';
import type { Policy } from '@ci-actions/local/aws/policy';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from './main.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const role = 'arn:aws:iam::123456789012:role/publish';
const issuer = 'https://token.actions.example';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const at = (...keys: string[]) => keys.map((key) => `arn:aws:s3:::bucket/${key}`);
/** The policy of the README. */
const policy: Policy = [
  { actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::bucket'] },
  { actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], resources: at('dags/*') },
  {
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: at('.ci-actions/dags*', 'requirements.txt', 'plugins.zip'),
  },
];

let aws: Aws;
let root: string;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'publish-dags-'));
  aws = await startAws({
    users: [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only', policy }],
    roles: [{ arn: role, trust: { aud: 'sts.amazonaws.com', sub: 'repo:org/dags:environment:staging' }, policy }],
    issuer: { url: issuer, keys: [publicKey] },
    buckets: [{ name: 'bucket', versioning: 'Enabled' }],
  });
  mkdirSync(path.join(root, 'dags'));
  writeFileSync(path.join(root, 'dags/a.py'), 'from airflow import DAG\nDAG("a")\n');
  writeFileSync(path.join(root, 'dags/helper.sql'), 'select 1');
  writeFileSync(path.join(root, 'requirements.txt'), 'boto3\n');
});
afterEach(async () => {
  await aws.close();
  rmSync(root, { recursive: true });
});

/** Runs the action as a step of a job would. */
async function step(inputs: Record<string, string>, env: Record<string, string | undefined> = aws.environment()) {
  const outputs: Record<string, string> = {};
  const lines: string[] = [];
  const masked: string[] = [];
  let markdown = '';
  const say = (line: string) => void lines.push(line);
  const all = { GITHUB_WORKSPACE: root, GITHUB_SHA: commit, GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1', ...env };
  const host: Host = {
    input: (name) => ({ environment: 'staging', bucket: 'bucket', ...inputs })[name] ?? '',
    output: (name, value) => {
      outputs[name] = String(value);
    },
    log: { info: say, notice: say, warning: say, debug() {}, group: (_title, work) => work() },
    annotate() {},
    mask: (secret) => void masked.push(secret),
    summarise: async (name, text) => {
      markdown = text;
      return `/summaries/${name}.md`;
    },
    idToken: async (audience) => token({ aud: audience, sub: 'repo:org/dags:environment:staging' }),
    context: readContext(all),
    env: all,
  };
  await run(host);
  return { outputs, lines, masked, markdown };
}

function token(claims: Record<string, unknown>): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss: issuer, iat: now, nbf: now, exp: now + 300, ...claims })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

test('publishes with the policy of the README, and fills every output and the summary', async () => {
  const { outputs, markdown } = await step({ requirements: 'requirements.txt' });
  expect(outputs).toEqual({
    published: 'true',
    reason: 'published',
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    version: commit.slice(0, 12),
    summary: '/summaries/publish-dags-staging.md',
    uploaded: '3',
    deleted: '0',
    unchanged: '0',
    'requirements-version-id': aws.s3.bucket('bucket').get('requirements.txt')?.versionId,
    'plugins-version-id': '',
    plan: expect.any(String),
  });
  expect(JSON.parse(outputs.plan ?? '')).toMatchObject({ total: 3, steps: [{ what: 'requirements.txt' }, {}, {}] });
  expect(aws.s3.bucket('bucket').keys()).toEqual([
    '.ci-actions/dags/dags.json',
    'dags/a.py',
    'dags/helper.sql',
    'requirements.txt',
  ]);
  expect(markdown).toContain('### ✅ Published dags `0123456789ab` to **staging**');
  expect(markdown).toContain('| added | `dags/a.py` |');
  expect(markdown).toMatch(/Requirements \| `requirements.txt`, version `/);

  const second = await step({ requirements: 'requirements.txt' });
  expect(second.outputs).toMatchObject({
    published: 'false',
    reason: 'already-published',
    digest: outputs.digest,
    uploaded: '0',
    unchanged: '3',
    'requirements-version-id': outputs['requirements-version-id'],
  });
});

test('a dry run writes nothing and says so', async () => {
  const { outputs, markdown } = await step({ 'dry-run': 'true' });
  expect(outputs).toMatchObject({ published: 'false', reason: 'dry-run', uploaded: '0' });
  expect(JSON.parse(outputs.plan ?? '').total).toBe(2);
  expect(markdown).toContain('nothing was written');
  expect(aws.s3.bucket('bucket').keys()).toEqual([]);
  expect(aws.requests.map(({ operation }) => operation)).toEqual(['GetObject', 'ListObjectsV2']);
});

test('a role is assumed by OIDC, and every secret of it is masked', async () => {
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...env } = aws.environment();
  const { outputs, masked } = await step({ 'role-to-assume': role }, env);
  expect(outputs.reason).toBe('published');
  expect(aws.requests.find(({ operation }) => operation === 'PutObject')?.role).toContain('publish');
  expect(masked.length).toBeGreaterThanOrEqual(3);
});

test('a tag is the version; / is the root of the bucket', async () => {
  const { outputs } = await step(
    { prefix: '/', 'dry-run': 'true' },
    { ...aws.environment(), GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2.3' },
  );
  expect(outputs.version).toBe('v1.2.3');
  expect(JSON.parse(outputs.plan ?? '')).toMatchObject({
    place: 's3://bucket/',
    steps: [{ what: 'helper.sql' }, { what: 'a.py' }],
  });
});

describe('bad input is one sentence, before anything is written', () => {
  const { environment: _none, ...without } = { environment: '' };
  test.each([
    [{ environment: '' }, 'The input `environment` is empty; set it to the name of the environment'],
    [{ bucket: '' }, 'The input `bucket` is empty; set it to the name of the S3 bucket'],
    [{ bucket: 'other' }, 'The S3 bucket other'],
    [{ prefix: '../x' }, 'The prefix "../x" holds a `.` or `..` between slashes'],
    [{ source: 'nowhere' }, 'The input `source` is "nowhere", and there is no such file or folder'],
    [{ delete: 'no' }, 'The input `delete` is "no"; set it to true or false.'],
    [{ 'max-delete': 'all' }, 'The input `max-delete` is "all"; set it to a share such as 25%'],
    [{ 'airflowignore-syntax': 'gitignore' }, 'set it to one of: glob, regexp.'],
    [{ 'role-to-assume': 'publish' }, 'The input role-to-assume is "publish", which is not the ARN of a role'],
    [{ 'aws-region': 'Frankfurt' }, 'Frankfurt'],
  ])('%j', async (inputs, message) => {
    await expect(step({ ...without, ...inputs })).rejects.toThrow(message);
    expect(aws.s3.bucket('bucket').keys()).toEqual([]);
  });
});

test.each([
  ['the requirements', 'requirements.txt', at('.ci-actions/dags/*', 'dags/*')],
  ['a file', 'dags/helper.sql', at('.ci-actions/dags/*', 'requirements.txt', 'dags/a.py')],
])('no permission for %s is one sentence that names what to allow', async (_what, key, allowed) => {
  await aws.close();
  const readable = { actions: ['s3:ListBucket', 's3:GetObject'], resources: ['arn:aws:s3:::bucket', ...at('*')] };
  const limited = [readable, { actions: ['s3:PutObject'], resources: allowed }];
  aws = await startAws({
    users: [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only', policy: limited }],
    buckets: [{ name: 'bucket', versioning: 'Enabled' }],
  });
  await expect(step({ requirements: 'requirements.txt' })).rejects.toThrow(
    `may not do s3:PutObject on arn:aws:s3:::bucket/${key}`,
  );
  expect(aws.s3.bucket('bucket').keys()).not.toContain('dags/a.py');
});
