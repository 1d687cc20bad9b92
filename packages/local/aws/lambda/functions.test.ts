import { createHash } from 'node:crypto';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsOptions } from '../options.ts';
import { storedZip } from './stored-zip.ts';
import { arn, type Bench, outcome, python, refusalOf, startBench } from './testing.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');
const FunctionName = 'app';
const Role = 'arn:aws:iam::123456789012:role/app';
let bench: Bench;
const start = async (options: AwsOptions = {}) => {
  bench = await startBench({ functions: [{ name: 'app', code: python('one') }], ...options });
};
afterEach(() => bench.close());

const update = (more: object) => bench.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ...more }));
const configure = (more: object) =>
  bench.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...more }));
const publish = (more: object = {}) => bench.lambda.send(new PublishVersionCommand({ FunctionName, ...more }));
const look = () => bench.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));

describe('a new function', () => {
  beforeEach(() => start({ functions: [], lambda: { settleMs: 0, settleAsks: 1 } }));
  const create = (more: object = {}) =>
    bench.lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role,
        Runtime: 'python3.13',
        Handler: 'index.handler',
        Code: { ZipFile: python('one') },
        ...more,
      }),
    );

  test('is pending, then active, which gives it another revision', async () => {
    const made = await create({ Environment: { Variables: { LEVEL: 'info' } }, Tags: { team: 'a' } });
    expect(made).toMatchObject({
      FunctionArn: arn('app'),
      State: 'Pending',
      StateReasonCode: 'Creating',
      Version: '$LATEST',
      CodeSha256: sha256(python('one')),
      CodeSize: python('one').length,
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      Environment: { Variables: { LEVEL: 'info' } },
      Timeout: 3,
      MemorySize: 128,
    });
    expect(made.LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    expect(await refusalOf(update({ ZipFile: python('two') }))).toBe(
      'ResourceConflictException: The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
    const found = await bench.lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(found).toMatchObject({
      Configuration: { State: 'Active', LastUpdateStatus: 'Successful' },
      Tags: { team: 'a' },
    });
    expect(found.Configuration?.RevisionId).not.toBe(made.RevisionId);
  });

  test('cannot be called while it is pending', async () => {
    await create();
    const invoke = () => outcome(bench.lambda.send(new InvokeCommand({ FunctionName })));
    expect([await invoke(), await invoke()]).toEqual(['ResourceConflictException', 'done']);
  });

  test('can be published with its creation', async () => {
    expect(await create({ Publish: true })).toMatchObject({ Version: '1', FunctionArn: arn('app', '1') });
    expect(bench.aws.lambda.function('app').versions).toHaveLength(1);
  });

  const refused: [title: string, more: object, says: string][] = [
    ['no code', { Code: {} }, 'InvalidParameterValueException: Please provide a source for function code.'],
    [
      'no runtime',
      { Runtime: undefined },
      'InvalidParameterValueException: Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    ],
    [
      'a runtime that is over',
      { Runtime: 'python3.7' },
      'InvalidParameterValueException: The runtime parameter of python3.7 is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
    ],
    [
      'a runtime for an image',
      { PackageType: 'Image', Code: { ImageUri: 'x' } },
      "InvalidParameterValueException: Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    ],
    [
      'a timeout out of bounds',
      { Timeout: 901 },
      "ValidationException: 1 validation error detected: Value 901 at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    ],
    [
      'a variable of Lambda’s own',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'InvalidParameterValueException: Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION',
    ],
    [
      'a layer that is not there',
      { Layers: [`arn:aws:lambda:eu-central-1:123456789012:layer:none:1`] },
      'InvalidParameterValueException: Layer version arn:aws:lambda:eu-central-1:123456789012:layer:none:1 does not exist.',
    ],
  ];
  for (const [title, more, says] of refused) {
    test(`${title} is refused`, async () => {
      expect(await refusalOf(create(more))).toBe(says);
      expect(bench.aws.lambda.functions()).toEqual([]);
    });
  }

  test('a name is taken once', async () => {
    await create();
    expect(await refusalOf(create())).toBe('ResourceConflictException: Function already exist: app');
  });
});

describe('new code', () => {
  test('is in progress until somebody has asked; until then nothing else is changed and the old code runs', async () => {
    const answer = ({ code }: { code: { text(name: string): string | undefined } | undefined }) => ({
      payload: code?.text('index.py'),
    });
    await start({
      functions: [{ name: 'app', code: python('one'), answer }],
      lambda: { settleMs: 0, settleAsks: 3 },
    });
    const run = async () => (await bench.lambda.send(new InvokeCommand({ FunctionName }))).Payload?.transformToString();
    const begun = await update({ ZipFile: python('two') });
    expect(begun).toMatchObject({ State: 'Active', LastUpdateStatus: 'InProgress', CodeSha256: sha256(python('two')) });
    expect(await run()).toBe('"one"');
    expect(await refusalOf(configure({ Timeout: 5 }))).toBe(
      `ResourceConflictException: The operation cannot be performed at this time. An update is in progress for resource: ${arn('app')}`,
    );
    expect(await outcome(publish())).toBe('ResourceConflictException');
    const done = await look();
    expect(done.LastUpdateStatus).toBe('Successful');
    expect(done.RevisionId).not.toBe(begun.RevisionId);
    expect(await run()).toBe('"two"');
    expect(await outcome(update({ ZipFile: python('3'), RevisionId: begun.RevisionId }))).toBe(
      'PreconditionFailedException',
    );
    expect(await outcome(update({ ZipFile: python('3'), RevisionId: done.RevisionId }))).toBe('done');
  });

  test('AWS’s own waiter sees the end of it', async () => {
    await start({ lambda: { settleMs: 5, settleAsks: 1 } });
    await update({ ZipFile: python('two') });
    const options = { client: bench.lambda, maxWaitTime: 20, minDelay: 0.01, maxDelay: 0.05 };
    expect((await waitUntilFunctionUpdatedV2(options, { FunctionName })).state).toBe('SUCCESS');
  });

  test('a change that fails later leaves what was there', async () => {
    await start();
    bench.aws.lambda.function('app').failNext({ code: 'InternalError', reason: 'It did not work.' });
    await update({ ZipFile: python('two') });
    expect(await look()).toMatchObject({
      LastUpdateStatus: 'Failed',
      LastUpdateStatusReason: 'It did not work.',
      LastUpdateStatusReasonCode: 'InternalError',
      CodeSha256: sha256(python('one')),
    });
    await update({ ZipFile: python('three') });
    expect(await look()).toMatchObject({ LastUpdateStatus: 'Successful', CodeSha256: sha256(python('three')) });
  });

  test('a dry run checks it and says what would be, and nothing is written', async () => {
    await start();
    const before = await look();
    const dry = await update({ ZipFile: python('two'), DryRun: true, Publish: true });
    expect(dry).toMatchObject({ CodeSha256: sha256(python('two')), Version: '$LATEST', RevisionId: before.RevisionId });
    expect(await outcome(update({ ZipFile: Buffer.from('no zip'), DryRun: true }))).toBe(
      'InvalidParameterValueException',
    );
    expect(await look()).toMatchObject({ CodeSha256: sha256(python('one')), RevisionId: before.RevisionId });
    expect(bench.aws.lambda.function('app').versions).toEqual([]);
    expect(bench.aws.lambda.writes).toMatchObject([
      { operation: 'UpdateFunctionCode', name: 'app', input: { DryRun: true }, status: 200 },
      { status: 400, code: 'InvalidParameterValueException' },
    ]);
    expect(bench.aws.lambda.writes[0]?.input.ZipFile).toEqual({
      size: python('two').length,
      sha256: sha256(python('two')),
    });
  });

  test('the architecture changes with it', async () => {
    await start();
    expect(await update({ ZipFile: python('two'), Architectures: ['arm64'] })).toMatchObject({
      Architectures: ['arm64'],
    });
    expect(await update({ ZipFile: python('three') })).toMatchObject({ Architectures: ['arm64'] });
    expect(await outcome(update({ ZipFile: python('x'), Architectures: ['mips'] }))).toBe('ValidationException');
  });

  test('is published in the same step', async () => {
    await start();
    expect(await update({ ZipFile: python('two'), Publish: true })).toMatchObject({
      Version: '1',
      FunctionArn: arn('app', '1'),
      CodeSha256: sha256(python('two')),
    });
  });

  test('a wrong revision is refused, and the sentence says what to do', async () => {
    await start();
    const work = update({ ZipFile: python('two'), RevisionId: 'wrong' });
    await expect(work).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      message:
        'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      $metadata: { httpStatusCode: 412 },
    });
  });

  test('a missing function is named by its ARN', async () => {
    await start();
    await expect(
      bench.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'none', ZipFile: python('x') })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn('none')}`,
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('versions', () => {
  beforeEach(() => start());

  test('are immutable, and publishing changes the revision of $LATEST', async () => {
    const before = await look();
    const first = await publish({ RevisionId: before.RevisionId, CodeSha256: before.CodeSha256, Description: 'one' });
    expect(first).toMatchObject({ Version: '1', Description: 'one', State: 'Pending' });
    expect((await look()).RevisionId).not.toBe(before.RevisionId);
    await update({ ZipFile: python('two') });
    await configure({ Timeout: 60 });
    const kept = await bench.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: '1' }));
    expect(kept.Configuration).toMatchObject({
      FunctionArn: arn('app', '1'),
      CodeSha256: sha256(python('one')),
      RevisionId: first.RevisionId,
      Timeout: 3,
      State: 'Active',
    });
    for (const FunctionName of ['app:1', arn('app', '1')]) {
      expect(
        await refusalOf(bench.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: python('x') }))),
      ).toMatch(/^InvalidParameterValueException: This operation is permitted on Lambda functions only\./);
    }
  });

  test('unchanged code and configuration are not published twice', async () => {
    const first = await publish();
    expect(await publish({ Description: 'again' })).toMatchObject({ Version: '1', RevisionId: first.RevisionId });
    // The same code once more, and a description that comes and goes.
    await update({ ZipFile: python('one') });
    await configure({ Description: 'x' });
    await configure({ Description: '' });
    expect((await publish()).Version).toBe('1');
    await configure({ Environment: { Variables: { LEVEL: 'debug' } } });
    expect((await publish()).Version).toBe('2');
    await update({ ZipFile: python('two') });
    expect((await publish()).Version).toBe('3');
  });

  test('another CodeSha256 or revision is refused', async () => {
    expect(await refusalOf(publish({ CodeSha256: 'other' }))).toBe(
      `InvalidParameterValueException: CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (${sha256(python('one'))}). Please try again with the CodeSHA256 in $LATEST.`,
    );
    expect(await outcome(publish({ RevisionId: 'wrong' }))).toBe('PreconditionFailedException');
  });

  test('are listed page by page, $LATEST first', async () => {
    for (const content of ['a', 'b', 'c']) await update({ ZipFile: python(content), Publish: true });
    const list = (more: object) =>
      bench.lambda.send(new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 3, ...more }));
    const one = await list({});
    const two = await list({ Marker: one.NextMarker });
    expect([one, two].map(({ Versions }) => Versions?.map(({ Version }) => Version))).toEqual([
      ['$LATEST', '1', '2'],
      ['3'],
    ]);
    expect(two.NextMarker).toBeUndefined();
    expect(await outcome(list({ Marker: 'nonsense' }))).toBe('InvalidParameterValueException');
  });

  test('a version that is not there is not found', async () => {
    const work = bench.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: '7' }));
    expect(await refusalOf(work)).toBe(`ResourceNotFoundException: Function not found: ${arn('app', '7')}`);
  });
});

describe('the configuration', () => {
  beforeEach(() => start());

  test('changes in what is said and keeps the rest; an empty environment takes all variables away', async () => {
    await configure({ Environment: { Variables: { A1: 'x' } }, MemorySize: 256 });
    expect(await configure({ Timeout: 30 })).toMatchObject({
      MemorySize: 256,
      Timeout: 30,
      Environment: { Variables: { A1: 'x' } },
    });
    expect((await configure({ Environment: {} })).Environment).toBeUndefined();
    expect(await outcome(configure({ RevisionId: 'wrong' }))).toBe('PreconditionFailedException');
  });

  test('more than 4 KB of variables are refused, more than 5,120 bytes of request too', async () => {
    expect(await refusalOf(configure({ Environment: { Variables: { A1: 'x'.repeat(4090) } } }))).toMatch(
      /exceeded the 4KB limit/,
    );
    expect(await refusalOf(configure({ Environment: { Variables: { A1: 'x'.repeat(5120) } } }))).toBe(
      'RequestEntityTooLargeException: Request must be smaller than 5120 bytes for the UpdateFunctionConfiguration operation',
    );
  });
});

test('the code can be had again', async () => {
  await start();
  const { Code } = await bench.lambda.send(new GetFunctionCommand({ FunctionName }));
  const answer = await fetch(Code?.Location ?? '');
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(python('one'));
  expect((await fetch(`${bench.aws.url}/_lambda/${'x'.repeat(32)}`)).status).toBe(403);
});

test('the view shows what is there', async () => {
  await start({
    functions: [
      { name: 'app', code: storedZip([{ name: 'a/index.py', content: 'x' }]), aliases: { live: '1', next: '$LATEST' } },
    ],
  });
  const view = bench.aws.lambda.function('app');
  expect(view.at('live')).toMatchObject({ version: '1', files: ['a/index.py'] });
  expect(view.latest.text('a/index.py')).toBe('x');
  expect(view.aliases.next?.version).toBe('$LATEST');
  expect(view.latest.configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
  expect(() => bench.aws.lambda.function('none')).toThrow('There is no function none here.');
});
