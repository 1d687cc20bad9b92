import { request } from 'node:http';
import {
  GetFunctionCommand,
  InvokeCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFaults, type FaultRule } from '../../faults/faults.ts';
import { type RawRequest, sendRaw } from '../raw-client.ts';
import { account, arn, type Bench, keys, outcome, python, refusalOf, region, startBench } from './testing.ts';

const named = (name: string) => ({ accessKeyId: `AKIA${name}`, secretAccessKey: `${name}-secret` });
const faults = createFaults();
const role = `arn:aws:iam::${account}:role/app`;
let bench: Bench;
beforeAll(async () => {
  bench = await startBench({
    faults,
    users: [
      keys,
      {
        ...named('publisher'),
        name: 'publisher',
        policy: [
          { actions: ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'], resources: [arn('app')] },
          { actions: ['lambda:InvokeFunction'], resources: [arn('app', 'live')] },
        ],
      },
      { ...named('stranger'), name: 'stranger', account: '222222222222' },
      { ...named('expired'), sessionToken: 't', expires: new Date(0) },
    ],
    functions: [
      { name: 'app', code: python('one'), aliases: { live: '1' } },
      { name: 'there', region: 'us-west-2' },
    ],
  });
});
afterAll(() => bench.close());

const update = (client = bench.lambda, FunctionName = 'app') =>
  client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: python('two') }));
const raw = (more: Partial<RawRequest>) =>
  sendRaw({
    url: bench.aws.url,
    path: '/2015-03-31/functions/app',
    service: 'lambda',
    region,
    keys,
    ...more,
  });

describe('signatures', () => {
  const cases: [title: string, more: Partial<RawRequest>, code: string][] = [
    ['an unknown key', { keys: { ...keys, accessKeyId: 'AKIANONE' } }, 'UnrecognizedClientException'],
    ['a wrong secret', { keys: { ...keys, secretAccessKey: 'wrong' } }, 'InvalidSignatureException'],
    ['another path', { tamper: { path: '/2015-03-31/functions/there' } }, 'InvalidSignatureException'],
    [
      'another body',
      { method: 'POST', path: '/2015-03-31/functions', tamper: { body: '{}' } },
      'InvalidSignatureException',
    ],
    ['another service', { service: 'ecr' }, 'IncompleteSignatureException'],
    ['an old signature', { signingDate: new Date(0) }, 'InvalidSignatureException'],
    ['keys that have run out', { keys: { ...named('expired'), sessionToken: 't' } }, 'ExpiredTokenException'],
    ['none', { keys: undefined as never }, 'MissingAuthenticationTokenException'],
  ];
  for (const [title, more, code] of cases) {
    test(title, async () => {
      const answer = await raw(more);
      expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([403, code]);
    });
  }

  test('a name that is encoded in the path is signed as it is sent', async () => {
    const work = bench.lambda.send(new GetFunctionCommand({ FunctionName: arn('app', 'live') }));
    expect((await work).Configuration).toMatchObject({ FunctionArn: arn('app', 'live'), Version: '1' });
  });
});

