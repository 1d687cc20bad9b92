import {
  LambdaClient as SdkClient,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { planJson } from '@ci-actions/release/plan-json';
import { afterEach, describe, expect, test } from '@jest/globals';
import { lambdaFacts, lambdaOutputs } from './facts.ts';
import { noSuchFunction } from './look-at-function.ts';
import { type Bench, newer, older, type Publish, pack, region, startBench } from './test-tools.ts';

const open: Bench[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
async function bench(...options: Parameters<typeof startBench>): Promise<Bench> {
  const made = await startBench(...options);
  open.push(made);
  return made;
}
const thrown = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error) => error,
  );
const orders = ({ aws }: Bench) => aws.lambda.function('orders');
const live = (one: Bench) => orders(one).aliases.live?.version;
const first = ['UpdateFunctionCode DryRun', 'UpdateFunctionCode', 'PublishVersion', 'CreateAlias'];
const next = ['UpdateFunctionCode DryRun', 'UpdateFunctionCode', 'PublishVersion', 'UpdateAlias'];

describe('a function', () => {
  test('first of all: a dry run, the code, a version, the alias', async () => {
    const one = await bench();
    const { reason, artifact, plan } = await one.publish();
    expect(reason).toBe('published');
    expect(one.writes()).toEqual(first);
    expect(live(one)).toBe('1');
    expect(orders(one).at('live').text('index.py')).toBe('one');
    expect(orders(one).at('live').configuration.Description).toBe(`${older.slice(0, 12)} commit ${older}`);
    expect(plan.target).toEqual({
      environment: 'staging',
      place: 'orders:live (eu-central-1)',
      url: 'https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1#/functions/orders/aliases/live',
    });
    expect(plan.steps).toEqual([
      { change: 'update', what: 'orders', bytes: pack('one').bytes.length, note: 'the code' },
      { change: 'add', what: 'a version of orders', bytes: 0 },
      { change: 'add', what: 'orders:live', bytes: 0 },
    ]);
    expect(lambdaOutputs(artifact, plan, { alias: 'live', live: true })).toEqual({
      zip: expect.stringMatching(/\.zip$/),
      digest: pack('one').digest,
      'code-sha256': orders(one).at('live').codeSha256,
      size: String(pack('one').bytes.length),
      'unzipped-size': '3',
      bucket: '',
      key: '',
      'version-id': '',
      'function-version': '1',
      alias: 'live',
    });
  });

  test('each write holds the revision that was seen before it', async () => {
    const one = await bench();
    const { plan } = await one.publish();
    const [asked, given, published] = one.aws.lambda.writes;
    const seen = plan.work?.kind === 'function' ? plan.work.latest.revisionId : '';
    expect([asked?.input.RevisionId, given?.input.RevisionId]).toEqual([seen, seen]);
    expect(published?.input).toMatchObject({
      RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeSha256: orders(one).latest.codeSha256,
    });
    expect(published?.input.RevisionId).not.toBe(seen);
    const { revisionId } = orders(one).aliases.live ?? {};
    await one.publish({ text: 'two', commit: newer });
    expect(one.aws.lambda.writes.at(-1)?.input.RevisionId).toBe(revisionId);
  });

  test('again: nothing is written, and every output is there', async () => {
    const one = await bench();
    const before = await one.publish();
    one.writes();
    const { reason, artifact, plan, previous } = await one.publish();
    expect([reason, plan.steps, one.writes()]).toEqual(['already-published', [], []]);
    expect(lambdaOutputs(artifact, plan, { alias: 'live', live: true })).toEqual(
      lambdaOutputs(before.artifact, before.plan, { alias: 'live', live: true }),
    );
    expect(previous).toEqual({ digest: pack('one').digest, commit: older, version: older.slice(0, 12) });
  });

  test('unchanged: three questions and no more', async () => {
    const one = await bench();
    await one.publish();
    const asked = one.aws.requests.length;
    await one.publish();
    expect(
      one.aws.requests
        .slice(asked)
        .map(({ operation }) => operation)
        .sort(),
    ).toEqual(['GetAlias', 'GetFunctionConfiguration', 'GetFunctionConfiguration']);
  });

  test('other code: what was there before is told', async () => {
    const one = await bench();
    await one.publish();
    one.writes();
    const { previous, plan } = await one.publish({ text: 'two', commit: newer });
    expect(previous).toEqual({ digest: pack('one').digest, commit: older, version: older.slice(0, 12) });
    expect(one.writes()).toEqual(next);
    expect(plan.steps.at(-1)).toEqual({ change: 'update', what: 'orders:live', bytes: 0, note: 'was version 1' });
    expect(live(one)).toBe('2');
  });

  test('the way back moves the alias and nothing else, and so does the way forth', async () => {
    const one = await bench();
    await one.publish();
    await one.publish({ text: 'two', commit: newer });
    one.writes();
    const late = await one.publish();
    expect([late.reason, one.writes(), live(one)]).toEqual(['superseded', [], '2']);
    expect(lambdaOutputs(late.artifact, late.plan, { alias: 'live', live: false })).toMatchObject({
      'function-version': '1',
      alias: '',
    });
    const back = await one.publish({ allowOlder: true });
    expect([back.reason, one.writes(), live(one)]).toEqual(['published', ['UpdateAlias'], '1']);
    expect(back.plan.steps).toEqual([
      { change: 'update', what: 'orders:live', bytes: 0, note: 'to version 1, was version 2' },
    ]);
    const forth = await one.publish({ text: 'two', commit: newer });
    expect([forth.reason, one.writes(), live(one), orders(one).versions.length]).toEqual([
      'published',
      ['UpdateAlias'],
      '2',
      2,
    ]);
  });

  test('an alias that gives a part of the calls to another version gets back to one', async () => {
    const one = await bench();
    await one.publish();
    await one.publish({ text: 'two', commit: newer });
    const alias = orders(one).aliases.live;
    if (alias) alias.weights = { 1: 0.25 };
    one.writes();
    const { reason, plan } = await one.publish({ text: 'two', commit: newer });
    expect([reason, one.writes(), orders(one).aliases.live?.weights]).toEqual(['published', ['UpdateAlias'], {}]);
    expect(plan.steps[0]?.note).toBe('to version 2, was version 2 and 25% to version 1');
  });

  test('a version that somebody else published says nothing of its commit', async () => {
    const one = await bench({
      functions: [{ name: 'orders', code: pack('zero').bytes, aliases: { live: '1' }, description: 'Takes orders.' }],
    });
    const { previous, reason } = await one.publish();
    expect([reason, previous]).toEqual([
      'published',
      { digest: pack('zero').digest, commit: '', version: 'version 1' },
    ]);
  });

  test('without an alias callers get the code at once, and a version of it is there too', async () => {
    const one = await bench();
    const run = { alias: '' };
    expect((await one.publish(run)).plan.target.place).toBe('orders (eu-central-1)');
    expect(one.writes()).toEqual(first.slice(0, 3));
    expect((await one.publish(run)).reason).toBe('already-published');
    expect((await one.publish({ ...run, text: 'two', commit: newer })).previous?.commit).toBe(older);
    expect(one.writes()).toEqual(first.slice(0, 3));
    // Back: $LATEST needs the code, and the version of it is there.
    const back = await one.publish({ ...run, allowOlder: true });
    expect([back.reason, back.plan.version, one.writes()]).toEqual(['published', '1', first.slice(0, 2)]);
    expect(orders(one).latest.text('index.py')).toBe('one');
  });

  test('of another account or region: by its ARN', async () => {
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:orders';
    const one = await bench();
    const { plan } = await one.publish({ function: arn });
    expect([plan.target.place, live(one)]).toEqual(['orders:live (eu-central-1, account 123456789012)', '1']);
  });
});

