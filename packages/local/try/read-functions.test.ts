import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import { readFunctions } from './read-functions.ts';
import { makeRepository } from './repository.ts';
import { region, startWorld, type World } from './world.ts';

const workflow = `on: push
jobs:
  publish:
    runs-on: x
    steps:
      - uses: org/ci-actions/zip-lambda@v1
        with: { source: orders, function: '{name}-{environment}' }
`;

let below = '';
let world: World;
let lambda: LambdaClient;
beforeEach(async () => {
  below = mkdtempSync(path.join(tmpdir(), 'read-functions-'));
  const source = path.join(below, 'source', 'shop');
  mkdirSync(path.join(source, '.github/workflows'), { recursive: true });
  writeFileSync(path.join(source, '.github/workflows/a.yml'), workflow);
  const repository = await makeRepository(source, below);
  world = await startWorld(repository, ['qa', 'staging'], {
    dist: below,
    state: path.join(below, 'aws'),
    faults: createFaults(),
  });
  lambda = new LambdaClient({ region, endpoint: world.aws.url, credentials: world.reader });
});
afterEach(async () => {
  lambda.destroy();
  await world.close();
  rmSync(below, { recursive: true, force: true });
});

const commit = 'c'.repeat(40);
const publish = (FunctionName: string) =>
  lambda.send(new PublishVersionCommand({ FunctionName, Description: `v1.2.0 commit ${commit}` }));

test('an environment has the functions that the workflows name, without a version at first', async () => {
  expect(world.environments.map(({ functions }) => functions.map(({ name }) => name))).toEqual([
    ['orders-qa'],
    ['orders-staging'],
  ]);
  const nothing = expect.objectContaining({ alias: '', version: '', digest: '', recorded: false });
  expect(await readFunctions(world)).toEqual([nothing, nothing]);
});

test('each alias has a row with what its version says; without one it is the newest version', async () => {
  for (const name of ['orders-qa', 'orders-staging']) await publish(name);
  for (const Name of ['live', 'next']) {
    await lambda.send(new CreateAliasCommand({ FunctionName: 'orders-qa', Name, FunctionVersion: '1' }));
  }
  const { CodeSha256 = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'orders-qa' }));
  const digest = `sha256:${Buffer.from(CodeSha256, 'base64').toString('hex')}`;
  const row = {
    ...{ environment: 'qa', name: 'orders-qa', version: '1', digest, release: 'v1.2.0', commit },
    published: expect.any(Date),
    recorded: false,
  };
  expect(await readFunctions(world)).toEqual([
    { ...row, alias: 'live' },
    { ...row, alias: 'next' },
    { ...row, environment: 'staging', name: 'orders-staging', alias: '' },
  ]);
});

test.each([
  ['its name', 'orders-qa', true],
  ['its name and alias', 'orders-qa:live', true],
  ['its ARN', 'arn:aws:lambda:eu-central-1:123456789012:function:orders-qa:live', true],
  ['one of several', 'receipts-qa:live, orders-qa:live', true],
  ['another function', 'orders-qa2:live', false],
])('a deployment records it by %s', async (_what, target, recorded) => {
  const { CodeSha256 = '' } = await publish('orders-qa');
  const digest = `sha256:${Buffer.from(CodeSha256, 'base64').toString('hex')}`;
  const github = {
    deployments: () => [{ environment: 'qa', statuses: [{ state: 'success' }], payload: { digest, target } }],
  };
  const [row] = await readFunctions({ ...world, github: github as unknown as World['github'] });
  expect(row?.recorded).toBe(recorded);
});
