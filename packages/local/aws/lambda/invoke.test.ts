import { spawnSync } from 'node:child_process';
import {
  InvokeCommand,
  type InvokeCommandInput,
  PublishLayerVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sendRaw } from '../raw-client.ts';
import { storedZip } from './stored-zip.ts';
import { type Bench, keys, outcome, python, refusalOf, region, startBench } from './testing.ts';

const node = (content: string, name = 'index.mjs') => storedZip([{ name, content }]);
const nodeFunction = (name: string, code: Buffer, more: object = {}) => ({
  name,
  runtime: 'nodejs22.x',
  code,
  run: true,
  ...more,
});
const pythonFunction = (name: string, content: string, more: object = {}) => ({
  name,
  code: python(content),
  run: true,
  ...more,
});

let bench: Bench;
beforeAll(async () => {
  bench = await startBench({
    functions: [
      { name: 'silent' },
      { name: 'fixed', answer: { payload: { ok: true }, log: 'hello' } },
      {
        name: 'judged',
        code: python('# broken'),
        answer: ({ code, event }) =>
          code?.text('index.py')?.includes('broken')
            ? { error: { type: 'ValueError', message: 'It is broken.', trace: ['index.py, line 1'] } }
            : { payload: event },
      },
      nodeFunction(
        'node',
        node(
          `export const handler = async (event, context) => { console.log('said'); return { event, name: context.functionName, level: process.env.LEVEL, secret: process.env.CI_ACTIONS_LAMBDA_TEST } };`,
        ),
        { environment: { LEVEL: 'debug' } },
      ),
      nodeFunction('callback', node('exports.handler = (event, context, done) => done(null, event.a);', 'index.cjs')),
      nodeFunction('node-throws', node(`export const handler = async () => { throw new TypeError('no'); };`)),
      nodeFunction('node-missing', node('export const other = 1;')),
      nodeFunction(
        'node-endless',
        node('export const handler = () => new Promise(() => setInterval(() => {}, 1000));'),
        {
          timeout: 1,
        },
      ),
      nodeFunction('node-exits', node('export const handler = () => process.exit(3);')),
      pythonFunction(
        'python',
        'import os\ndef handler(event, context):\n    print("said")\n    return {"event": event, "name": context.function_name}\n',
      ),
      pythonFunction('python-throws', 'def handler(event, context):\n    raise KeyError("no")\n'),
      pythonFunction('python-layer', 'import lib\ndef handler(event, context): return lib.word\n'),
      pythonFunction(
        'python-child',
        'import subprocess\ndef handler(event, context): return subprocess.Popen(["sleep", "50"]).pid\n',
      ),
      pythonFunction('python-import', 'import nothing_of_that_name\ndef handler(event, context): pass\n'),
    ],
  });
});
afterAll(() => bench.close());

async function invoke(FunctionName: string, event: unknown = {}, more: Partial<InvokeCommandInput> = {}) {
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await bench.lambda.send(new InvokeCommand({ FunctionName, Payload, LogType: 'Tail', ...more }));
  const text = answer.Payload?.transformToString() ?? '';
  return {
    status: answer.StatusCode,
    error: answer.FunctionError,
    version: answer.ExecutedVersion,
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
    answer: text === '' ? undefined : JSON.parse(text),
  };
}