describe('the configuration', () => {
  test('is left alone where it is the same', async () => {
    const one = await bench();
    await one.publish({ runtime: 'python3.12', handler: 'index.handler', architecture: 'x86_64' });
    expect(one.writes()).toEqual(first);
  });

  test('follows the code where it differs, and only what differs', async () => {
    const one = await bench();
    const { plan } = await one.publish({ runtime: 'python3.13', handler: 'index.handler' });
    expect(one.writes()).toEqual([...first.slice(0, 2), 'UpdateFunctionConfiguration', ...first.slice(2)]);
    const { input } = one.aws.lambda.writes[2] ?? {};
    expect(input).toEqual({ Runtime: 'python3.13', RevisionId: expect.any(String) });
    expect(plan.steps[1]).toEqual({
      change: 'update',
      what: 'orders',
      bytes: 0,
      note: 'runtime python3.13, was python3.12',
    });
    expect(orders(one).at('live').configuration.Runtime).toBe('python3.13');
  });

  test.each<[string, Publish, readonly string[], object]>([
    ['handler', { handler: 'index.main' }, ['UpdateFunctionConfiguration'], { Handler: 'index.main' }],
    ['runtime', { runtime: 'python3.13' }, ['UpdateFunctionConfiguration'], { Runtime: 'python3.13' }],
    // Lambda takes it with the code only.
    ['processor', { architecture: 'arm64' }, first.slice(0, 2), { Architectures: ['arm64'] }],
  ])('another %s alone makes a version of the same code, once', async (_name, run, writes, configuration) => {
    const one = await bench();
    await one.publish();
    one.writes();
    expect((await one.publish(run)).reason).toBe('published');
    expect([one.writes(), live(one)]).toEqual([[...writes, 'PublishVersion', 'UpdateAlias'], '2']);
    expect(orders(one).at('live').configuration).toMatchObject(configuration);
    expect(orders(one).at('live').codeSha256).toBe(orders(one).at('1').codeSha256);
    // Also for a run that does not say it any more: what the function has stays.
    for (const again of [run, {}]) expect((await one.publish(again)).reason).toBe('already-published');
    expect([one.writes(), orders(one).versions.length]).toEqual([[], 2]);
  });

  test('that was given counts, whatever somebody else has made of $LATEST: a version that has it stays where it is', async () => {
    const one = await bench();
    const run = { runtime: 'python3.13', handler: 'index.main' };
    await one.publish(run);
    await one.lambda.updateConfiguration('orders', { runtime: 'python3.12' }, orders(one).latest);
    await one.lambda.waitUntilUpdated('orders');
    one.writes();
    expect([(await one.publish(run)).reason, one.writes(), live(one)]).toEqual(['already-published', [], '1']);
    // Without an alias callers get $LATEST.
    expect((await one.publish({ ...run, alias: '' })).reason).toBe('published');
    expect([one.writes(), orders(one).latest.configuration.Runtime]).toEqual([
      ['UpdateFunctionConfiguration'],
      'python3.13',
    ]);
  });

  test('another processor goes with the code', async () => {
    const one = await bench();
    const { plan } = await one.publish({ architecture: 'arm64' });
    expect(plan.steps[0]?.note).toBe('the code; runs on arm64, was x86_64');
    expect(orders(one).at('live').configuration.Architectures).toEqual(['arm64']);
    one.writes();
    expect((await one.publish({ architecture: 'arm64' })).reason).toBe('already-published');
    expect(one.writes()).toEqual([]);
  });
});

