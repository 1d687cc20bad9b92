import type { Retry } from '@ci-actions/http/retry';
import { type Script, type ScriptedServer, scriptedServer } from '@ci-actions/http/testing';
import { silent } from '@ci-actions/log/log';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { AwsCredentials, CredentialProvider } from '../credentials.ts';
import { createLambda, type LambdaClient } from './client.ts';
import { codeSha256Of, digestOf } from './code-sha256.ts';
import { isConflict, isMoved, LambdaError } from './lambda-error.ts';
import { directLimit } from './limits.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const key: AwsCredentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const hex = 'ab'.repeat(32);
const sha = codeSha256Of(hex);

const json = (body: object, status = 200, headers: Record<string, string> = {}): Script => ({
  status,
  headers: { 'content-type': 'application/json', date: new Date().toUTCString(), ...headers },
  body: JSON.stringify(body),
});
const refuse = (code: string, status = 400, message = 'AWS has a reason', headers = {}): Script =>
  json({ Type: 'User', message }, status, { 'x-amzn-errortype': `${code}:http://internal.amazon.com/`, ...headers });
const answer = (more: object = {}) =>
  json({
    FunctionName: 'orders',
    FunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:orders',
    Runtime: 'python3.12',
    Handler: 'app.handler',
    CodeSize: 1234,
    CodeSha256: sha,
    Version: '$LATEST',
    RevisionId: 'r1',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['arm64'],
    Timeout: 7,
    Environment: { Variables: { SECRET: 'never kept' } },
    ...more,
  });

/** Time that only waiting moves, so that minutes of patience take none. */
function clock(): { retry: Retry; waits: number[] } {
  let time = 0;
  const waits: number[] = [];
  const sleep = async (ms: number) => {
    waits.push(ms);
    time += ms;
  };
  return { waits, retry: { now: () => time, random: () => 0.5, sleep } };
}

async function setup(script: Script[], options: Partial<Parameters<typeof createLambda>[0]> = {}) {
  const server = await scriptedServer(...script);
  open.push(server);
  const { retry, waits } = clock();
  const logged: string[] = [];
  const line = (text: string) => logged.push(text);
  const lambda = createLambda({
    region: 'eu-central-1',
    credentials: Object.assign(async () => key, { origin: 'the role arn:aws:iam::123456789012:role/publish' }),
    log: { ...silent, info: line, notice: line },
    env: { AWS_ENDPOINT_URL_LAMBDA: server.origin.href, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    retry,
    ...options,
  });
  open.push(lambda);
  return { lambda, server, waits, logged };
}

const asked = ({ received }: ScriptedServer) =>
  received.map(({ method, url, body }) => [
    `${method} ${url.replace(/^\/2\d\d\d-\d\d-\d\d\//, '/')}`,
    ...(body.length > 0 ? [JSON.parse(body.toString())] : []),
  ]);
const thrown = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error) => error,
  );

test('a checksum as Lambda writes it, and back', () => {
  expect(digestOf(sha)).toBe(`sha256:${hex}`);
  expect(digestOf(hex)).toBe(`sha256:${hex}`);
  expect(['', 'short', `${sha}x`, hex.toUpperCase()].map(digestOf)).toEqual(Array(4).fill(undefined));
});

test('what is sent directly fits into the largest request', () => {
  expect(4 * Math.ceil(directLimit / 3) + 1_024).toBeLessThanOrEqual(69_905_067);
  expect(directLimit).toBeGreaterThan(50 * 2 ** 20 - 2_000);
});

