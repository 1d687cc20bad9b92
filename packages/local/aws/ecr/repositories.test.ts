import {
  BatchDeleteImageCommand,
  CreateRepositoryCommand,
  type CreateRepositoryCommandInput,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  GetAccountSettingCommand,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  InitiateLayerUploadCommand,
  ListTagsForResourceCommand,
  PutAccountSettingCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sendRaw } from '../raw-client.ts';
import { account, type Bench, keys, outcome, region, smallImage, startBench } from './testing.ts';

const time = new Date('2026-01-02T03:04:05Z');
let bench: Bench;
beforeAll(async () => {
  bench = await startBench({
    clock: () => new Date(),
    repositories: [{ name: 'app' }, { name: 'set' }, { name: 'full' }],
    ecr: { kmsKeys: [`arn:aws:kms:${region}:${account}:key/1`], repositoryLimit: 20 },
  });
});
afterAll(() => bench.close());
const create = (input: CreateRepositoryCommandInput) => bench.ecr.send(new CreateRepositoryCommand(input));

test('GetAuthorizationToken: one token of real length for each registry, and where to use it', async () => {
  const before = Date.now();
  const { authorizationData = [] } = await bench.ecr.send(
    new GetAuthorizationTokenCommand({ registryIds: [account, '222222222222'] }),
  );
  expect(authorizationData).toHaveLength(2);
  for (const { authorizationToken = '', expiresAt, proxyEndpoint } of authorizationData) {
    const [user, password = ''] = Buffer.from(authorizationToken, 'base64').toString().split(':');
    expect(user).toBe('AWS');
    expect(password.length).toBeGreaterThan(2300);
    expect(password.length).toBeLessThan(2700);
    expect(proxyEndpoint).toBe(bench.aws.url);
    const life = (expiresAt?.getTime() ?? 0) - before;
    expect(Math.round(life / 60_000)).toBe(12 * 60);
  }
});

