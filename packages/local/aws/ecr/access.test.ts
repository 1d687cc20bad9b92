import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  ListImagesCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, type RawRequest, sendRaw } from '../raw-client.ts';
import { account, type Bench, keys, outcome, putManifest, region, send, smallImage, startBench } from './testing.ts';

const other = '222222222222';
const arn = (name: string, of = account) => `arn:aws:ecr:${region}:${of}:repository/${name}`;
const named = (name: string) => ({ accessKeyId: `AKIA${name}`, secretAccessKey: `${name}-secret` });
const image = smallImage();
let bench: Bench;
beforeAll(async () => {
  const tokens = { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] };
  bench = await startBench({
    users: [
      keys,
      {
        ...named('reader'),
        name: 'reader',
        policy: [tokens, { actions: ['ecr:BatchGetImage'], resources: [arn('app')] }],
      },
      { ...named('nobody'), name: 'nobody', policy: [] },
      { ...named('stranger'), name: 'stranger', account: other },
      { ...named('expired'), sessionToken: 't', expires: new Date(0) },
    ],
    roles: [{ arn: `arn:aws:iam::${other}:role/ci/publish`, trust: { principals: ['*'] } }],
    repositories: [
      { name: 'app' },
      { name: 'closed' },
      { name: 'here', region: 'us-west-2' },
      { name: 'theirs', account: other },
      { name: 'shared', allow: [{ principals: [other], actions: ['ecr:BatchGetImage'] }] },
      { name: 'role', allow: [{ principals: [`arn:aws:iam::${other}:role/ci/publish`], actions: ['ecr:*'] }] },
    ],
  });
  for (const name of ['app', 'closed', 'shared', 'role'])
    await bench.aws.ecr.repository(name).put({ ...image, tag: 'v1' });
});
afterAll(() => bench.close());

const get = (client = bench.ecr, repositoryName = 'app', registryId?: string) =>
  client.send(
    new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: 'v1' }], ...(registryId ? { registryId } : {}) }),
  );

describe('signatures', () => {
  const raw = (more: Partial<RawRequest>) =>
    sendRaw({
      url: bench.aws.url,
      method: 'POST',
      path: '/',
      service: 'ecr',
      region,
      keys,
      body: '{}',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.DescribeRepositories',
      },
      ...more,
    });
  const cases: [title: string, more: Partial<RawRequest>, code: string][] = [
    ['an unknown key', { keys: { ...keys, accessKeyId: 'AKIANONE' } }, 'UnrecognizedClientException'],
    ['a wrong secret', { keys: { ...keys, secretAccessKey: 'wrong' } }, 'InvalidSignatureException'],
    ['another body', { tamper: { body: '{"maxResults":1}' } }, 'InvalidSignatureException'],
    ['another service', { service: 'ecr-public' }, 'IncompleteSignatureException'],
    ['an old signature', { signingDate: new Date(0) }, 'InvalidSignatureException'],
    ['keys that have run out', { keys: { ...named('expired'), sessionToken: 't' } }, 'ExpiredTokenException'],
    ['none', { keys: undefined as never }, 'MissingAuthenticationTokenException'],
  ];
  for (const [title, more, code] of cases) {
    test(title, async () => {
      const answer = await raw(more);
      expect([answer.status, JSON.parse(answer.text).__type]).toEqual([400, code]);
    });
  }

  test('a POST without a target is still for STS', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(codeOf(await raw({ headers: form, body: 'Action=None', service: 'sts' }))).toBe('InvalidAction');
  });
});

test('a user may do what the policy says, in IAM’s words', async () => {
  const reader = bench.client(named('reader'));
  expect((await get(reader)).images).toHaveLength(1);
  await expect(get(reader, 'closed')).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:iam::${account}:user/reader is not authorized to perform: ecr:BatchGetImage on resource: ${arn('closed')} because no identity-based policy allows the ecr:BatchGetImage action`,
  });
  const create = (client = reader) => outcome(client.send(new CreateRepositoryCommand({ repositoryName: 'new' })));
  expect(await create()).toBe('AccessDeniedException');
  expect(await outcome(reader.send(new DescribeRepositoriesCommand({})))).toBe('AccessDeniedException');
  // Who may not look is not told whether it is there.
  expect(await outcome(get(reader, 'none'))).toBe('AccessDeniedException');
  expect(await outcome(bench.client(named('nobody')).send(new GetAuthorizationTokenCommand({})))).toBe(
    'AccessDeniedException',
  );
});

test('each region and each account has repositories of its own', async () => {
  const names = async (of: string, credentials = keys) => {
    const { repositories } = await bench.client(credentials, of).send(new DescribeRepositoriesCommand({}));
    return repositories?.map(({ repositoryUri }) => repositoryUri);
  };
  expect(await names('us-west-2')).toEqual([`${account}.dkr.ecr.us-west-2.amazonaws.com/here`]);
  expect(await names('ap-south-1')).toEqual([]);
  expect(await names(region, named('stranger'))).toEqual([`${other}.dkr.ecr.${region}.amazonaws.com/theirs`]);
});

describe('another account', () => {
  test('needs the repository’s policy, for just what it says', async () => {
    const stranger = bench.client(named('stranger'));
    await expect(get(stranger, 'app', account)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('because no resource-based policy allows the ecr:BatchGetImage action'),
    });
    expect((await get(stranger, 'shared', account)).images).toHaveLength(1);
    const list = new ListImagesCommand({ repositoryName: 'shared', registryId: account });
    expect(await outcome(stranger.send(list))).toBe('AccessDeniedException');
    expect(await outcome(get(stranger, 'none', account))).toBe('AccessDeniedException');
  });

  test('a role is meant by its ARN, whatever its path', async () => {
    const sts = new STSClient({ endpoint: bench.aws.url, region, credentials: named('stranger') });
    const RoleArn = `arn:aws:iam::${other}:role/ci/publish`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
    sts.destroy();
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const [role, stranger] = [bench.client(session), bench.client(named('stranger'))];
    expect((await get(role, 'role', account)).images).toHaveLength(1);
    expect(await outcome(get(stranger, 'role', account))).toBe('AccessDeniedException');
  });

  test('an explicit deny beats everything, the owner too', async () => {
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: 'ecr:BatchGetImage' }];
    const policy = { repositoryName: 'closed', policyText: JSON.stringify({ Statement }) };
    await bench.ecr.send(new SetRepositoryPolicyCommand(policy));
    await expect(get(bench.ecr, 'closed')).rejects.toThrow(/with an explicit deny in a resource-based policy/);
  });

  test('its token opens the other registry, as far as the policy goes', async () => {
    const login = await bench.login(bench.client(named('stranger')), account);
    const read = (name: string) => send(`${bench.aws.url}/v2/${name}/manifests/v1`, { headers: login });
    expect(await read('shared')).toMatchObject({ status: 200, text: image.manifest });
    expect(await read('app')).toMatchObject({ status: 403, code: 'DENIED' });
    expect(await putManifest(bench.aws.url, 'shared', 'v2', image, login)).toMatchObject({
      status: 403,
      code: 'DENIED',
    });
  });
});

test('a token is for one region', async () => {
  const there = await bench.login(bench.client(keys, 'us-west-2'));
  const here = await bench.login();
  const tags = (headers: Record<string, string>) => send(`${bench.aws.url}/v2/here/tags/list`, { headers });
  expect([(await tags(there)).status, (await tags(here)).code]).toEqual([200, 'NAME_UNKNOWN']);
});
