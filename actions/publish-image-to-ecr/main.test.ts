import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { account, type Bench, commit, openBench, policy, region, uri } from './test-tools.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test('publishes with the policy of the README, and fills every output and the summary', async () => {
  const digest = await bench.archive('image.tar', { layers: [{ app: 'x' }, 100_000] });
  const { outputs, markdown, masked } = await bench.step({ tags: 'latest' });
  expect(outputs).toEqual({
    published: 'true',
    reason: 'published',
    digest,
    version: commit.slice(0, 12),
    summary: '/summaries/publish-image-staging.md',
    image: `${uri}@${digest}`,
    uri,
    repository: 'app',
    tags: `["sha-${commit.slice(0, 12)}","latest","staging"]`,
    findings: '',
    plan: expect.any(String),
  });
  expect(bench.aws.ecr.repository('app').tags()).toEqual({
    [`sha-${commit.slice(0, 12)}`]: digest,
    latest: digest,
    staging: digest,
  });
  expect(bench.aws.ecr.pushes.map(({ tag }) => tag).at(-1)).toBe('staging');
  expect(markdown).toContain('### ✅ Published application `0123456789ab` to **staging**');
  expect(markdown).toContain(`| Pull | \`${uri}@${digest}\` |`);
  expect(masked.some((secret) => secret.length > 2_000)).toBe(true);
});

test('again: nothing is written, no layer is asked for, and every output is there', async () => {
  const digest = await bench.archive('image.tar');
  const first = await bench.step({});
  const before = bench.aws.requests.length;
  const again = await bench.step({});
  expect(again.outputs).toEqual({
    ...first.outputs,
    published: 'false',
    reason: 'already-published',
    plan: expect.any(String),
  });
  expect(again.outputs.digest).toBe(digest);
  const asked = bench.aws.requests.slice(before).map(({ operation }) => operation);
  expect(asked.filter((operation) => /Put|Upload|Blob/.test(operation))).toEqual([]);
});