describe('the configuration that somebody else looks after', () => {
  type Change = Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>;
  const begin = async ({ aws }: Bench, change: Change) => {
    const credentials = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
    const sdk = new SdkClient({ endpoint: aws.url, region, credentials, maxAttempts: 1 });
    await sdk.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'orders', ...change }));
    sdk.destroy();
  };
  const configure = async (one: Bench, change: Change) => {
    await begin(one, change);
    await one.lambda.waitUntilUpdated('orders');
  };
  const variables = (STAGE: string) => ({ Environment: { Variables: { STAGE } } });
  const stage = (one: Bench) => orders(one).at('live').configuration.Environment;

  test.each([
    ['a variable', variables('qa')],
    ['the role', { Role: 'arn:aws:iam::123456789012:role/other' }],
    ['memory', { MemorySize: 256 }],
    ['the timeout', { Timeout: 9 }],
    ['the runtime', { Runtime: 'python3.13' as const }],
    ['the handler', { Handler: 'index.main' }],
    ['the VPC', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } }],
  ])('%s has changed: the same code gets a version of its own, once, and is not sent again', async (_name, change) => {
    const one = await bench();
    await one.publish();
    await configure(one, change);
    one.writes();
    const { reason, plan } = await one.publish();
    expect([reason, one.writes(), live(one)]).toEqual(['published', ['PublishVersion', 'UpdateAlias'], '2']);
    expect(plan.steps).toEqual([
      {
        change: 'add',
        what: 'a version of orders',
        bytes: 0,
        note: 'the configuration of the function changed since version 1',
      },
      { change: 'update', what: 'orders:live', bytes: 0, note: 'was version 1' },
    ]);
    expect(orders(one).at('live').configuration).toMatchObject(change);
    expect([(await one.publish()).reason, one.writes()]).toEqual(['already-published', []]);
  });

  test('its processor has changed: likewise', async () => {
    const one = await bench();
    await one.publish();
    await one.lambda.updateCode('orders', { zip: pack('one').bytes }, { architecture: 'arm64' });
    await one.lambda.waitUntilUpdated('orders');
    one.writes();
    expect((await one.publish()).reason).toBe('published');
    expect(one.writes()).toEqual(['PublishVersion', 'UpdateAlias']);
    expect(orders(one).at('live').configuration.Architectures).toEqual(['arm64']);
    expect([(await one.publish()).reason, one.writes()]).toEqual(['already-published', []]);
  });

  test('the way back takes the code of then with the configuration of now', async () => {
    const one = await bench();
    await configure(one, variables('before'));
    await one.publish();
    await one.publish({ text: 'two', commit: newer });
    await configure(one, variables('after'));
    one.writes();
    const { reason, plan } = await one.publish({ allowOlder: true });
    expect([reason, one.writes(), live(one)]).toEqual(['published', next, '3']);
    expect([orders(one).at('live').text('index.py'), stage(one)]).toEqual(['one', { Variables: { STAGE: 'after' } }]);
    expect(plan.steps[1]?.note).toBe('the configuration of the function changed since version 1');
    expect((await one.publish({ allowOlder: true })).reason).toBe('already-published');
  });

  test('a configuration that is what it was takes the version of then', async () => {
    const one = await bench();
    await configure(one, variables('a'));
    await one.publish();
    await configure(one, variables('b'));
    await one.publish();
    await configure(one, variables('a'));
    one.writes();
    await one.publish();
    expect([one.writes(), live(one), stage(one)]).toEqual([['UpdateAlias'], '1', { Variables: { STAGE: 'a' } }]);
  });

  test('without an alias a version of it is made too, and callers keep what they have', async () => {
    const one = await bench();
    const run = { alias: '' };
    await one.publish(run);
    await configure(one, variables('qa'));
    one.writes();
    const { reason, plan } = await one.publish(run);
    expect([reason, plan.version, one.writes()]).toEqual(['published', '2', ['PublishVersion']]);
    expect((await one.publish(run)).reason).toBe('already-published');
  });

  test('a change that is under way is waited for', async () => {
    const one = await bench({ lambda: { settleMs: 0, settleAsks: 3 } });
    await one.publish();
    await begin(one, variables('qa'));
    expect((await one.publish()).reason).toBe('published');
    expect([live(one), stage(one)]).toEqual(['2', { Variables: { STAGE: 'qa' } }]);
    expect(one.lines).toContain('Another update of orders is in progress; waiting for it.');
  });

  test('one that changes between the plan and the version: planned again, and callers get the last', async () => {
    const one = await bench({ lambda: { settleMs: 0, settleAsks: 0 } });
    await one.publish();
    await configure(one, variables('qa'));
    one.faults.add({
      match: { operation: 'PublishVersion' },
      times: 1,
      answer: () => configure(one, variables('last')),
    });
    const { reason } = await one.publish();
    expect([reason, stage(one), orders(one).versions.length]).toEqual([
      'published',
      { Variables: { STAGE: 'last' } },
      2,
    ]);
  });

  test('values are in no plan and on no line of the log', async () => {
    const one = await bench();
    await one.publish();
    await configure(one, variables('top-secret'));
    const { plan } = await one.publish();
    const settings = plan.work?.kind === 'function' ? plan.work.latest.settings : '';
    expect(settings).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(plan)).not.toContain('top-secret');
    expect(one.lines.filter((line) => line.includes('top-secret') || line.includes(settings))).toEqual([]);
    expect(JSON.stringify(planJson(plan))).not.toContain(settings);
  });
});