describe('CreateRepository', () => {
  test('with everything', async () => {
    const input = {
      repositoryName: 'team/made',
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev*' }],
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: `arn:aws:kms:${region}:${account}:key/1` },
      tags: [{ Key: 'team', Value: 'a' }],
    } satisfies CreateRepositoryCommandInput;
    const { repository } = await create(input);
    const { tags, ...shown } = input;
    expect(repository).toEqual({
      ...shown,
      registryId: account,
      repositoryArn: `arn:aws:ecr:${region}:${account}:repository/team/made`,
      repositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/team/made`,
      createdAt: expect.any(Date),
    });
    expect(Math.abs((repository?.createdAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    const resource = { resourceArn: repository?.repositoryArn };
    expect((await bench.ecr.send(new ListTagsForResourceCommand(resource))).tags).toEqual(tags);
  });

  const filters = (...all: string[]) => all.map((filter) => ({ filterType: 'WILDCARD' as const, filter }));
  const immutable = { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' as const };
  const many = Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: 'v' }));
  const refusals: [title: string, input: Partial<CreateRepositoryCommandInput>, name: string][] = [
    ['a name that is taken', { repositoryName: 'app' }, 'RepositoryAlreadyExistsException'],
    ['upper case in the name', { repositoryName: 'App' }, 'InvalidParameterException'],
    ['a name that begins with a slash', { repositoryName: '/app' }, 'InvalidParameterException'],
    ['no name', { repositoryName: undefined as never }, 'InvalidParameterException'],
    ['a mutability that is none', { imageTagMutability: 'FIXED' as never }, 'InvalidParameterException'],
    [
      'six filters',
      { ...immutable, imageTagMutabilityExclusionFilters: filters(...'abcdef') },
      'InvalidParameterException',
    ],
    [
      'a filter with three wildcards',
      { ...immutable, imageTagMutabilityExclusionFilters: filters('*a*b*') },
      'InvalidParameterException',
    ],
    ['an exclusion without filters', immutable, 'InvalidParameterException'],
    ['filters without an exclusion', { imageTagMutabilityExclusionFilters: filters('a') }, 'InvalidParameterException'],
    [
      'a KMS key that is not there',
      { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'nope' } },
      'KmsException',
    ],
    ['51 tags', { tags: many }, 'TooManyTagsException'],
    ['a tag without a key', { tags: [{ Key: '', Value: 'v' }] }, 'InvalidTagParameterException'],
    ['another account', { registryId: '222222222222' }, 'AccessDeniedException'],
  ];
  for (const [title, input, name] of refusals) {
    test(`refuses ${title}`, async () => {
      await expect(create({ repositoryName: 'new', ...input })).rejects.toMatchObject({
        name,
        $metadata: { httpStatusCode: 400 },
      });
      expect(bench.aws.ecr.repositories().map(({ name }) => name)).not.toContain('new');
    });
  }

  test('refuses more than the account may have', async () => {
    const full = await startBench({ repositories: [{ name: 'one' }], ecr: { repositoryLimit: 1 } });
    const asked = full.ecr.send(new CreateRepositoryCommand({ repositoryName: 'two' }));
    expect(await outcome(asked)).toBe('LimitExceededException');
    await full.close();
  });
});

test('DescribeRepositories: by name, and page by page; what is missing in ECR’s words', async () => {
  const some = await startBench({ repositories: ['c1', 'a1', 'b1'].map((name) => ({ name })) });
  const ask = (input: object) => some.ecr.send(new DescribeRepositoriesCommand(input));
  const names: (string | undefined)[][] = [];
  let nextToken: string | undefined;
  do {
    const page = await ask({ maxResults: 2, ...(nextToken ? { nextToken } : {}) });
    names.push((page.repositories ?? []).map(({ repositoryName }) => repositoryName));
    nextToken = page.nextToken;
  } while (nextToken);
  expect(names).toEqual([['a1', 'b1'], ['c1']]);
  expect((await ask({ repositoryNames: ['c1'] })).repositories).toMatchObject([{ repositoryName: 'c1' }]);
  await expect(ask({ repositoryNames: ['c1', 'none'] })).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
    message: `The repository with name 'none' does not exist in the registry with id '${account}'`,
  });
  expect(await outcome(ask({ nextToken: 'forged' }))).toBe('InvalidParameterException');
  await some.close();
});

test('DeleteRepository: only with force when there are images', async () => {
  await bench.aws.ecr.repository('full').put({ ...smallImage(), tag: 'v1' });
  const remove = (force?: boolean) =>
    outcome(bench.ecr.send(new DeleteRepositoryCommand({ repositoryName: 'full', ...(force ? { force } : {}) })));
  expect([await remove(), await remove(true), await remove()]).toEqual([
    'RepositoryNotEmptyException',
    'done',
    'RepositoryNotFoundException',
  ]);
});

describe('settings', () => {
  const repositoryName = 'set';

  test('mutability and scanning', async () => {
    const filter = { filterType: 'WILDCARD' as const, filter: 'x*' };
    const mutability = {
      repositoryName,
      imageTagMutability: 'MUTABLE_WITH_EXCLUSION' as const,
      imageTagMutabilityExclusionFilters: [filter],
    };
    expect(await bench.ecr.send(new PutImageTagMutabilityCommand(mutability))).toMatchObject({
      registryId: account,
      ...mutability,
    });
    const imageScanningConfiguration = { scanOnPush: true };
    await bench.ecr.send(new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }));
    const { repositories } = await bench.ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
    );
    expect(repositories).toMatchObject([{ ...mutability, imageScanningConfiguration }]);
  });

  const rule = (more: object = {}) => ({
    rulePriority: 1,
    description: 'keep what was released',
    selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14, ...more },
    action: { type: 'expire' },
  });

  test('a lifecycle policy', async () => {
    const get = () => bench.ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(await outcome(get())).toBe('LifecyclePolicyNotFoundException');
    const lifecyclePolicyText = JSON.stringify({ rules: [rule()] });
    await bench.ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    expect(await get()).toMatchObject({ lifecyclePolicyText, lastEvaluatedAt: expect.any(Date) });
  });

  const policies: [title: string, text: string][] = [
    ['no JSON', `{${' '.repeat(100)}`],
    ['no rules', JSON.stringify({ rules: [], description: 'x'.repeat(100) })],
    ['two rules of one priority', JSON.stringify({ rules: [rule(), rule()] })],
    ['a tagged rule without tags', JSON.stringify({ rules: [rule({ tagStatus: 'tagged' })] })],
    ['a count of 0', JSON.stringify({ rules: [rule({ countNumber: 0 })] })],
  ];
  for (const [title, lifecyclePolicyText] of policies) {
    test(`a lifecycle policy with ${title} is refused`, async () => {
      const put = bench.ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
      expect(await outcome(put)).toBe('InvalidParameterException');
    });
  }

  test('a repository policy', async () => {
    const get = () => bench.ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
    const set = (policyText: string) => bench.ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
    expect(await outcome(get())).toBe('RepositoryPolicyNotFoundException');
    const statement = { Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 'ecr:*' };
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await set(policyText);
    expect(await get()).toMatchObject({ policyText });
    const conditional = JSON.stringify({ Statement: [{ ...statement, Condition: { Bool: {} } }] });
    for (const wrong of ['{', '{}', conditional]) expect(await outcome(set(wrong))).toBe('InvalidParameterException');
  });

  test('mounting is off until it is put on; other settings and values are refused', async () => {
    const get = (name: string) => bench.ecr.send(new GetAccountSettingCommand({ name }));
    const put = (name: string, value: string) => bench.ecr.send(new PutAccountSettingCommand({ name, value }));
    expect(await get('BLOB_MOUNTING')).toMatchObject({ name: 'BLOB_MOUNTING', value: 'DISABLED' });
    await put('BLOB_MOUNTING', 'ENABLED');
    expect(await get('BLOB_MOUNTING')).toMatchObject({ value: 'ENABLED' });
    expect(await outcome(put('BLOB_MOUNTING', 'YES'))).toBe('InvalidParameterException');
    expect(await outcome(put('OTHER', 'ENABLED'))).toBe('InvalidParameterException');
  });
});

describe('what is not known is refused', () => {
  const post = (target: string, body: string, headers: Record<string, string> = {}) =>
    sendRaw({
      url: bench.aws.url,
      method: 'POST',
      path: '/',
      service: 'ecr',
      region,
      keys,
      body,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${target}`,
        ...headers,
      },
    });
  const cases: [title: string, target: string, body: string, code: string][] = [
    ['an operation', 'InventRepository', '{}', 'UnknownOperationException'],
    ['an operation of every object', 'toString', '{}', 'UnknownOperationException'],
    ['a member', 'DescribeRepositories', '{"repositoryNamez":["a"]}', 'InvalidParameterException'],
    [
      'a member inside',
      'PutImageScanningConfiguration',
      '{"repositoryName":"app","imageScanningConfiguration":{"x":1}}',
      'InvalidParameterException',
    ],
    ['a number for a text', 'ListImages', '{"repositoryName":1}', 'SerializationException'],
    ['a text for a list', 'DescribeRepositories', '{"repositoryNames":"app"}', 'SerializationException'],
    ['a text for a number', 'DescribeRepositories', '{"maxResults":"2"}', 'SerializationException'],
    ['a text for a flag', 'DeleteRepository', '{"repositoryName":"app","force":"yes"}', 'SerializationException'],
    ['a list for an object', 'StartImageScan', '{"repositoryName":"app","imageId":[]}', 'SerializationException'],
    ['no JSON', 'ListImages', '{', 'SerializationException'],
    ['no object', 'ListImages', '[]', 'SerializationException'],
    ['too many results', 'DescribeRepositories', '{"maxResults":1001}', 'InvalidParameterException'],
  ];
  for (const [title, target, body, code] of cases) {
    test(title, async () => {
      const answer = await post(target, body);
      expect([answer.status, JSON.parse(answer.text).__type]).toEqual([400, code]);
      expect(answer.headers['content-type']).toBe('application/x-amz-json-1.1');
      expect(bench.aws.requests.at(-1)).toMatchObject({ service: 'ecr', operation: target, status: 400, code });
    });
  }

  test('another service in the target, another content type', async () => {
    const other = await post('x', '{}', { 'x-amz-target': 'CodeDeploy_20141006.GetDeployment' });
    expect(JSON.parse(other.text).__type).toBe('UnknownOperationException');
    const form = await post('ListImages', '{}', { 'content-type': 'application/json' });
    expect(JSON.parse(form.text).__type).toBe('SerializationException');
  });

  test('an operation that ECR has and this one does not', async () => {
    const asked = bench.ecr.send(new InitiateLayerUploadCommand({ repositoryName: 'app' }));
    expect(await outcome(asked)).toBe('UnknownOperationException');
  });
});

test('times are seconds since 1970, and BatchDeleteImage takes tags and images away', async () => {
  const fixed = await startBench({ clock: () => time, repositories: [{ name: 'app' }] });
  const image = smallImage();
  const repository = fixed.aws.ecr.repository('app');
  for (const tag of ['a', 'b']) await repository.put({ ...image, tag });
  const { createdAt } = repository.settings;
  expect(createdAt).toEqual(time);
  await fixed.close();

  const view = bench.aws.ecr.repository('app');
  for (const tag of ['a', 'b']) await view.put({ ...image, tag });
  const remove = (...imageIds: object[]) =>
    bench.ecr.send(new BatchDeleteImageCommand({ repositoryName: 'app', imageIds }));
  const first = await remove({ imageTag: 'a' }, { imageTag: 'z' });
  expect(first.imageIds).toEqual([{ imageTag: 'a', imageDigest: image.digest }]);
  expect(first.failures).toMatchObject([{ failureCode: 'ImageNotFound' }]);
  expect(view.tags()).toEqual({ b: image.digest });
  await remove({ imageDigest: image.digest });
  expect([view.tags(), view.digests()]).toEqual([{}, []]);
});
