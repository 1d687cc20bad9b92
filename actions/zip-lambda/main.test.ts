import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { commit, policy, region, step as runStep, writeTree } from './test-tools.ts';

let aws: Aws;
let root: string;
let workspace: string;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'zip-lambda-test-'));
  workspace = path.join(root, 'checkout');
  aws = await startAws({
    region,
    users: [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only', policy }],
    buckets: [{ name: 'zips', versioning: 'Enabled' }],
    functions: [
      { name: 'orders', runtime: 'python3.13', handler: 'app.handler' },
      { name: 'billing', runtime: 'nodejs22.x', handler: 'index.handler', architecture: 'arm64' },
    ],
    lambda: { settleMs: 1 },
  });
  writeTree(workspace, {
    'functions/orders/app.py': 'def handler(event, context):\n    return {"ok": True}\n',
    'functions/orders/lib/money.py': 'CENTS = 100\n',
    'functions/billing/index.js': 'exports.handler = async () => 1;\n',
  });
});
afterEach(async () => {
  await aws.close();
  rmSync(root, { recursive: true });
});

const step = (inputs: Record<string, string>, env = aws.environment()) => runStep(workspace, inputs, env);
const orders = { environment: 'staging', source: 'functions/orders', function: 'orders', alias: 'live' };
const sha = (file: string) => createHash('sha256').update(readFileSync(file)).digest();

describe('with a source and an output alone', () => {
  test('it just zips: no AWS, no token', async () => {
    const { outputs, markdown } = await step({ source: 'functions/orders', output: 'build/orders.zip' }, {});
    const zip = path.join(workspace, 'build/orders.zip');
    expect(outputs).toMatchObject({
      published: 'false',
      reason: 'zipped',
      zip: path.join('build', 'orders.zip'),
      digest: `sha256:${sha(zip).toString('hex')}`,
      'code-sha256': sha(zip).toString('base64'),
      'unzipped-size': '65',
      version: commit.slice(0, 12),
      bucket: '',
      'function-version': '',
    });
    expect(JSON.parse(outputs.functions ?? '')).toEqual([
      expect.objectContaining({
        name: 'orders',
        source: 'functions/orders',
        digest: outputs.digest,
        size: outputs.size,
      }),
    ]);
    expect(markdown).toContain('Zipped `orders`: nothing is published');
    expect(aws.requests).toEqual([]);
  });

  test('the same source gives the same bytes elsewhere, at another time, by another umask', async () => {
    const first = await step({ source: 'functions/orders', output: 'a.zip' }, {});
    const other = path.join(root, 'other');
    spawnSync('cp', ['-r', workspace, other]);
    spawnSync('chmod', ['-R', 'g+w', other]);
    const second = await runStep(other, { source: 'functions/orders', output: 'b.zip' }, {});
    expect(second.outputs.digest).toBe(first.outputs.digest);
  });

  test('several sources: a zip each, and JSON for a matrix', async () => {
    const source = 'functions/orders\nfunctions/billing';
    const { outputs } = await step({ source, output: 'build/{name}.zip' }, {});
    const all = JSON.parse(outputs.functions ?? '') as { name: string; zip: string; digest: string }[];
    expect(all.map(({ name }) => name)).toEqual(['orders', 'billing']);
    for (const { zip, digest } of all) {
      expect(`sha256:${sha(path.join(workspace, zip)).toString('hex')}`).toBe(digest);
    }
  });
});

test('publishes a version and moves the alias, with the policy of the README; the second run does nothing', async () => {
  const { outputs, markdown } = await step(orders);
  expect(outputs).toMatchObject({
    published: 'true',
    reason: 'published',
    'function-version': '1',
    alias: 'live',
    bucket: '',
    summary: '/summaries/publish-lambda-staging.md',
  });
  const fn = aws.lambda.function('orders');
  expect(fn.at('live')).toMatchObject({
    version: '1',
    codeSha256: outputs['code-sha256'],
    files: ['app.py', 'lib/money.py'],
  });
  expect(markdown).toContain('Published lambda');
  expect(JSON.parse(outputs.plan ?? '').total).toBeGreaterThan(0);

  const writes = aws.lambda.writes.length;
  const again = await step(orders);
  expect(again.outputs).toMatchObject({ published: 'false', reason: 'already-published', 'function-version': '1' });
  expect(aws.lambda.writes.length).toBe(writes);
  expect(fn.versions).toHaveLength(1);
});