describe('through a bucket', () => {
  const run: Publish = { bucket: 'code', prefix: 'functions/' };
  const key = (text: string) => `functions/orders/${pack(text).digest.slice(7)}.zip`;

  test('by a key that is the content, with the version that the bucket gave', async () => {
    const one = await bench();
    const { artifact, plan } = await one.publish(run);
    expect(one.keys()).toEqual([key('one')]);
    const versionId = plan.object?.versionId;
    expect(one.aws.lambda.writes[1]?.input).toMatchObject({
      S3Bucket: 'code',
      S3Key: key('one'),
      S3ObjectVersion: versionId,
    });
    expect(plan.steps.map(({ what, bytes }) => [what, bytes])).toEqual([
      [`s3://code/${key('one')}`, pack('one').bytes.length],
      ['orders', 0],
      ['a version of orders', 0],
      ['orders:live', 0],
    ]);
    const outputs = lambdaOutputs(artifact, plan, { alias: 'live', live: true });
    expect(outputs).toMatchObject({ bucket: 'code', key: key('one'), 'version-id': versionId });
    const again = await one.publish(run);
    expect(lambdaOutputs(again.artifact, again.plan, { alias: 'live', live: true })).toEqual(outputs);
    expect(one.aws.requests.filter(({ operation }) => operation === 'PutObject')).toHaveLength(1);
  });

  test('a zip that is there is not sent again', async () => {
    const one = await bench();
    const { bytes } = pack('one');
    one.aws.s3.bucket('code').put(key('one'), bytes);
    const { plan } = await one.publish(run);
    expect(plan.steps[0]?.what).toBe('orders');
    expect(one.aws.requests.filter(({ operation }) => operation === 'PutObject')).toEqual([]);
    expect(live(one)).toBe('1');
  });

  test('something else under the key is replaced', async () => {
    const one = await bench();
    one.aws.s3.bucket('code').put(key('one'), 'something else');
    const { plan } = await one.publish(run);
    expect(plan.steps[0]).toMatchObject({ change: 'update', note: 'something else is under this key' });
    expect(one.aws.s3.bucket('code').get(key('one'))?.body.equals(pack('one').bytes)).toBe(true);
  });

  test('the summary says what changed, from the zip before', async () => {
    const one = await bench();
    const before = { 'gone.py': 'x', 'same.py': 's' };
    await one.publish({ ...run, files: before });
    const { artifact, plan } = await one.publish({
      ...run,
      text: 'other',
      commit: newer,
      files: { 'same.py': 's', 'new.py': 'n' },
    });
    const facts = Object.fromEntries(lambdaFacts(artifact, plan));
    expect(facts['Since the version before']).toMatch(
      /→ .*; 1 file added: `new\.py`; 1 file changed: `index\.py`; 1 file removed: `gone\.py`$/,
    );
    expect(facts['Largest folders']).toBe('`.` 5 B');
  });

  test('the zip before is no longer there: sizes only', async () => {
    const one = await bench();
    await one.publish({ files: { 'big.py': 'x'.repeat(10) } });
    const { artifact, plan } = await one.publish({ ...run, text: 'two', commit: newer });
    expect(Object.fromEntries(lambdaFacts(artifact, plan))['Since the version before']).toMatch(
      /^\d+ B → \d+ B \(−\d+ B\)$/,
    );
  });

  test('alone: the zip is uploaded, once', async () => {
    const one = await bench();
    const alone = { ...run, function: '', alias: '', lambda: undefined };
    const { reason, plan } = await one.publish(alone);
    expect([reason, plan.target.place, one.keys()]).toEqual(['published', 's3://code/functions/orders/', [key('one')]]);
    expect((await one.publish(alone)).reason).toBe('already-published');
    expect((await one.publish({ ...alone, text: 'two', dryRun: true })).reason).toBe('dry-run');
    expect(one.keys()).toEqual([key('one')]);
    expect(one.writes()).toEqual([]);
  });
});