describe('what is there', () => {
  test('a function, without its environment variables', async () => {
    const { lambda, server } = await setup([answer()]);
    const found = await lambda.getFunction('orders');
    expect(JSON.stringify(found)).not.toMatch(/SECRET|never kept/);
    expect(found).toEqual({
      version: '$LATEST',
      arn: 'arn:aws:lambda:eu-central-1:123456789012:function:orders',
      codeSha256: sha,
      digest: `sha256:${hex}`,
      codeSize: 1234,
      revisionId: 'r1',
      description: '',
      packageType: 'Zip',
      runtime: 'python3.12',
      handler: 'app.handler',
      architecture: 'arm64',
      settings: expect.stringMatching(/^[0-9a-f]{64}$/),
      state: 'Active',
      stateReason: '',
      updateStatus: 'Successful',
      updateReason: '',
      timeoutSeconds: 7,
    });
    expect(asked(server)).toEqual([['GET /functions/orders/configuration']]);
  });

  test('a version of an image', async () => {
    const { lambda, server } = await setup([answer({ PackageType: 'Image', CodeSha256: hex, Version: '3' })]);
    expect(await lambda.getFunction('orders', '3')).toMatchObject({
      version: '3',
      packageType: 'Image',
      digest: `sha256:${hex}`,
    });
    expect(asked(server)).toEqual([['GET /functions/orders/configuration?Qualifier=3']]);
  });

  test('an alias', async () => {
    const { lambda, server } = await setup([
      json({
        Name: 'live',
        FunctionVersion: '4',
        RevisionId: 'a1',
        RoutingConfig: { AdditionalVersionWeights: { 5: 0.1 } },
      }),
    ]);
    expect(await lambda.getAlias('orders', 'live')).toEqual({
      name: 'live',
      version: '4',
      revisionId: 'a1',
      weights: { 5: 0.1 },
    });
    expect(asked(server)).toEqual([['GET /functions/orders/aliases/live']]);
  });

  test('all pages of its versions, oldest first', async () => {
    const { lambda, server } = await setup([
      json({ Versions: [{ Version: '$LATEST' }, { Version: '10' }], NextMarker: 'm' }),
      json({ Versions: [{ Version: '9' }] }),
    ]);
    expect((await lambda.listVersions('orders')).map(({ version }) => version)).toEqual(['9', '10']);
    expect(asked(server)).toEqual([
      ['GET /functions/orders/versions?MaxItems=50'],
      ['GET /functions/orders/versions?Marker=m&MaxItems=50'],
    ]);
  });

  test.each<[string, (lambda: LambdaClient) => Promise<unknown>]>([
    ['function', (lambda) => lambda.getFunction('orders')],
    ['alias', (lambda) => lambda.getAlias('orders', 'live')],
    ['layer', (lambda) => lambda.latestLayerVersion('common')],
  ])('no such %s', async (_what, ask) => {
    const { lambda } = await setup([refuse('ResourceNotFoundException', 404)]);
    expect(await ask(lambda)).toBeUndefined();
  });
});

