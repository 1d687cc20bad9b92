import {
  CreateAliasCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListAliasesCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { arn, type Bench, outcome, python, refusalOf, startBench } from './testing.ts';

const FunctionName = 'app';
let bench: Bench;
beforeAll(async () => {
  bench = await startBench({
    functions: [
      { name: 'app', code: python('1'), aliases: { live: '1' }, answer: ({ version }) => ({ payload: version }) },
    ],
  });
  for (const content of ['2', '3']) {
    await bench.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: python(content), Publish: true }));
  }
});
afterAll(() => bench.close());

const create = (Name: string, FunctionVersion: string, more: object = {}) =>
  bench.lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion, ...more }));
const move = (Name: string, more: object) => bench.lambda.send(new UpdateAliasCommand({ FunctionName, Name, ...more }));
const get = (Name: string) => bench.lambda.send(new GetAliasCommand({ FunctionName, Name }));
const weights = (AdditionalVersionWeights: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights } });

test('an alias is made, moved and read; each move gives it another revision, and nothing else', async () => {
  const latest = () => bench.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const before = await latest();
  const made = await create('moved', '1', { Description: 'first' });
  expect(made).toMatchObject({ AliasArn: arn('app', 'moved'), Name: 'moved', FunctionVersion: '1' });
  expect(await outcome(move('moved', { FunctionVersion: '2', RevisionId: 'wrong' }))).toBe(
    'PreconditionFailedException',
  );
  const moved = await move('moved', { FunctionVersion: '2', RevisionId: made.RevisionId });
  expect(moved).toMatchObject({ FunctionVersion: '2', Description: 'first' });
  expect(moved.RevisionId).not.toBe(made.RevisionId);
  expect(await outcome(move('moved', { FunctionVersion: '3', RevisionId: made.RevisionId }))).toBe(
    'PreconditionFailedException',
  );
  expect(await get('moved')).toMatchObject({ FunctionVersion: '2', RevisionId: moved.RevisionId });
  expect((await latest()).RevisionId).toBe(before.RevisionId);
});

test('the function is read through it', async () => {
  await create('read', '2');
  expect(
    await bench.lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'read' })),
  ).toMatchObject({ FunctionArn: arn('app', 'read'), Version: '2' });
});

describe('refused', () => {
  const cases: [title: string, work: () => Promise<unknown>, says: string][] = [
    [
      'a version that is not there',
      () => create('x', '9'),
      `ResourceNotFoundException: Function not found: ${arn('app', '9')}`,
    ],
    [
      'a move to one that is not there',
      () => move('live', { FunctionVersion: '9' }),
      `ResourceNotFoundException: Function not found: ${arn('app', '9')}`,
    ],
    [
      'an alias that is there',
      () => create('live', '1'),
      `ResourceConflictException: Alias already exists: ${arn('app', 'live')}`,
    ],
    [
      'one that is not',
      () => move('none', { FunctionVersion: '1' }),
      `ResourceNotFoundException: Cannot find alias arn: ${arn('app', 'none')}`,
    ],
    [
      'reading one that is not',
      () => get('none'),
      `ResourceNotFoundException: Cannot find alias arn: ${arn('app', 'none')}`,
    ],
    [
      'a name that is a number',
      () => create('12', '1'),
      "ValidationException: 1 validation error detected: Value '12' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    ],
    [
      'a share for $LATEST',
      () => create('x', '$LATEST', weights({ '1': 0.5 })),
      'InvalidParameterValueException: $LATEST is not supported for an alias pointing to more than 1 version',
    ],
    [
      'a share for its own version',
      () => create('x', '1', weights({ '1': 0.5 })),
      'InvalidParameterValueException: Invalid function version 1. Function version 1 is already included in routing configuration.',
    ],
    [
      'a share for a version that is not there',
      () => create('x', '1', weights({ '9': 0.5 })),
      `ResourceNotFoundException: Function not found: ${arn('app', '9')}`,
    ],
    [
      'shares for two',
      () => create('x', '1', weights({ '2': 0.5, '3': 0.1 })),
      'InvalidParameterValueException: Number of items in AdditionalVersionWeights cannot be greater than 1',
    ],
  ];
  for (const [title, work, says] of cases) {
    test(title, async () => {
      expect(await refusalOf(work())).toBe(says);
    });
  }
});

test('$LATEST can have an alias', async () => {
  expect(await create('newest', '$LATEST')).toMatchObject({ FunctionVersion: '$LATEST' });
});

test('a share of the calls goes to another version until it is taken back', async () => {
  await create('shared', '2', weights({ '3': 0.5 }));
  const runs = async () => {
    const seen: string[] = [];
    for (let i = 0; i < 10; i += 1) {
      const { ExecutedVersion = '' } = await bench.lambda.send(
        new InvokeCommand({ FunctionName, Qualifier: 'shared' }),
      );
      seen.push(ExecutedVersion);
    }
    return seen.filter((version) => version === '3').length;
  };
  expect(await runs()).toBe(5);
  expect((await move('shared', weights({}))).RoutingConfig).toBeUndefined();
  expect(await runs()).toBe(0);
});

test('are listed by name, page by page, and by version', async () => {
  const list = (more: object) => bench.lambda.send(new ListAliasesCommand({ FunctionName, ...more }));
  const names = ({ Aliases = [] }: Awaited<ReturnType<typeof list>>) => Aliases.map(({ Name }) => Name);
  const one = await list({ MaxItems: 2 });
  expect(names(one)).toEqual(['live', 'moved']);
  expect(names(await list({ Marker: one.NextMarker }))).toEqual(['newest', 'read', 'shared']);
  expect(names(await list({ FunctionVersion: '1' }))).toEqual(['live']);
});