test('a bucket gets the zip once, under its digest, and the function takes it from there', async () => {
  const { outputs } = await step({ ...orders, bucket: 'zips' });
  const key = `lambda/orders/${outputs.digest?.replace('sha256:', '')}.zip`;
  expect(outputs).toMatchObject({ reason: 'published', bucket: 'zips', key });
  expect(aws.s3.bucket('zips').get(key)?.versionId).toBe(outputs['version-id']);
  const puts = () => aws.requests.filter(({ operation }) => operation === 'PutObject').length;
  expect(puts()).toBe(1);
  expect((await step({ ...orders, bucket: 'zips' })).outputs.reason).toBe('already-published');
  expect(puts()).toBe(1);
});

test('a bucket without a function: uploaded, and that is all', async () => {
  const { outputs } = await step({ environment: 'staging', source: 'functions/orders', bucket: 'zips' });
  expect(outputs).toMatchObject({ reason: 'published', bucket: 'zips', 'function-version': '' });
  expect(aws.lambda.writes).toEqual([]);
});

test('several functions in one call, each by its own configuration at AWS', async () => {
  const source = 'functions/orders\nfunctions/billing';
  const { outputs } = await step({ environment: 'staging', source, function: '{name}', alias: 'live' });
  expect(outputs.published).toBe('true');
  const all = JSON.parse(outputs.functions ?? '') as Record<string, string>[];
  expect(all.map((one) => [one.name, one.reason, one['function-version']])).toEqual([
    ['orders', 'published', '1'],
    ['billing', 'published', '1'],
  ]);
  expect(aws.lambda.function('billing').at('live').files).toEqual(['index.js']);
});

test('of several functions none is published when one of them is not fit', async () => {
  const source = 'functions/orders\nfunctions/billing';
  writeTree(workspace, { 'functions/billing/index.js': 'exports.main = 1;\n' });
  await expect(step({ environment: 'staging', source, function: '{name}', alias: 'live' })).rejects.toThrow(
    /^billing \(functions\/billing\): .*handler/,
  );
  expect(aws.lambda.writes).toEqual([]);
});

test('what was published before another one failed is in the outputs and the summary; a re-run does the rest', async () => {
  const source = 'functions/orders\nfunctions/billing';
  const inputs = { environment: 'staging', source, function: '{name}', alias: 'live', 'smoke-event': '{}' };
  aws.lambda.function('billing').answer({ answer: { error: { type: 'Error', message: 'no database' } } });
  const outputs: Record<string, string> = {};
  await expect(runStep(workspace, inputs, aws.environment(), outputs)).rejects.toThrow(
    /^billing \(functions\/billing\): The smoke invocation.*no database/,
  );
  expect(outputs).toMatchObject({ published: 'true', 'function-version': '1', summary: expect.any(String) });
  expect(JSON.parse(outputs.functions ?? '')).toEqual([expect.objectContaining({ name: 'orders' })]);
  aws.lambda.function('billing').answer({ answer: { payload: 'ok' } });
  const again = await step(inputs);
  expect((JSON.parse(again.outputs.functions ?? '') as Record<string, string>[]).map(({ reason }) => reason)).toEqual([
    'already-published',
    'published',
  ]);
  expect(aws.lambda.function('billing').versions).toHaveLength(1);
});

test('a zip of this call, and what a killed run has left of one, is not packed', async () => {
  const first = await step({ source: 'functions/orders', output: 'functions/orders/out.zip' }, {});
  writeTree(workspace, { 'functions/orders/out.zip.0f.part': 'half' });
  const second = await step({ source: 'functions/orders', output: 'functions/orders/out.zip' }, {});
  expect(second.outputs.digest).toBe(first.outputs.digest);
});

test('a folder with a dot keeps its whole name, a file loses its ending', async () => {
  writeTree(workspace, { 'fn.v1/app.py': 'def handler(e, c): pass\n', 'single.py': 'def handler(e, c): pass\n' });
  const { outputs } = await step({ source: 'fn.v1\nsingle.py', output: 'build/{name}.zip' }, {});
  const all = JSON.parse(outputs.functions ?? '') as Record<string, string>[];
  expect(all.map(({ zip }) => zip)).toEqual([path.join('build', 'fn.v1.zip'), path.join('build', 'single.zip')]);
});

test('a dry run asks AWS and writes nothing', async () => {
  const { outputs, markdown } = await step({ ...orders, bucket: 'zips', 'dry-run': 'true' });
  expect(outputs).toMatchObject({ published: 'false', reason: 'dry-run' });
  expect(markdown).toContain('nothing was written');
  expect(aws.lambda.writes.map(({ input }) => input.DryRun)).toEqual([true]);
  expect(aws.lambda.function('orders').versions).toEqual([]);
  expect(aws.s3.bucket('zips').keys()).toEqual([]);
});