describe('policies', () => {
  const denied = (action: string, resource: string) =>
    `AccessDeniedException: User: arn:aws:iam::${account}:user/publisher is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

  test('each action on each function', async () => {
    const publisher = bench.client(named('publisher'));
    expect(await outcome(update(publisher))).toBe('done');
    expect(await refusalOf(update(publisher, 'other'))).toBe(denied('lambda:UpdateFunctionCode', arn('other')));
    expect(await refusalOf(publisher.send(new PublishVersionCommand({ FunctionName: 'app' })))).toBe(
      denied('lambda:PublishVersion', arn('app')),
    );
    expect(await refusalOf(publisher.send(new GetFunctionCommand({ FunctionName: 'app' })))).toBe(
      denied('lambda:GetFunction', arn('app')),
    );
  });

  test('an alias is a resource of its own', async () => {
    const publisher = bench.client(named('publisher'));
    const invoke = (Qualifier?: string) =>
      refusalOf(publisher.send(new InvokeCommand({ FunctionName: 'app', ...(Qualifier ? { Qualifier } : {}) })));
    expect(await invoke('live')).toBe('done');
    expect(await invoke()).toBe(denied('lambda:InvokeFunction', arn('app')));
  });

  test('a role is given only by those who may pass it on', async () => {
    const give = new UpdateFunctionConfigurationCommand({ FunctionName: 'app', Role: role });
    expect(await refusalOf(bench.client(named('publisher')).send(give))).toBe(denied('iam:PassRole', role));
    expect(await outcome(bench.lambda.send(give))).toBe('done');
  });

  test('another account has its own functions, and may do nothing with these', async () => {
    const stranger = bench.client(named('stranger'));
    expect(await outcome(update(stranger))).toBe('ResourceNotFoundException');
    expect(await refusalOf(update(stranger, arn('app')))).toMatch(/^AccessDeniedException: .*no resource-based policy/);
  });

  test('each region has its own', async () => {
    const get = (FunctionName: string, of: string) =>
      refusalOf(bench.client(keys, of).send(new GetFunctionCommand({ FunctionName })));
    expect(await get('there', 'us-west-2')).toBe('done');
    expect(await get('there', region)).toBe(`ResourceNotFoundException: Function not found: ${arn('there')}`);
    expect(await get(arn('app'), 'us-west-2')).toBe(
      `ResourceNotFoundException: Functions from '${region}' are not reachable in this region ('us-west-2')`,
    );
  });
});

describe('faults', () => {
  const cases: [answer: FaultRule['answer'], says: string, status: number][] = [
    [409, 'ResourceConflictException', 409],
    [429, 'TooManyRequestsException', 429],
    [500, 'ServiceException', 500],
    [503, 'ServiceUnavailableException', 503],
    ['expired-token', 'ExpiredTokenException', 403],
  ];
  for (const [answer, says, status] of cases) {
    test(`${answer}: ${says}`, async () => {
      faults.add({ match: { operation: 'UpdateFunctionCode' }, times: 1, answer });
      expect([await outcome(update()), await outcome(update())]).toEqual([says, 'done']);
      expect(bench.aws.requests.at(-2)).toMatchObject({
        service: 'lambda',
        operation: 'UpdateFunctionCode',
        function: 'app',
        status,
        code: says,
      });
    });
  }

  test('lost: the version is published, though nobody was told', async () => {
    const count = () => bench.aws.lambda.function('app').versions.length;
    const before = count();
    faults.add({ match: { operation: 'PublishVersion' }, times: 1, answer: 'lost' });
    const work = bench.lambda.send(new PublishVersionCommand({ FunctionName: 'app' }));
    expect(await outcome(work)).not.toBe('done');
    expect(count()).toBe(before + 1);
  });
});

describe('hostile requests', () => {
  const names = ['../../etc/passwd', '..', 'a b', 'a/b', '%00', 'x'.repeat(171), 'app:', 'app:live:1'];
  for (const name of names) {
    test(`the name ${JSON.stringify(name.slice(0, 20))} is none`, async () => {
      const path = `/2015-03-31/functions/${encodeURIComponent(name).replaceAll('.', '%2E')}/configuration`;
      const answer = await raw({ path });
      expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([400, 'ValidationException']);
      expect(JSON.parse(answer.text).message).toMatch(/^1 validation error detected: /);
    });
  }

  const bodies: [title: string, body: string, code: string][] = [
    ['no JSON', '{', 'SerializationException'],
    ['an array', '[]', 'SerializationException'],
    ['a member of another type', '{"ZipFile":{}}', 'SerializationException'],
    ['no base64', '{"ZipFile":"***"}', 'SerializationException'],
    ['an unknown member', '{"__proto__":{"x":1},"Other":1}', 'ValidationException'],
  ];
  for (const [title, body, code] of bodies) {
    test(`${title} in the body`, async () => {
      const answer = await raw({ method: 'PUT', path: '/2015-03-31/functions/app/code', body });
      expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([400, code]);
    });
  }

  test('what it does not have is said to be missing', async () => {
    const answer = await raw({ method: 'DELETE' });
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([404, 'UnknownOperationException']);
  });

  test('a bucket called like a day of the API is still S3’s', async () => {
    const answer = await raw({ service: 's3', path: '/2015-03-31/functions/app' });
    expect(answer.text).toContain('<Code>NoSuchBucket</Code>');
  });

  test('a body without an end is not kept', async () => {
    const most = 300_000_000;
    const before = process.memoryUsage().rss;
    let peak = before;
    const chunk = Buffer.alloc(1_000_000, 'x');
    const { status, text } = await new Promise<{ status?: number | undefined; text: string }>((resolve, reject) => {
      const { port } = new URL(bench.aws.url);
      const sent = request(
        { host: '127.0.0.1', port, method: 'PUT', path: '/2015-03-31/functions/app/code' },
        (response) => {
          let text = '';
          response.on('data', (data: Buffer) => {
            text += data;
          });
          response.on('end', () => resolve({ status: response.statusCode, text }));
        },
      );
      sent.on('error', reject);
      let written = 0;
      const write = () => {
        while (written < most) {
          written += chunk.length;
          peak = Math.max(peak, process.memoryUsage().rss);
          if (!sent.write(chunk)) {
            sent.once('drain', write);
            return;
          }
        }
        sent.end();
      };
      write();
    });
    expect([status, JSON.parse(text).message]).toEqual([
      413,
      'Request must be smaller than 70167211 bytes for the UpdateFunctionCode operation',
    ]);
    expect(bench.aws.requests.at(-1)).toMatchObject({ operation: 'UpdateFunctionCode', function: 'app', status: 413 });
    // The limit is 70 MB; what was sent is more than four times that.
    expect(peak - before).toBeLessThan(most * 0.6);
  });
});