describe('what is written', () => {
  const cases: [string, (lambda: LambdaClient) => Promise<unknown>, Script, unknown[]][] = [
    [
      'a zip in the request',
      (lambda) => lambda.updateCode('orders', { zip: Buffer.from('zip') }, { revisionId: 'r1' }),
      answer(),
      ['PUT /functions/orders/code', { ZipFile: 'emlw', RevisionId: 'r1' }],
    ],
    [
      'a zip in a bucket, only asked, with an architecture',
      (lambda) =>
        lambda.updateCode(
          'orders',
          { bucket: 'b', key: 'k', versionId: 'v' },
          { dryRun: true, revisionId: 'r1', architecture: 'arm64' },
        ),
      answer(),
      [
        'PUT /functions/orders/code',
        {
          S3Bucket: 'b',
          S3Key: 'k',
          S3ObjectVersion: 'v',
          DryRun: true,
          RevisionId: 'r1',
          Architectures: ['arm64'],
        },
      ],
    ],
    [
      'an image',
      (lambda) => lambda.updateCode('orders', { imageUri: 'r/i@sha256:a' }, {}),
      answer(),
      ['PUT /functions/orders/code', { ImageUri: 'r/i@sha256:a' }],
    ],
    [
      'of the configuration only what is given',
      (lambda) => lambda.updateConfiguration('orders', { handler: 'a.b' }, { revisionId: 'r1' }),
      answer(),
      ['PUT /functions/orders/configuration', { Handler: 'a.b', RevisionId: 'r1' }],
    ],
    [
      'a version',
      (lambda) => lambda.publishVersion('orders', { codeSha256: sha, revisionId: 'r1', description: 'v1 commit c' }),
      answer({ Version: '5' }),
      ['POST /functions/orders/versions', { CodeSha256: sha, RevisionId: 'r1', Description: 'v1 commit c' }],
    ],
    [
      'a new alias',
      (lambda) => lambda.createAlias('orders', 'live', '5'),
      json({}),
      ['POST /functions/orders/aliases', { Name: 'live', FunctionVersion: '5' }],
    ],
    [
      'an alias that moves',
      (lambda) => lambda.updateAlias('orders', { name: 'live', version: '4', revisionId: 'a1', weights: {} }, '5'),
      json({}),
      ['PUT /functions/orders/aliases/live', { FunctionVersion: '5', RevisionId: 'a1' }],
    ],
    [
      'an alias that moves, and gets all calls again',
      (lambda) =>
        lambda.updateAlias('orders', { name: 'live', version: '4', revisionId: 'a1', weights: { 3: 0.1 } }, '5'),
      json({}),
      [
        'PUT /functions/orders/aliases/live',
        { FunctionVersion: '5', RevisionId: 'a1', RoutingConfig: { AdditionalVersionWeights: {} } },
      ],
    ],
  ];
  test.each(cases)('%s', async (_name, write, reply, request) => {
    const { lambda, server } = await setup([reply]);
    await write(lambda);
    expect(asked(server)).toEqual([request]);
  });

  test('waits while another update is in progress, and says so once', async () => {
    const busy = refuse('ResourceConflictException', 409, 'An update is in progress for resource: orders');
    const { lambda, server, logged, waits } = await setup([busy, busy, busy, answer()]);
    await lambda.updateCode('orders', { zip: Buffer.from('zip') }, {});
    expect(server.received).toHaveLength(4);
    expect(waits).toHaveLength(3);
    expect(logged).toEqual([
      'Another update of the Lambda function orders (region eu-central-1) is in progress; waiting for it.',
    ]);
  });

  test('does not wait for ever', async () => {
    const busy = refuse('ResourceConflictException', 409, 'An update is in progress');
    const { lambda } = await setup([busy], { updateBudgetMs: 30_000 });
    expect((await thrown(lambda.updateConfiguration('orders', {}, { revisionId: 'r1' }))).message).toMatch(
      /^Updating the configuration of the Lambda function orders \(region eu-central-1\) did not succeed within 30 s \(\d+ attempts\); last cause: The Lambda function orders \(region eu-central-1\) is being updated by something else, and AWS takes one update at a time\. AWS says: An update is in progress\.$/,
    );
  });

  test('an alias that is there is not waited for', async () => {
    const { lambda, server } = await setup([refuse('ResourceConflictException', 409, 'Alias already exists')]);
    const error = await thrown(lambda.createAlias('orders', 'live', '5'));
    expect([isConflict(error), error.message, server.received.length]).toEqual([
      true,
      'Creating the alias live of the Lambda function orders (region eu-central-1) failed, because it is there already. AWS says: Alias already exists.',
      1,
    ]);
  });

  test('another revision', async () => {
    const { lambda, server } = await setup([
      refuse('PreconditionFailedException', 412, 'The RevisionId does not match'),
    ]);
    const error = await thrown(lambda.updateCode('orders', { zip: Buffer.from('zip') }, { revisionId: 'r1' }));
    expect([isMoved(error), server.received.length]).toEqual([true, 1]);
    expect(error.message).toBe(
      'Updating the code of the Lambda function orders (region eu-central-1) failed, because something else has changed it meanwhile. AWS says: The RevisionId does not match.',
    );
  });
});