test('a failed smoke invocation leaves the alias where it was', async () => {
  await step(orders);
  writeFileSync(path.join(workspace, 'functions/orders/app.py'), 'def handler(event, context):\n    raise KeyError\n');
  aws.lambda
    .function('orders')
    .answer({ answer: { error: { type: 'KeyError', message: 'total' }, log: 'START\nboom\n' } });
  await expect(step({ ...orders, 'smoke-event': '{"ping": 1}' })).rejects.toThrow(
    /smoke.*KeyError: total.*version 1 as before/s,
  );
  expect(aws.lambda.function('orders').aliases.live).toMatchObject({ version: '1' });
});

test('a layer', async () => {
  writeTree(workspace, { 'layers/shared/tax.py': 'RATE = 0.19\n' });
  const inputs = {
    environment: 'staging',
    source: 'layers/shared',
    function: 'shared',
    layer: 'true',
    runtime: 'python3.13',
  };
  const { outputs } = await step(inputs);
  expect(outputs).toMatchObject({ reason: 'published', 'function-version': '1' });
  expect((await step(inputs)).outputs.reason).toBe('already-published');
  expect(aws.lambda.layer('shared')).toHaveLength(1);
});

test('back to an older commit: the version of that code gets the alias, and nothing is sent', async () => {
  await step(orders);
  const old = readFileSync(path.join(workspace, 'functions/orders/app.py'), 'utf8');
  writeFileSync(path.join(workspace, 'functions/orders/app.py'), `${old}# two\n`);
  expect((await step(orders)).outputs['function-version']).toBe('2');
  writeFileSync(path.join(workspace, 'functions/orders/app.py'), old);
  const { outputs } = await step({ ...orders, 'allow-older': 'true' });
  expect(outputs).toMatchObject({ reason: 'published', 'function-version': '1' });
  expect(aws.lambda.function('orders').versions).toHaveLength(2);
});

describe('bad input: one sentence, and nothing is written', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['no environment', { ...orders, environment: '' }, /`environment` is empty/],
    ['no source', { ...orders, source: 'functions/none' }, /functions\/none/],
    ['another function', { ...orders, function: 'nobody' }, /There is no Lambda function nobody|may not/],
    ['a handler that is not there', { ...orders, handler: 'app.main' }, /app\.main|main/],
    ['an unknown runtime', { ...orders, runtime: 'python4' }, /no Lambda runtime "python4"/],
    ['another processor', { ...orders, architecture: 'amd64' }, /`architecture` is "amd64" \(Lambda calls it x86_64\)/],
    [
      'several sources for one place',
      { ...orders, source: 'functions/orders\nfunctions/billing' },
      /put \{name\} into it/,
    ],
    [
      'an alias without a function',
      { environment: 'staging', alias: 'live', bucket: 'zips' },
      /`alias` is set and `function` is not/,
    ],
    [
      'a smoke event without an alias',
      { ...orders, alias: '', 'smoke-event': '{}' },
      /smoke-event needs the input alias/,
    ],
    ['a smoke event that is no JSON', { ...orders, 'smoke-event': '{' }, /smoke-event is no JSON/],
    [
      'an image without a digest',
      { environment: 'staging', function: 'orders', 'image-uri': 'x/app:v1' },
      /names no image by its digest/,
    ],
    [
      'nowhere to publish to',
      { environment: 'staging', source: 'functions/orders' },
      /neither `function` nor `bucket`/,
    ],
    [
      'a dry run of a zip alone',
      { source: 'functions/orders', output: 'x.zip', 'dry-run': 'true' },
      /`dry-run` and `output` are both set/,
    ],
    ['a layer with a handler', { ...orders, alias: '', layer: 'true', handler: 'a.b' }, /a layer has no handler/],
    ['an output outside', { source: 'functions/orders', output: '../x.zip' }, /leads out of the checkout/],
  ])('%s', async (_name, inputs, sentence) => {
    await expect(step(inputs)).rejects.toThrow(sentence);
    expect(aws.lambda.writes).toEqual([]);
    expect(aws.s3.bucket('zips').keys()).toEqual([]);
    expect(existsSync(path.join(root, 'x.zip'))).toBe(false);
  });

  test('a secret among the files is named', async () => {
    writeTree(workspace, { 'functions/orders/.env': 'TOKEN=abc\n' });
    await expect(step(orders)).rejects.toThrow(/\.env/);
    expect(aws.lambda.writes).toEqual([]);
  });

  test('without a region', async () => {
    mkdirSync(path.join(workspace, 'x'));
    await expect(step(orders, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' })).rejects.toThrow(/region/);
  });
});
