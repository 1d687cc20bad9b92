import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateAliasCommand,
  GetFunctionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendRaw } from '../raw-client.ts';
import { account, keys, python, region, startBench } from './testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lambda-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FunctionName = 'app';
const functions = [
  { name: 'app', code: python('one'), environment: { LEVEL: 'info' } },
  { name: 'image', imageUri: `${account}.dkr.ecr.${region}.amazonaws.com/app@sha256:${'a'.repeat(64)}` },
];

test('what was there is there again, and the options do not overwrite it', async () => {
  const first = await startBench({ folder, functions });
  await first.lambda.send(new PublishVersionCommand({ FunctionName, Description: 'one' }));
  await first.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
  await first.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: python('two') }));
  await first.lambda.send(new PublishLayerVersionCommand({ LayerName: 'deps', Content: { ZipFile: python('lib') } }));
  await first.close();

  const second = await startBench({ folder, functions });
  const get = (name: string, Qualifier?: string) =>
    second.lambda.send(new GetFunctionCommand({ FunctionName: name, ...(Qualifier ? { Qualifier } : {}) }));
  const app = second.aws.lambda.function('app');
  expect([app.latest.text('index.py'), app.at('live').text('index.py')]).toEqual(['two', 'one']);
  expect((await get('app', 'live')).Configuration).toMatchObject({
    Version: '1',
    Description: 'one',
    State: 'Active',
    Environment: { Variables: { LEVEL: 'info' } },
  });
  expect((await get('image')).Code?.ImageUri).toBe(functions[1]?.imageUri);
  expect(second.aws.lambda.layer('deps')).toMatchObject([{ version: 1 }]);
  // The same code is published as no second version, after a restart either.
  await second.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: python('one') }));
  expect((await second.lambda.send(new PublishVersionCommand({ FunctionName }))).Version).toBe('1');
  await second.close();
});

test('a person finds an archive by its SHA-256, once', async () => {
  const bench = await startBench({ folder, functions });
  await bench.lambda.send(new PublishVersionCommand({ FunctionName }));
  await bench.close();
  const files = readdirSync(path.join(folder, '_lambda', account, region, 'functions/app'));
  expect(files.sort()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.zip$/), 'function.json']);
});

test('a region that is none leads nowhere', async () => {
  const bench = await startBench({ folder });
  const answer = await sendRaw({
    url: bench.aws.url,
    method: 'POST',
    path: '/2015-03-31/functions',
    keys,
    region: '..',
    service: 'lambda',
    body: '{}',
  });
  expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([403, 'InvalidSignatureException']);
  await bench.close();
});