describe('waiting for an update', () => {
  const busy = answer({ LastUpdateStatus: 'InProgress' });

  test('until it is done, with growing pauses', async () => {
    const { lambda, waits } = await setup([busy, busy, answer({ State: 'Pending' }), answer({ RevisionId: 'r2' })]);
    expect((await lambda.waitUntilUpdated('orders')).revisionId).toBe('r2');
    expect(waits).toEqual([300, 450, 675]);
  });

  test.each<[object, string]>([
    [
      {
        LastUpdateStatus: 'Failed',
        LastUpdateStatusReasonCode: 'InvalidImage',
        LastUpdateStatusReason: 'exec format\n::error::x',
      },
      'AWS could not update the Lambda function orders (region eu-central-1): InvalidImage: exec format%0A::error::x.',
    ],
    [
      { State: 'Failed', StateReason: 'The role is gone.' },
      'AWS could not update the Lambda function orders (region eu-central-1): The role is gone.',
    ],
    [
      { LastUpdateStatus: 'Failed' },
      'AWS could not update the Lambda function orders (region eu-central-1): it gives no reason.',
    ],
  ])('that fails: %j', async (state, sentence) => {
    const { lambda } = await setup([busy, answer(state)]);
    expect((await thrown(lambda.waitUntilUpdated('orders'))).message).toBe(sentence);
    expect((await lambda.waitUntilUpdated('orders', { orFailed: true })).revisionId).toBe('r1');
  });

  test('that takes too long', async () => {
    const { lambda, logged } = await setup([busy]);
    expect((await thrown(lambda.waitUntilUpdated('orders', { version: '5' }))).message).toBe(
      'The update of version 5 of the Lambda function orders (region eu-central-1) was not done after 300 s; run the job again when it is, and look at the function in the console.',
    );
    expect(logged.length).toBeGreaterThan(10);
  });
});

describe('an invocation', () => {
  const tail = Buffer.from('START\nboom\nEND\n').toString('base64');
  const reply = (body: string, error?: string): Script => ({
    status: 200,
    headers: { 'x-amz-log-result': tail, ...(error ? { 'x-amz-function-error': error } : {}) },
    body,
  });

  test.each([undefined, 'Unhandled'])('answers with the function, its error and its log: %s', async (functionError) => {
    const { lambda, server } = await setup([reply('{"ok":true}', functionError)]);
    expect(await lambda.invoke('orders', '5', '{"a":1}', 3)).toEqual({
      payload: '{"ok":true}',
      functionError,
      logTail: 'START\nboom\nEND\n',
    });
    expect(asked(server)).toEqual([['POST /functions/orders/invocations?Qualifier=5', { a: 1 }]]);
    expect(server.received[0]?.headers).toMatchObject({
      'x-amz-log-type': 'Tail',
      'x-amz-invocation-type': 'RequestResponse',
    });
  });
});

describe('a layer', () => {
  const version = (number: number, digest = sha) =>
    json({
      Version: number,
      LayerVersionArn: `arn:aws:lambda:eu-central-1:123456789012:layer:common:${number}`,
      Description: 'v1 commit c',
      CompatibleRuntimes: ['python3.12'],
      CompatibleArchitectures: ['arm64'],
      Content: { CodeSha256: digest, CodeSize: 99 },
    });
  const wanted = {
    source: { bucket: 'b', key: 'k' },
    codeSha256: sha,
    description: 'v1 commit c',
    runtimes: ['python3.12'],
    architectures: ['arm64'],
  };
  const list = (...versions: number[]) => json({ LayerVersions: versions.map((Version) => ({ Version })) });

  test('the newest version', async () => {
    const { lambda, server } = await setup([list(2, 3), version(3)]);
    expect(await lambda.latestLayerVersion('common')).toEqual({
      version: '3',
      arn: 'arn:aws:lambda:eu-central-1:123456789012:layer:common:3',
      codeSha256: sha,
      digest: `sha256:${hex}`,
      codeSize: 99,
      description: 'v1 commit c',
      runtimes: ['python3.12'],
      architectures: ['arm64'],
    });
    expect(asked(server)).toEqual([['GET /layers/common/versions'], ['GET /layers/common/versions/3']]);
  });

  test('none', async () => {
    const { lambda } = await setup([list()]);
    expect(await lambda.latestLayerVersion('common')).toBeUndefined();
  });

  test('is published', async () => {
    const { lambda, server } = await setup([version(4)]);
    expect((await lambda.publishLayerVersion('common', wanted)).version).toBe('4');
    expect(asked(server)).toEqual([
      [
        'POST /layers/common/versions',
        {
          Description: 'v1 commit c',
          Content: { S3Bucket: 'b', S3Key: 'k' },
          CompatibleRuntimes: ['python3.12'],
          CompatibleArchitectures: ['arm64'],
        },
      ],
    ]);
  });

  test.each<[string, Script[], string, number]>([
    ['was carried out: once', ['reset', list(4), version(4)], '4', 3],
    ['was not: again', ['reset', list(3), version(3, codeSha256Of('cd'.repeat(32))), version(4)], '4', 4],
  ])('one whose answer was lost and that %s', async (_name, script, number, requests) => {
    const { lambda, server } = await setup(script);
    expect((await lambda.publishLayerVersion('common', wanted)).version).toBe(number);
    expect(server.received).toHaveLength(requests);
  });
});