test('the same digest in the repositories of every environment', async () => {
  await bench.close();
  bench = await openBench({
    repositories: [{ name: 'app' }, { name: 'app-production', mutability: 'IMMUTABLE' }],
    users: [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only' }],
  });
  const digest = await bench.archive('image.tar');
  await bench.step({});
  const { outputs } = await bench.step({ environment: 'production', repository: 'app-production' });
  expect(outputs.digest).toBe(digest);
  expect(bench.aws.ecr.image('app-production', 'production')?.digest).toBe(digest);
});

test('several repositories in one step: two regions, another account, and ECR Public', async () => {
  await bench.close();
  const other = '210987654321';
  bench = await openBench({
    users: [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only' }],
    repositories: [
      { name: 'app' },
      { name: 'app', region: 'us-west-2' },
      { name: 'app', account: other, allow: [{ principals: [account], actions: ['ecr:*'] }] },
      { name: 'team/app', public: true },
    ],
    ecr: { publicAlias: 'acme' },
  });
  const digest = await bench.archive('image.tar');
  const repositories = [
    'app',
    `${account}.dkr.ecr.us-west-2.amazonaws.com/app`,
    `${other}.dkr.ecr.${region}.amazonaws.com/app`,
    'public.ecr.aws/acme/team/app',
  ];
  const { outputs } = await bench.step({ repository: repositories.join('\n') });
  expect(outputs.reason).toBe('published');
  for (const where of [{}, { region: 'us-west-2' }, { account: other }]) {
    expect(bench.aws.ecr.image('app', 'staging', where)?.digest).toBe(digest);
  }
  expect(bench.aws.ecr.image('team/app', 'staging', { public: true })?.digest).toBe(digest);
  expect((await bench.step({ repository: repositories.join('\n') })).outputs.reason).toBe('already-published');
});

describe('a repository that is missing', () => {
  test('is named, with the input that creates it; nothing is published', async () => {
    await bench.close();
    bench = await openBench({ users: [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only' }] });
    await bench.archive('image.tar');
    const { message } = await bench.fails({ repository: 'other' });
    expect(message).toContain(`${account}.dkr.ecr.${region}.amazonaws.com/other`);
    expect(message).toContain('`create-repository: true`');
  });

  test('is created with immutability, exclusions, a scan on push and a lifecycle', async () => {
    await bench.close();
    bench = await openBench({
      repositories: [],
      users: [
        {
          accessKeyId: 'AKIATEST000000000000',
          secretAccessKey: 'for tests only',
          policy: [
            ...policy,
            {
              actions: ['ecr:CreateRepository', 'ecr:PutLifecyclePolicy', 'ecr:GetLifecyclePolicy'],
              resources: [`arn:aws:ecr:${region}:${account}:repository/app`],
            },
          ],
        },
      ],
    });
    const digest = await bench.archive('image.tar');
    const { outputs } = await bench.step({ 'create-repository': 'true', tags: 'latest' });
    expect(outputs.reason).toBe('published');
    const { settings, tags } = bench.aws.ecr.repository('app');
    expect(settings).toMatchObject({
      mutability: 'IMMUTABLE_WITH_EXCLUSION',
      exclusions: ['staging', 'latest'],
      scanOnPush: true,
    });
    expect(tags()).toMatchObject({ staging: digest });
    expect((await bench.step({ 'create-repository': 'true', tags: 'latest' })).outputs.reason).toBe(
      'already-published',
    );
  });
});

describe('an immutable repository', () => {
  beforeEach(async () => {
    await bench.close();
    bench = await openBench({
      repositories: [{ name: 'app', mutability: 'IMMUTABLE_WITH_EXCLUSION', exclusions: ['staging'] }],
    });
  });

  test('another digest under a tag that is kept: one sentence with both, and nothing is published', async () => {
    const first = await bench.archive('image.tar');
    await bench.step({});
    const second = await bench.archive('image.tar', { layers: [{ changed: 'yes' }] });
    const { message } = await bench.fails({ tags: 'new' });
    expect(message).toContain(`sha-${commit.slice(0, 12)} is ${first}; this image is ${second}`);
    expect(Object.keys(bench.aws.ecr.repository('app').tags())).not.toContain('new');
    expect(bench.aws.ecr.repository('app').digests()).toEqual([first]);
  });

  test('a role that may not look: the registry says no, and no new tag is left behind', async () => {
    await bench.archive('image.tar');
    await bench.step({});
    await bench.archive('image.tar', { layers: [{ changed: 'yes' }] });
    const before = bench.aws.ecr.repository('app').tags();
    await bench.close();
    expect(Object.keys(before)).toHaveLength(2);
    bench = await openBench({
      repositories: [{ name: 'app', mutability: 'IMMUTABLE_WITH_EXCLUSION', exclusions: ['staging'] }],
      users: [
        {
          accessKeyId: 'AKIATEST000000000000',
          secretAccessKey: 'for tests only',
          policy: policy.map((one) => ({
            ...one,
            actions: one.actions.filter((action) => action !== 'ecr:DescribeRepositories'),
          })),
        },
      ],
    });
    await bench.archive('image.tar');
    await bench.step({});
    await bench.archive('image.tar', { layers: [{ changed: 'yes' }] });
    const { message } = await bench.fails({ tags: 'new' });
    expect(message).toMatch(/sha-0123456789ab/);
    expect(Object.keys(bench.aws.ecr.repository('app').tags())).not.toContain('new');
  });
});

describe('the scan gate', () => {
  const finding = {
    name: 'CVE-2026-1234',
    severity: 'HIGH' as const,
    description: 'bad',
    uri: 'https://example.com/cve',
  };
  beforeEach(async () => {
    await bench.close();
    bench = await openBench({
      repositories: [{ name: 'app', scanOnPush: true, scans: { '*': { steps: ['COMPLETE'], findings: [finding] } } }],
    });
    await bench.archive('image.tar');
  });

  test('stops the publish before any tag, with the findings in the summary', async () => {
    const { message, markdown } = await bench.fails({ 'fail-on-severity': 'high' });
    expect(message).toContain('CVE-2026-1234');
    expect(markdown).toMatch(/^### ❌ Not published: the scan found too much\n/);
    expect(markdown).toContain('(https://example.com/cve)');
    expect(bench.aws.ecr.repository('app').tags()).toEqual({});
  });

  test('lets pass what is allowed, and says so', async () => {
    writeFileSync(path.join(bench.root, 'allowed.txt'), 'CVE-2026-1234 until 2999-12-31 not reachable\n');
    const { outputs, markdown } = await bench.step({ 'fail-on-severity': 'high', 'scan-allow-list': 'allowed.txt' });
    expect(outputs).toMatchObject({ reason: 'published', findings: '{"high":1}' });
    expect(markdown).toContain('allowed until 2999-12-31');
  });

  test('is not asked without the input', async () => {
    expect((await bench.step({})).outputs.findings).toBe('');
  });
});

describe('bad input: one sentence, and nothing is written', () => {
  test.each([
    [{ environment: '' }, 'The input `environment` is empty;'],
    [{ repository: '' }, 'The input `repository` is empty;'],
    [{ output: 'image.tar' }, 'The inputs `image` and `output` are both set;'],
    [{ output: 'image.tar', image: '', 'dry-run': 'true' }, 'The inputs `output` and `dry-run` are both set;'],
    [{ 'create-repository': 'true', tags: '{branch}' }, 'name what moves in `repository-mutable-tags`'],
    [{ repository: 'App' }, '"App"'],
    [{ repository: 'app:v1' }, 'leave it out and give it in the input tags'],
    [{ repository: 'app\napp' }, 'names app twice'],
    [{ tags: 'a b' }, 'a tag that no registry accepts'],
    [{ tags: '{nobody}' }, '{nobody} is not known'],
    [{ 'fail-on-severity': 'bad' }, 'The input `fail-on-severity` is "bad"'],
    [{ 'scan-allow-list': 'x.txt' }, '`fail-on-severity` is not'],
    [{ image: 'nothing.tar' }, 'There is no nothing.tar: no image is there.'],
    [{ image: '.' }, 'has no image at its top'],
    [{ 'aws-region': 'here' }, '"here"'],
    [{ repository: 'public.ecr.aws/acme/app', 'fail-on-severity': 'high' }, 'ECR Public'],
  ])('%j', async (inputs, part) => {
    await bench.archive('image.tar');
    const { message } = await bench.fails(inputs as Record<string, string>);
    expect(message).toContain(part);
    expect(message.split('\n')).toHaveLength(1);
    expect(bench.aws.ecr.repository('app').digests()).toEqual([]);
    expect(bench.aws.ecr.repository('app').blobs()).toEqual([]);
  });
});

test('a dry run shows the plan and writes nothing', async () => {
  const digest = await bench.archive('image.tar');
  const { outputs, markdown } = await bench.step({ 'dry-run': 'true' });
  expect(outputs).toMatchObject({ published: 'false', reason: 'dry-run', digest });
  expect(JSON.parse(outputs.plan ?? '').steps.map(({ what }: { what: string }) => what)).toEqual([
    `${uri}@${digest}`,
    `${uri}:sha-${commit.slice(0, 12)}`,
    `${uri}:staging`,
  ]);
  expect(markdown).toContain('### 📝 Plan for application `0123456789ab` to **staging**');
  expect(bench.aws.requests.filter(({ operation }) => /Put|Start|Upload/.test(operation))).toEqual([]);
});

test('a repository of another account that lets nobody in: one sentence, nothing published', async () => {
  await bench.archive('image.tar');
  const { message } = await bench.fails({ repository: `210987654321.dkr.ecr.${region}.amazonaws.com/app` });
  expect(message).toContain('210987654321');
  expect(message.split('\n')).toHaveLength(1);
});
