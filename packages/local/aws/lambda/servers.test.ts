/** The same questions to the embedded Lambda and to moto, where somebody started one (`.ci/s3-servers.sh`). */
import { createHash, randomUUID } from 'node:crypto';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { realServers } from '../../probe/real-servers.ts';
import { startAws } from '../server.ts';
import { keys, outcome, python } from './testing.ts';

const region = 'us-east-1';
const FunctionName = `app-${randomUUID().slice(0, 8)}`;
const Role = `arn:aws:iam::123456789012:role/${FunctionName}`;

const archive = python('one');
const sha256 = createHash('sha256').update(archive).digest('base64');

/** In order, each on what the ones before it left. */
const questions: readonly [title: string, ask: (client: LambdaClient) => Promise<unknown>, answer: unknown][] = [
  [
    'a function is created',
    async (client) => {
      const input = { FunctionName, Role, Runtime: 'python3.12' as const, Handler: 'index.handler' };
      const made = await client.send(new CreateFunctionCommand({ ...input, Code: { ZipFile: archive } }));
      return [made.Version, made.CodeSha256, made.CodeSize];
    },
    ['$LATEST', sha256, archive.length],
  ],
  [
    'a dry run leaves the code',
    async (client) => {
      await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: python('two'), DryRun: true }));
      return (await client.send(new GetFunctionConfigurationCommand({ FunctionName }))).CodeSha256;
    },
    sha256,
  ],
  [
    'a wrong revision is refused',
    (client) =>
      outcome(
        client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: python('two'), RevisionId: 'wrong' })),
      ),
    'PreconditionFailedException',
  ],
  [
    'an archive that is none is refused',
    (client) =>
      outcome(
        client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: Buffer.from('no zip'), DryRun: true })),
      ),
    'InvalidParameterValueException',
  ],
  [
    'new code is published',
    async (client) => {
      const input = { FunctionName, ZipFile: archive, Publish: true };
      return (await client.send(new UpdateFunctionCodeCommand(input))).Version;
    },
    '1',
  ],
  [
    'unchanged code is not published again',
    async (client) => (await client.send(new PublishVersionCommand({ FunctionName }))).Version,
    '1',
  ],
  [
    'the configuration changes',
    async (client) =>
      (await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 30 }))).Timeout,
    30,
  ],
  [
    'an empty environment is one',
    (client) => outcome(client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: {} }))),
    'done',
  ],
  [
    'an alias is made, moved and read',
    async (client) => {
      await client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '$LATEST' }));
      await client.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
      return (await client.send(new GetAliasCommand({ FunctionName, Name: 'live' }))).FunctionVersion;
    },
    '1',
  ],
  [
    'an alias is not made twice',
    (client) => outcome(client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }))),
    'ResourceConflictException',
  ],
  [
    'a missing alias is not found',
    (client) => outcome(client.send(new GetAliasCommand({ FunctionName, Name: 'none' }))),
    'ResourceNotFoundException',
  ],
  [
    'a missing function is not found',
    (client) => outcome(client.send(new GetFunctionConfigurationCommand({ FunctionName: 'none' }))),
    'ResourceNotFoundException',
  ],
  [
    'the first of the versions is $LATEST',
    async (client) =>
      (await client.send(new ListVersionsByFunctionCommand({ FunctionName }))).Versions?.map(
        ({ Version }) => Version,
      )[0],
    '$LATEST',
  ],
  [
    'a layer is published',
    async (client) => {
      const input = { LayerName: FunctionName, Content: { ZipFile: archive } };
      const { Version, Content } = await client.send(new PublishLayerVersionCommand(input));
      return [Version, Content?.CodeSize];
    },
    [1, archive.length],
  ],
];

/** What moto 5.2.1 does instead, measured. */
const deviates: ReadonlyMap<string, unknown> = new Map([
  ['a wrong revision is refused', 'done'],
  ['an archive that is none is refused', 'done'],
  ['unchanged code is not published again', '2'],
  // A 500 with a page of HTML.
  ['an empty environment is one', 'SyntaxError'],
  ['an alias is not made twice', 'ConflictException'],
]);

const moto = realServers(process.env).find(({ title }) => title.startsWith('moto'));
if (!moto?.server) process.stderr.write(`skipped: the same questions to moto, ${moto?.missing}\n`);

const servers: [title: string, start: () => Promise<{ url: string; close(): Promise<void> }>, known: boolean][] = [
  ['the embedded Lambda', () => startAws({ region, users: [keys], lambda: { settleMs: 0, settleAsks: 0 } }), false],
];
const at = moto?.server?.url;
if (moto && at) servers.push([moto.title, () => prepare(at), moto.known]);

/** moto wants the role to be there. */
async function prepare(url: string) {
  const trust = { Version: '2012-10-17', Statement: [] };
  const RoleName = Role.split('/')[1] ?? '';
  const form = {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(trust),
  };
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/iam/aws4_request, SignedHeaders=host, Signature=0`;
  await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers: { authorization } });
  return { url, async close() {} };
}

for (const [title, start, known] of servers) {
  describe(title, () => {
    let server: { url: string; close(): Promise<void> };
    let client: LambdaClient;
    beforeAll(async () => {
      server = await start();
      client = new LambdaClient({ endpoint: server.url, region, credentials: keys, maxAttempts: 1 });
    });
    afterAll(async () => {
      client.destroy();
      await server.close();
    });
    for (const [question, ask, answer] of questions) {
      test(question, async () => {
        expect(await ask(client)).toEqual(known && deviates.has(question) ? deviates.get(question) : answer);
      });
    }
  });
}