describe('a dry run', () => {
  test('really asks AWS, and writes nothing', async () => {
    const one = await bench();
    const { reason, artifact, plan } = await one.publish({ dryRun: true });
    expect([reason, plan.steps.length, one.writes()]).toEqual(['dry-run', 3, ['UpdateFunctionCode DryRun']]);
    expect(lambdaOutputs(artifact, plan, { alias: 'live', live: false }).alias).toBe('');
    expect(orders(one).versions).toEqual([]);
    expect(one.lines).toContain('AWS would take the code of orders (DryRun).');
  });

  test('asks with the zip in the request while it is not in the bucket, and by its key when it is', async () => {
    const one = await bench();
    const run = { bucket: 'code', dryRun: true };
    await one.publish(run);
    expect(one.keys()).toEqual([]);
    one.aws.s3.bucket('code').put(`orders/${pack('one').digest.slice(7)}.zip`, pack('one').bytes);
    await one.publish(run);
    expect(one.aws.lambda.writes.map(({ input }) => Object.keys(input).sort())).toEqual([
      ['DryRun', 'RevisionId', 'ZipFile'],
      ['DryRun', 'RevisionId', 'S3Bucket', 'S3Key', 'S3ObjectVersion'],
    ]);
  });

  test('of what is there asks nothing more', async () => {
    const one = await bench();
    await one.publish();
    one.writes();
    const { artifact, plan } = await one.publish({ dryRun: true });
    expect(one.writes()).toEqual([]);
    expect(lambdaOutputs(artifact, plan, { alias: 'live', live: false }).alias).toBe('live');
  });

  test('what AWS refuses is an error', async () => {
    const may = ['lambda:GetFunctionConfiguration', 'lambda:GetAlias', 'lambda:ListVersionsByFunction'];
    const one = await bench({
      users: [
        { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret', policy: [{ actions: may, resources: ['*'] }] },
      ],
    });
    expect((await thrown(one.publish({ dryRun: true }))).message).toMatch(
      /^Asking AWS \(DryRun\) whether it would take the code of the Lambda function orders \(region eu-central-1\) was denied: .* may not do lambda:UpdateFunctionCode on arn:aws:lambda:eu-central-1:\*:function:orders\. Allow it/,
    );
  });
});

describe('a smoke event', () => {
  const smokeEvent = '{"ping":true}';
  const broken = {
    answer: ({ code }: { code: { text(name: string): string | undefined } | undefined }) =>
      code?.text('index.py')?.includes('broken')
        ? { error: { type: 'KeyError', message: "'item'" }, log: 'reading\nKeyError: item\n' }
        : { payload: 'pong', log: 'fine' },
  };

  test('is tried on the version before the alias moves', async () => {
    const one = await bench({ lambda: { settleMs: 0, ...broken } });
    await one.publish({ smokeEvent });
    expect([live(one), orders(one).invocations]).toEqual(['1', 1]);
    const order = one.aws.requests.map(({ operation }) => operation);
    expect(order.indexOf('Invoke')).toBeLessThan(order.indexOf('CreateAlias'));
    await one.publish({ smokeEvent });
    expect(orders(one).invocations).toBe(1);
  });

  test('a version that fails never gets the alias, and no second version of it is made', async () => {
    const one = await bench({ lambda: { settleMs: 0, ...broken } });
    await one.publish({ smokeEvent });
    const run = { text: 'broken', commit: newer, smokeEvent };
    for (let attempt = 0; attempt < 2; attempt++) {
      const error = await thrown(one.publish(run));
      expect(error.message).toMatch(
        /^The smoke invocation of version 2 of orders failed: Unhandled: KeyError: 'item'\. The alias live names version 1 as before\. Its log ended with:\nSTART .*\nreading\nKeyError: item\nEND /s,
      );
      expect([error.name, live(one), orders(one).versions.length]).toEqual(['SmokeFailed', '1', 2]);
    }
    const mended = await one.publish({ text: 'mended', commit: newer, smokeEvent });
    expect([mended.reason, live(one)]).toEqual(['published', '3']);
  });

  test('the first version fails: no alias is made', async () => {
    const one = await bench({ lambda: { settleMs: 0, ...broken } });
    expect((await thrown(one.publish({ text: 'broken', smokeEvent }))).message).toContain('No alias live was made.');
    expect(live(one)).toBeUndefined();
  });

  test('an HTTP answer of 500 has failed too, and one of 404 has not', async () => {
    const one = await bench({ lambda: { settleMs: 0, answer: { payload: { statusCode: 502, body: 'no' } } } });
    expect((await thrown(one.publish({ smokeEvent }))).message).toContain(
      'it answered {"statusCode":502,"body":"no"}.',
    );
    orders(one).answer({ answer: { payload: { statusCode: 404 } } });
    expect((await one.publish({ smokeEvent })).reason).toBe('published');
  });
});

describe('an image', () => {
  const uri = (letter: string) => `123456789012.dkr.ecr.eu-central-1.amazonaws.com/app@sha256:${letter.repeat(64)}`;
  const functions = [{ name: 'orders', packageType: 'Image' as const, imageUri: uri('0') }];

  test('by its digest, and back', async () => {
    const one = await bench({ functions });
    const { artifact, plan, reason } = await one.publish({ code: { kind: 'image', uri: uri('a') } });
    expect([reason, one.writes(), orders(one).at('live').imageUri]).toEqual(['published', first, uri('a')]);
    expect(lambdaOutputs(artifact, plan, { alias: 'live', live: true })).toMatchObject({
      zip: '',
      size: '',
      digest: `sha256:${'a'.repeat(64)}`,
      'code-sha256': 'a'.repeat(64),
      'function-version': '1',
    });
    expect((await one.publish({ code: { kind: 'image', uri: uri('a') } })).reason).toBe('already-published');
    await one.publish({ code: { kind: 'image', uri: uri('b') }, commit: newer });
    one.writes();
    await one.publish({ code: { kind: 'image', uri: uri('a') }, allowOlder: true });
    expect([one.writes(), live(one)]).toEqual([['UpdateAlias'], '1']);
  });

  test.each<[string, Publish, boolean, string]>([
    [
      'for another processor',
      { code: { kind: 'image', uri: uri('a'), architecture: 'arm64' } },
      true,
      'The image is for arm64, and the Lambda function orders runs on x86_64. Build the image for linux/amd64, or change the function.',
    ],
    [
      'and an architecture that the function has not',
      { code: { kind: 'image', uri: uri('a') }, architecture: 'arm64' },
      true,
      'The image is for arm64, and the Lambda function orders runs on x86_64.',
    ],
    [
      'and a runtime',
      { code: { kind: 'image', uri: uri('a') }, runtime: 'python3.12' },
      true,
      'The Lambda function orders is a container image, which has its own runtime and handler; leave out runtime.',
    ],
    [
      'for a function of zips',
      { code: { kind: 'image', uri: uri('a') } },
      false,
      'The Lambda function orders is made for zips, and image-uri is an image',
    ],
    ['and a zip', {}, true, 'The Lambda function orders is made for container images, and this is a zip'],
  ])('%s is refused', async (_name, run, image, sentence) => {
    const one = await bench(image ? { functions } : {});
    const error = await thrown(one.publish(run));
    expect([error.name, one.writes()]).toEqual(['InputError', []]);
    expect(error.message).toContain(sentence);
  });
});

describe('a layer', () => {
  const run: Publish = { function: '', layer: 'common', alias: '', name: 'common' };

  test('gets a version, once', async () => {
    const one = await bench();
    const { reason, artifact, plan } = await one.publish({ ...run, runtime: 'python3.12', architecture: 'arm64' });
    expect([reason, one.writes(), plan.target.place]).toEqual([
      'published',
      ['PublishLayerVersion'],
      'layer common (eu-central-1)',
    ]);
    expect(lambdaOutputs(artifact, plan, { alias: '', live: true })['function-version']).toBe('1');
    expect((await one.publish({ ...run, runtime: 'python3.12' })).reason).toBe('already-published');
    const { previous } = await one.publish({ ...run, bucket: 'code', text: 'two', commit: newer });
    expect(previous?.commit).toBe(older);
    expect(one.aws.lambda.layer('common')).toHaveLength(2);
    expect(one.keys()).toEqual([`common/${pack('two').digest.slice(7)}.zip`]);
    expect((await one.publish(run)).reason).toBe('superseded');
  });

  test('a dry run writes nothing', async () => {
    const one = await bench();
    expect((await one.publish({ ...run, dryRun: true })).reason).toBe('dry-run');
    expect([one.writes(), one.aws.lambda.layer('common')]).toEqual([[], []]);
  });
});

describe('while something else updates the function', () => {
  test('it waits, and publishes then', async () => {
    const one = await bench({ lambda: { settleMs: 30 } });
    await one.lambda.updateCode('orders', { zip: pack('other').bytes }, {});
    const { reason } = await one.publish();
    expect([reason, live(one), orders(one).at('live').text('index.py')]).toEqual(['published', '1', 'one']);
    expect(one.lines).toContain('Another update of orders is in progress; waiting for it.');
  });

  test.each([
    ['UpdateFunctionCode', 'Something else has changed orders while this run published to it. Planning again.'],
    ['PublishVersion', 'Something else has changed orders while this run published to it. Planning again.'],
  ])('an update between the plan and %s: planned again', async (operation, line) => {
    const one = await bench({ lambda: { settleMs: 0, settleAsks: 0 } });
    one.faults.add({
      match: { operation },
      times: 1,
      answer: async () => {
        await one.lambda.updateCode('orders', { zip: pack('other').bytes }, {});
      },
    });
    const { reason } = await one.publish();
    expect([reason, orders(one).at('live').text('index.py')]).toEqual(['published', 'one']);
    expect(one.lines).toContain(line);
  });

  test('an alias that another run has moved to newer code stays there', async () => {
    const one = await bench({ lambda: { settleMs: 0, settleAsks: 0 } });
    await one.publish({ text: 'zero', commit: older });
    one.faults.add({
      match: { operation: 'UpdateAlias' },
      times: 1,
      answer: async () => {
        await one.publish({ text: 'newer', commit: newer });
      },
    });
    const { reason } = await one.publish({ text: 'one', commit: older });
    expect([reason, orders(one).at('live').text('index.py')]).toEqual(['superseded', 'newer']);
  });

  test('an update that fails is an error that names the reason, and the next run does it again', async () => {
    const one = await bench();
    await one.publish();
    orders(one).failNext({ code: 'InvalidZipFileException', reason: 'The zip is broken' });
    expect((await thrown(one.publish({ text: 'two', commit: newer }))).message).toBe(
      'AWS could not update the Lambda function orders (region eu-central-1): InvalidZipFileException: The zip is broken.',
    );
    expect(live(one)).toBe('1');
    const { reason } = await one.publish({ text: 'two', commit: newer });
    expect([reason, live(one), orders(one).at('live').text('index.py')]).toEqual(['published', '2', 'two']);
  });
});

describe('two runs at once', () => {
  test('of the same code make one version of it', async () => {
    const one = await bench();
    const reasons = await Promise.all([one.publish(), one.publish(), one.publish()]);
    expect(reasons.map(({ reason }) => reason)).toContain('published');
    expect([orders(one).versions.length, live(one)]).toEqual([1, '1']);
  });

  test('of two commits end with the newer one, whoever comes first', async () => {
    const one = await bench();
    const runs = [
      { text: 'old', commit: older },
      { text: 'new', commit: newer },
    ];
    for (const order of [runs, runs.toReversed()]) {
      await Promise.all(order.map((run) => one.publish(run)));
      expect([orders(one).at('live').text('index.py'), orders(one).versions.length]).toEqual(['new', 2]);
    }
  });
});

describe('an alias of $LATEST', () => {
  const functions = [{ name: 'orders', code: pack('zero').bytes, aliases: { live: '$LATEST' } }];

  test('names a version from then on', async () => {
    const one = await bench({ functions });
    await one.publish();
    expect([live(one), orders(one).at('live').text('index.py')]).toEqual(['1', 'one']);
  });

  test('has nothing to try before callers get it', async () => {
    const one = await bench({ functions });
    const error = await thrown(one.publish({ smokeEvent: '{}' }));
    expect([error.name, one.writes()]).toEqual(['InputError', []]);
    expect(error.message).toContain('The alias live of orders names $LATEST, so that callers would get the new code');
  });

  test.each<[string, Publish]>([
    ['handler', { handler: 'index.main' }],
    ['runtime', { runtime: 'python3.12' }],
  ])('nor has another %s alone', async (_name, run) => {
    const one = await bench({ functions: [{ ...functions[0], name: 'orders', runtime: 'python3.13' }] });
    const error = await thrown(one.publish({ text: 'zero', smokeEvent: '{}', ...run }));
    expect([error.name, one.writes()]).toEqual(['InputError', []]);
    expect(error.message).toContain(
      'The alias live of orders names $LATEST, so that callers would get the new configuration before',
    );
    expect((await one.publish({ text: 'zero', smokeEvent: '{}' })).reason).toBe('published');
  });
});

describe('bad input', () => {
  const big = 53_000_000;
  const large: Publish = {
    code: {
      kind: 'zip',
      build: async () => ({
        file: '/nonexistent.zip',
        size: big,
        unzippedSize: big,
        sha256: 'c'.repeat(64),
        folders: [],
      }),
    },
  };
  test.each<[string, Publish, string]>([
    [
      'a zip over 50 MiB without a bucket',
      large,
      'The zip has 53.0 MB, and AWS takes at most 50 MiB with a request. Give the input bucket',
    ],
    ['no such function', { function: 'nothing' }, 'There is no Lambda function nothing in eu-central-1.'],
    ['nowhere to go', { function: '', alias: '' }, 'There is nowhere to publish to.'],
    ['both', { layer: 'common' }, 'A step publishes a function or a layer, and not both'],
    ['an alias of a layer', { function: '', layer: 'common' }, 'The input alias needs a function'],
    ['a smoke event without an alias', { alias: '', smokeEvent: '{}' }, 'The input smoke-event needs the input alias'],
    ['a smoke event that is none', { smokeEvent: '{' }, 'The input smoke-event is no JSON'],
    ['an image by its tag', { code: { kind: 'image', uri: 'r/app:latest' } }, 'names no image by its digest'],
    [
      'an image to a bucket',
      { function: '', alias: '', code: { kind: 'image', uri: 'r/app' } },
      'image-uri needs the input function',
    ],
  ])('%s', async (_name, run, sentence) => {
    const one = await bench();
    const error = await thrown((async () => one.publish(run))());
    expect([error.name, one.writes()]).toEqual(['InputError', []]);
    expect(error.message).toContain(sentence);
  });

  test('whoever looks at a function first says the same of one that is not there', async () => {
    const one = await bench();
    expect(await thrown(one.publish({ function: 'nothing' }))).toEqual(noSuchFunction('nothing', 'eu-central-1'));
    expect(noSuchFunction('nothing', 'eu-central-1')).toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/^There is no Lambda function nothing in eu-central-1\. Check the input function/),
    });
  });

  test('a large zip in a dry run is stood for by a small one, when it is not in the bucket yet', async () => {
    const one = await bench();
    const { reason } = await one.publish({ ...large, bucket: 'code', dryRun: true });
    expect([reason, one.writes(), one.keys()]).toEqual(['dry-run', ['UpdateFunctionCode DryRun'], []]);
    expect(one.lines.join('\n')).toContain('it judges the permissions, and not the zip');
  });
});
