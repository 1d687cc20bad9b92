/** The same publishes to the embedded Lambda and S3, and to moto, where somebody started one (`.ci/s3-servers.sh`). */
import { randomUUID } from 'node:crypto';
import { CreateFunctionCommand, LambdaClient as SdkClient } from '@aws-sdk/client-lambda';
import { createLambda, type LambdaClient } from '@ci-actions/aws/lambda/client';
import { createS3, type S3 } from '@ci-actions/aws/s3';
import { realServers } from '@ci-actions/local/probe/real-servers';
import { silent } from '@ci-actions/log/log';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bench, newer, older, type Publish, pack, quick, region, startBench } from './test-tools.ts';

const keys = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
const name = `orders-${randomUUID().slice(0, 8)}`;
const bucket = `code-${randomUUID().slice(0, 8)}`;

const moto = realServers(process.env).find(({ title }) => title.startsWith('moto'));
if (!moto?.server) process.stderr.write(`skipped: the same publishes to moto, ${moto?.missing}\n`);
const urls: [title: string, url: string | undefined][] = [['the embedded Lambda', undefined]];
if (moto?.server) urls.push([moto.title, moto.server.url]);

describe.each(urls)('%s', (_title, url) => {
  let bench: Bench;
  let lambda: LambdaClient;
  let s3: S3;
  beforeAll(async () => {
    bench = await startBench({ buckets: [{ name: bucket }] });
    const endpoint = url ?? bench.aws.url;
    if (url) await prepare(url);
    const sdk = new SdkClient({ endpoint, region, credentials: keys, maxAttempts: 1 });
    await sdk.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: `arn:aws:iam::123456789012:role/${name}`,
        Runtime: 'python3.12',
        Handler: 'index.handler',
        Code: { ZipFile: pack('zero').bytes },
      }),
    );
    sdk.destroy();
    const common = { region, credentials: async () => keys, log: silent, env: {}, retry: quick, endpoint };
    lambda = createLambda(common);
    s3 = createS3(common);
  });
  afterAll(async () => {
    lambda?.close();
    s3?.close();
    await bench?.close();
  });
  const publish = (run: Publish) => bench.publish({ function: name, name, lambda, s3, ...run });
  const live = async () => (await lambda.getFunction(name, (await lambda.getAlias(name, 'live'))?.version))?.digest;

  // In order, each on what the ones before it left.
  test('a dry run writes nothing', async () => {
    expect((await publish({ dryRun: true })).reason).toBe('dry-run');
    expect((await lambda.getFunction(name))?.digest).toBe(pack('zero').digest);
  });

  test('a publish, and the same again', async () => {
    expect((await publish({})).reason).toBe('published');
    expect(await live()).toBe(pack('one').digest);
    const { reason, previous } = await publish({});
    expect([reason, previous]).toEqual([
      'already-published',
      { digest: pack('one').digest, commit: older, version: older.slice(0, 12) },
    ]);
  });

  test('through the bucket, with another handler', async () => {
    const run = { text: 'two', commit: newer, bucket, handler: 'index.main' };
    const { reason, plan } = await publish(run);
    expect([reason, plan.object?.present, await live()]).toEqual(['published', true, pack('two').digest]);
    expect((await lambda.getFunction(name))?.handler).toBe('index.main');
    expect((await publish(run)).reason).toBe('already-published');
  });

  test('back, by the alias alone', async () => {
    const { plan } = await publish({ allowOlder: true, handler: 'index.handler' });
    expect(plan.steps.map(({ what }) => what)).toEqual([`${name}:live`]);
    expect(await live()).toBe(pack('one').digest);
    expect(await lambda.listVersions(name)).toHaveLength(2);
  });

  test('a layer, once', async () => {
    const run = { function: '', alias: '', layer: name, bucket, runtime: 'python3.12' };
    expect((await publish(run)).reason).toBe('published');
    expect((await publish(run)).reason).toBe('already-published');
    expect((await lambda.latestLayerVersion(name))?.digest).toBe(pack('one').digest);
  });
});

/** moto wants the role to be there. It believes every signature. */
async function prepare(url: string): Promise<void> {
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  const form = { Action: 'CreateRole', Version: '2010-05-08', RoleName: name, AssumeRolePolicyDocument: trust };
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/iam/aws4_request, SignedHeaders=host, Signature=0`;
  await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers: { authorization } });
  const configuration = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
  await fetch(new URL(`/${bucket}`, url), { method: 'PUT', body: configuration });
}