describe('weather: tried again until it works', () => {
  test.each<{ name: string; fault: Script }>([
    { name: 'TooManyRequestsException', fault: refuse('TooManyRequestsException', 429, 'Rate exceeded') },
    { name: 'ServiceException', fault: refuse('ServiceException', 500) },
    { name: '502 of a proxy', fault: { status: 502, body: '<html>bad gateway</html>' } },
    { name: 'half an answer', fault: { status: 200, body: '{"FunctionNa' } },
    {
      name: 'a cut answer',
      fault: (request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{', () => request.socket.destroy());
      },
    },
    { name: 'a reset', fault: 'reset' },
  ])('$name', async ({ fault }) => {
    const { lambda, server, waits } = await setup([fault, fault, answer()]);
    expect((await lambda.getFunction('orders'))?.codeSha256).toBe(sha);
    expect(server.received).toHaveLength(3);
    expect(waits).toEqual([50, 100]);
  });

  test('for a minute, then the last cause is named', async () => {
    const { lambda } = await setup([refuse('TooManyRequestsException', 429, 'Rate exceeded')]);
    expect((await thrown(lambda.getFunction('orders'))).message).toMatch(
      /^Looking at the Lambda function orders \(region eu-central-1\) did not succeed within 60 s \(\d+ attempts\); last cause: AWS answered TooManyRequestsException \(HTTP 429\): Rate exceeded\.$/,
    );
  });
});

describe('credentials', () => {
  test('that have expired are renewed once', async () => {
    const fresh = { accessKeyId: 'ASIA2', secretAccessKey: 's', sessionToken: 't2' };
    let current: AwsCredentials = { accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 't1' };
    const credentials: CredentialProvider = async (options) => {
      if (options?.refused === current) current = fresh;
      return current;
    };
    const { lambda, server } = await setup([refuse('ExpiredTokenException', 403), answer()], { credentials });
    await lambda.getFunction('orders');
    expect(server.received.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['t1', 't2']);
  });

  test('that nobody can renew are one request and a sentence', async () => {
    const { lambda, server } = await setup([refuse('ExpiredTokenException', 403)]);
    expect((await thrown(lambda.getFunction('orders'))).message).toMatch(
      /have expired .* Give the input role-to-assume/,
    );
    expect(server.received).toHaveLength(1);
  });
});

describe('refusals are sentences', () => {
  const where = 'the Lambda function orders (region eu-central-1)';
  const update = (lambda: LambdaClient) => lambda.updateCode('orders', { bucket: 'b', key: 'k.zip' }, {});
  const image = (lambda: LambdaClient) => lambda.updateCode('orders', { imageUri: 'r/i@sha256:a' }, {});
  test.each<[string, Script, (lambda: LambdaClient) => Promise<unknown>, string]>([
    [
      'no permission',
      refuse('AccessDeniedException', 403, 'User: x is not authorized'),
      (lambda) => lambda.publishVersion('orders', { codeSha256: sha, revisionId: 'r', description: '' }),
      `Publishing a version of ${where} was denied: the role arn:aws:iam::123456789012:role/publish may not do lambda:PublishVersion on arn:aws:lambda:eu-central-1:*:function:orders. Allow it in the policy of the role or user. AWS says: User: x is not authorized.`,
    ],
    [
      'no permission for an ARN',
      refuse('AccessDeniedException', 403, ''),
      (lambda) => lambda.getFunction('arn:aws:lambda:eu-central-1:1:function:orders'),
      'may not do lambda:GetFunctionConfiguration on arn:aws:lambda:eu-central-1:1:function:orders.',
    ],
    [
      'a page of a proxy that forbids',
      { status: 403, body: '<html>forbidden</html>' },
      (lambda) => lambda.getFunction('orders'),
      'was denied',
    ],
    [
      'S3 forbids',
      refuse('AccessDeniedException', 403, 'Your access has been denied by S3, S3 Error Code: AccessDenied'),
      update,
      'may not read s3://b/k.zip through Lambda. Allow s3:GetObject and s3:GetObjectVersion on it',
    ],
    [
      'ECR forbids',
      refuse('AccessDeniedException', 403, 'Lambda does not have permission to access the ECR image.'),
      image,
      'Lambda may not pull the image r/i@sha256:a. Let the policy of its repository allow lambda.amazonaws.com',
    ],
    [
      'too large unzipped',
      refuse('InvalidParameterValueException', 400, 'Unzipped size must be smaller than 262144000 bytes'),
      update,
      `Updating the code of ${where} failed, because AWS does not take what was asked. AWS says: Unzipped size must be smaller than 262144000 bytes. A function and its layers may have 250 MiB together; leave files out.`,
    ],
    [
      'a bucket elsewhere',
      refuse('InvalidParameterValueException', 400, 'Error while GetObject. S3 Error Code: PermanentRedirect.'),
      update,
      "The bucket must be in the function's region.",
    ],
    [
      'an index of images',
      refuse('InvalidParameterValueException', 400, 'The image manifest or layer media type is not supported.'),
      image,
      'Lambda takes an image of one platform and no index',
    ],
    ['too large a request', { status: 413, body: '' }, update, 'AWS takes at most 50 MiB of zip in a request.'],
    [
      'too large an event',
      refuse('RequestTooLargeException', 413),
      (lambda) => lambda.invoke('orders', '5', '{}', 3),
      'AWS takes at most 6 MB of event. Give a smaller one.',
    ],
    [
      'code signing',
      refuse('CodeVerificationFailedException', 400),
      update,
      'its code signing configuration does not accept the code',
    ],
    [
      'no more storage',
      refuse('CodeStorageExceededException', 400),
      update,
      "the account's storage for code is used up",
    ],
    [
      'a function that is gone',
      refuse('ResourceNotFoundException', 404, 'Function not found'),
      update,
      'The Lambda function orders (region eu-central-1) does not exist. Check its name, aws-region',
    ],
    [
      'a code that nobody knows',
      refuse('NewException', 418, 'No tea'),
      update,
      `Updating the code of ${where} failed: AWS answered NewException (HTTP 418): No tea.`,
    ],
  ])('%s', async (_name, script, ask, sentence) => {
    const { lambda } = await setup([script]);
    const error = await thrown(ask(lambda));
    expect(error).toBeInstanceOf(LambdaError);
    expect(error.message).toContain(sentence);
  });

  test('an endpoint that is none is refused at once', () => {
    expect(() =>
      createLambda({
        region: 'eu-central-1',
        credentials: async () => key,
        log: silent,
        env: { AWS_ENDPOINT_URL_LAMBDA: 'ftp://x' },
      }),
    ).toThrow('AWS_ENDPOINT_URL_LAMBDA is "ftp://x", which is no address of a service.');
  });
});