describe('what was said', () => {
  test('is answered, with the log', async () => {
    const { log, ...rest } = await invoke('fixed');
    expect(rest).toEqual({ status: 200, error: undefined, version: '$LATEST', answer: { ok: true } });
    expect(log).toMatch(/^START RequestId: \w+ Version: \$LATEST\nhello\nEND RequestId: \w+\n$/);
    expect((await invoke('fixed', {}, { LogType: 'None' })).log).toBe('');
  });

  test('depends on the code', async () => {
    expect(await invoke('judged')).toMatchObject({
      status: 200,
      error: 'Unhandled',
      answer: { errorType: 'ValueError', errorMessage: 'It is broken.', stackTrace: ['index.py, line 1'] },
    });
  });

  test('changes when somebody says something else', async () => {
    bench.aws.lambda.function('silent').answer({ answer: { payload: 1 } });
    expect((await invoke('silent')).answer).toBe(1);
    bench.aws.lambda.function('silent').answer({});
    expect((await invoke('silent')).answer).toBeNull();
  });

  test('a dry run and an event call for nothing back', async () => {
    const before = bench.aws.lambda.function('fixed').invocations;
    expect(await invoke('fixed', {}, { InvocationType: 'DryRun' })).toMatchObject({ status: 204, answer: undefined });
    expect(bench.aws.lambda.function('fixed').invocations).toBe(before);
    expect(await invoke('fixed', {}, { InvocationType: 'Event' })).toMatchObject({ status: 202, answer: undefined });
    expect(bench.aws.lambda.function('fixed').invocations).toBe(before + 1);
  });

  test('a missing function, a payload that is no JSON and one that is too large are refused', async () => {
    expect(await outcome(invoke('none'))).toBe('ResourceNotFoundException');
    expect(await refusalOf(invoke('fixed', {}, { Payload: Buffer.from('{') }))).toMatch(
      /^InvalidRequestContentException: Could not parse request body into json: /,
    );
    expect(await refusalOf(invoke('fixed', 'x'.repeat(6_291_456)))).toBe(
      'RequestEntityTooLargeException: Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    );
    const path = '/2015-03-31/functions/fixed/invocations';
    const headers = { 'x-amz-invocation-type': 'Other' };
    const raw = await sendRaw({
      url: bench.aws.url,
      method: 'POST',
      path,
      keys,
      region,
      service: 'lambda',
      body: '{}',
      headers,
    });
    expect([raw.status, raw.headers['x-amzn-errortype']]).toEqual([400, 'ValidationException']);
  });
});

describe('a handler that really runs, with this Node', () => {
  test('gets the event, its context and its variables, and none of this process’s', async () => {
    process.env.CI_ACTIONS_LAMBDA_TEST = 'kept from it';
    const { answer, log, error } = await invoke('node', { a: 1 }).finally(() => {
      delete process.env.CI_ACTIONS_LAMBDA_TEST;
    });
    expect([error, answer]).toEqual([undefined, { event: { a: 1 }, name: 'node', level: 'debug' }]);
    expect(log).toContain('\nsaid\n');
  });

  test('may call back, from CommonJS', async () => {
    expect((await invoke('callback', { a: [1, 2] })).answer).toEqual([1, 2]);
  });

  const cases: [name: string, answer: object][] = [
    ['node-throws', { errorType: 'TypeError', errorMessage: 'no' }],
    ['node-missing', { errorType: 'Runtime.HandlerNotFound' }],
    [
      'node-endless',
      { errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/ timed out after 1\.00 s/) },
    ],
    ['node-exits', { errorType: 'Runtime.ExitError' }],
  ];
  for (const [name, answer] of cases) {
    test(`${name}: an error of the function`, async () => {
      expect(await invoke(name)).toMatchObject({ status: 200, error: 'Unhandled', answer });
    });
  }
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) process.stderr.write('skipped: a Python handler that really runs, because there is no python3 here\n');
(hasPython ? describe : describe.skip)('a handler that really runs, with python3', () => {
  test('gets the event', async () => {
    const { answer, log } = await invoke('python', { a: 'ä' });
    expect(answer).toEqual({ event: { a: 'ä' }, name: 'python' });
    expect(log).toContain('\nsaid\n');
  });

  test('finds its layers', async () => {
    const Content = { ZipFile: storedZip([{ name: 'python/lib.py', content: 'word = "from the layer"' }]) };
    const { LayerVersionArn = '' } = await bench.lambda.send(
      new PublishLayerVersionCommand({ LayerName: 'lib', Content }),
    );
    const use = { FunctionName: 'python-layer', Layers: [LayerVersionArn] };
    await bench.lambda.send(new UpdateFunctionConfigurationCommand(use));
    expect((await invoke('python-layer')).answer).toBe('from the layer');
  });

  test('what it has started ends with it', async () => {
    const { answer: pid } = await invoke('python-child');
    // A killed process that nobody waits for is there until the system clears it away.
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]);
    expect(stdout.toString()).toMatch(/^(?:Z|$)/);
  });

  test('an exception and an import that fails are errors of the function', async () => {
    expect(await invoke('python-throws')).toMatchObject({
      error: 'Unhandled',
      answer: { errorType: 'KeyError', errorMessage: "'no'" },
    });
    expect((await invoke('python-import')).answer.errorType).toBe('Runtime.ImportModuleError');
  });
});
