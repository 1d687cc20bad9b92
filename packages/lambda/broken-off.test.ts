import { LambdaClient as SdkClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { createLambda, type LambdaClient } from '@ci-actions/aws/lambda/client';
import { createS3, type S3 } from '@ci-actions/aws/s3';
import { silent } from '@ci-actions/log/log';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Bench, newer, type Publish, pack, quick, region, startBench } from './test-tools.ts';

// Runs that are broken off at each of their requests, and what the next run makes of it. Killed is a run that gets no answer
// to a request and sends nothing after it. That the request was not carried out is the same as if the one before was the last.

/** More requests than a run makes; each has a function of its own. */
const most = 30;
const smokeEvent = '{}';
const before = pack('before');
const credentials = async () => ({ accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' });

let bench: Bench;
/** Clients that give up at once, though not on updates of the function. */
let impatient: { lambda: LambdaClient; s3: S3 };
beforeAll(async () => {
  const functions = ['killed', 'survived', 'broken', 'configured'].flatMap((kind) =>
    Array.from({ length: most }, (_, n) => ({
      name: `${kind}-${n}`,
      runtime: 'python3.12',
      handler: 'index.handler',
      code: before.bytes,
      aliases: { live: '1' },
    })),
  );
  bench = await startBench({
    functions,
    lambda: {
      settleMs: 0,
      answer: ({ code }) =>
        code?.text('index.py')?.includes('broken') ? { error: { type: 'E', message: 'broken' } } : { payload: 'ok' },
    },
  });
  const common = { region, credentials, log: silent, env: bench.aws.environment(), retry: { ...quick, budgetMs: 0 } };
  impatient = { lambda: createLambda({ ...common, endpoint: bench.aws.url }), s3: createS3(common) };
});
afterAll(async () => {
  await bench?.close();
  impatient?.lambda.close();
  impatient?.s3.close();
});

/** A publish of newer code, with all that can be asked for, to a function of which the text `before` is live. */
function prepare(name: string, text: string): Publish {
  bench.aws.s3.bucket('code').put(`${name}/${before.digest.slice(7)}.zip`, before.bytes);
  return { function: name, name, bucket: 'code', smokeEvent, commit: newer, handler: 'index.main', text };
}

/**
 * Breaks a run off: the answer to its request number `n`, from 0, is lost, and nothing comes after it.
 *
 * @returns `at`: what that request was; undefined where the run has fewer
 */
async function breakOff(run: Publish, n: number): Promise<{ failed: unknown; at: string | undefined; wrote: boolean }> {
  const asked = bench.aws.requests.length;
  const hits = bench.faults.hits;
  bench.faults.add({ after: n, times: 1, answer: 'lost' }, { after: n, answer: 'reset' });
  const failed = await bench.publish({ ...run, ...impatient }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  bench.faults.clear();
  const requests = bench.aws.requests.slice(asked);
  const wrote = requests.some(({ operation }) => !/^(Get|Head|List)/.test(operation));
  return { failed, at: bench.faults.hits === hits ? undefined : requests[n]?.operation, wrote };
}

/** What is live, and the versions; there is one of each code. */
function look(name: string) {
  const found = bench.aws.lambda.function(name);
  const texts = found.versions.map(({ text }) => text('index.py'));
  expect(new Set(texts).size).toBe(texts.length);
  return { live: found.at('live').text('index.py'), texts };
}

test('killed at any of its requests, a run leaves one version or the other live, and the next finishes it', async () => {
  const killedAt = new Set<string>();
  for (let n = 0; ; n++) {
    expect(n).toBeLessThan(most);
    const name = `killed-${n}`;
    const run = prepare(name, 'after');
    const { failed, at, wrote } = await breakOff(run, n);
    if (at === undefined) {
      expect([failed, look(name)]).toEqual([undefined, { live: 'after', texts: ['before', 'after'] }]);
      break;
    }
    expect(failed).toBeInstanceOf(Error);
    killedAt.add(at);
    expect(['before', 'after']).toContain(look(name).live);
    // Where nothing was written the next run is a first one.
    if (!wrote) continue;
    await bench.publish(run);
    expect(look(name)).toEqual({ live: 'after', texts: ['before', 'after'] });
  }
  expect(killedAt).toEqual(
    new Set([
      'GetFunctionConfiguration',
      'GetAlias',
      'ListVersionsByFunction',
      'HeadObject',
      'GetObject',
      'PutObject',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
      'PublishVersion',
      'Invoke',
      'UpdateAlias',
    ]),
  );
}, 60_000);

test('an answer that is lost, at any of the requests, is found out by the run itself', async () => {
  for (let n = 0; ; n++) {
    expect(n).toBeLessThan(most);
    const name = `survived-${n}`;
    const hits = bench.faults.hits;
    bench.faults.add({ after: n, times: 1, answer: 'lost' });
    const { reason } = await bench.publish(prepare(name, 'after'));
    bench.faults.clear();
    expect([reason, look(name)]).toEqual(['published', { live: 'after', texts: ['before', 'after'] }]);
    if (bench.faults.hits === hits) break;
  }
}, 60_000);

test('where only the configuration has changed, the next run finds the version that the killed one has published', async () => {
  const sdk = new SdkClient({ endpoint: bench.aws.url, region, credentials, maxAttempts: 1 });
  const Environment = { Variables: { STAGE: 'after' } };
  const killedAt = new Set<string>();
  for (let n = 0; ; n++) {
    expect(n).toBeLessThan(most);
    const name = `configured-${n}`;
    await sdk.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment }));
    const run = { ...prepare(name, 'before'), handler: undefined };
    const { at, wrote } = await breakOff(run, n);
    if (at !== undefined) killedAt.add(at);
    if (at !== undefined && !wrote) continue;
    await bench.publish(run);
    const { versions, at: on } = bench.aws.lambda.function(name);
    expect(versions.map(({ configuration }) => configuration.Environment)).toEqual([undefined, Environment]);
    expect(on('live')).toMatchObject({ version: '2', configuration: { Environment } });
    if (at === undefined) break;
  }
  expect([...killedAt]).toEqual(expect.arrayContaining(['PublishVersion', 'Invoke', 'UpdateAlias']));
  sdk.destroy();
}, 60_000);

test('broken code never gets the alias, wherever the run is broken off', async () => {
  for (let n = 0; ; n++) {
    expect(n).toBeLessThan(most);
    const name = `broken-${n}`;
    const run = prepare(name, 'broken');
    const { failed, at, wrote } = await breakOff(run, n);
    expect([failed instanceof Error, look(name).live]).toEqual([true, 'before']);
    if (!wrote) continue;
    await expect(bench.publish(run)).rejects.toThrow('The smoke invocation of version 2');
    expect(look(name)).toEqual({ live: 'before', texts: ['before', 'broken'] });
    if (at === undefined) break;
  }
}, 60_000);
