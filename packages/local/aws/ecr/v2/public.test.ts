import {
  CreateRepositoryCommand,
  DescribeRegistriesCommand,
  DescribeRepositoriesCommand,
  ECRPUBLICClient,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr-public';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { account, type Bench, keys, outcome, putManifest, send, smallImage, startBench, upload } from '../testing.ts';

const image = smallImage();
const named = (name: string) => ({ accessKeyId: `AKIA${name}`, secretAccessKey: `${name}-secret` });
const own = (name: string) => `arn:aws:ecr-public::${account}:repository/${name}`;
const clients: ECRPUBLICClient[] = [];
let bench: Bench;
let base: string;
beforeAll(async () => {
  const token = { actions: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'], resources: ['*'] };
  bench = await startBench({
    users: [
      keys,
      { ...named('half'), policy: [{ actions: ['ecr-public:*'], resources: ['*'] }] },
      { ...named('reader'), policy: [token] },
      { ...named('writer'), policy: [token, { actions: ['ecr-public:*'], resources: [own('app')] }] },
    ],
    repositories: [{ name: 'app', public: true }, { name: 'app' }],
    ecr: { publicAlias: 'org' },
  });
  base = bench.aws.ecr.publicUrl;
  await bench.aws.ecr.repository('app', { public: true }).put({ ...image, tag: 'v1' });
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await bench.close();
});

function client(credentials = keys, region = 'us-east-1'): ECRPUBLICClient {
  const made = new ECRPUBLICClient({ endpoint: bench.aws.url, region, credentials, maxAttempts: 1 });
  clients.push(made);
  return made;
}
async function basic(credentials = keys) {
  const { authorizationData } = await client(credentials).send(new GetAuthorizationTokenCommand({}));
  return { authorization: `Basic ${authorizationData?.authorizationToken}` };
}
/** The bearer token for a scope. */
async function bearer(scope: string, headers: Record<string, string> = {}) {
  const query = new URLSearchParams({ service: 'public.ecr.aws', scope });
  const answer = await send(`${base}/token/?${query}`, { headers });
  return { authorization: `Bearer ${JSON.parse(answer.text).token}` };
}
const read = (headers: Record<string, string> = {}, path = 'org/app/manifests/v1') =>
  send(`${base}/v2/${path}`, { headers });

describe('the control plane', () => {
  test('a token is one object, and needs two permissions', async () => {
    const { authorizationData } = await bench.ecrPublic.send(new GetAuthorizationTokenCommand({}));
    expect(Object.keys(authorizationData ?? {}).sort()).toEqual(['authorizationToken', 'expiresAt']);
    await expect(client(named('half')).send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('sts:GetServiceBearerToken'),
    });
  });

  test('CreateRepository and DescribeRepositories, apart from the private ones', async () => {
    const { repository } = await bench.ecrPublic.send(
      new CreateRepositoryCommand({ repositoryName: 'made', catalogData: { description: 'what it is' } }),
    );
    expect(repository).toMatchObject({
      repositoryArn: own('made'),
      registryId: account,
      repositoryUri: 'public.ecr.aws/org/made',
    });
    const { repositories } = await bench.ecrPublic.send(new DescribeRepositoriesCommand({}));
    expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['app', 'made']);
    const again = bench.ecrPublic.send(new CreateRepositoryCommand({ repositoryName: 'made' }));
    expect(await outcome(again)).toBe('RepositoryAlreadyExistsException');
    const missing = bench.ecrPublic.send(new DescribeRepositoriesCommand({ repositoryNames: ['none'] }));
    expect(await outcome(missing)).toBe('RepositoryNotFoundException');
  });

  test('DescribeRegistries tells the alias', async () => {
    const { registries } = await bench.ecrPublic.send(new DescribeRegistriesCommand({}));
    expect(registries).toMatchObject([
      { registryId: account, registryUri: 'public.ecr.aws/org', aliases: [{ name: 'org', status: 'ACTIVE' }] },
    ]);
  });

  test('is in us-east-1 only', async () => {
    const elsewhere = client(keys, 'eu-central-1').send(new GetAuthorizationTokenCommand({}));
    expect(await outcome(elsewhere)).toBe('InvalidSignatureException');
  });
});

describe('the registry', () => {
  test('asks for a bearer token, and says where to get it and for what', async () => {
    const ping = await send(`${base}/v2/`);
    expect(ping.status).toBe(401);
    expect(ping.headers.get('www-authenticate')).toBe(
      `Bearer realm="${base}/token/",service="public.ecr.aws",scope="aws"`,
    );
    const pull = (await read()).headers.get('www-authenticate');
    expect(pull).toContain('scope="repository:org/app:pull"');
    const push = await send(`${base}/v2/org/app/blobs/uploads/`, { method: 'POST', headers: await basic() });
    expect([push.status, push.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('scope="repository:org/app:pull,push"'),
    ]);
  });

  test('everybody may pull', async () => {
    expect(await read(await bearer('repository:org/app:pull'))).toMatchObject({ status: 200, text: image.manifest });
    expect(await read(await bearer('repository:org/other:pull'))).toMatchObject({ status: 401 });
    expect(await read(await bearer('aws'))).toMatchObject({ status: 200 });
  });

  test('nobody pushes without a login, or without the permission', async () => {
    const scope = 'repository:org/app:pull,push';
    const push = async (headers: Record<string, string>) =>
      (await putManifest(base, 'org/app', 'v2', image, headers)).status;
    expect(await push(await bearer(scope))).toBe(401);
    expect(await push(await bearer(scope, await basic(named('reader'))))).toBe(403);
    expect(await push(await bearer('repository:org/app:pull', await basic()))).toBe(401);
    expect(await push(await bearer(scope, await basic(named('writer'))))).toBe(201);
  });

  test('takes blobs and gives them by another host', async () => {
    const headers = await bearer('repository:org/app:pull,push', await basic());
    const bytes = Buffer.from('public bytes');
    const put = await upload(base, 'org/app', bytes, headers);
    expect(put.status).toBe(201);
    const got = await send(put.headers.get('location') ?? '', { headers });
    expect(got.status).toBe(307);
    expect(await send(got.headers.get('location') ?? '')).toMatchObject({ status: 200, text: 'public bytes' });
  });

  const missing = ['none/app/manifests/v1', 'org/none/manifests/v1', 'app/manifests/v1'];
  for (const path of missing) {
    test(`${path} is not there`, async () => {
      const scope = `repository:${path.replace('/manifests/v1', '')}:pull`;
      expect(await read(await bearer(scope), path)).toMatchObject({ status: 404, code: 'NAME_UNKNOWN' });
    });
  }

  test('a login of the private registries is none here, and the other way round', async () => {
    const query = 'service=public.ecr.aws&scope=aws';
    expect((await send(`${base}/token/?${query}`, { headers: await bench.login() })).status).toBe(401);
    expect((await send(`${bench.aws.url}/v2/`, { headers: await basic() })).status).toBe(401);
    expect((await send(`${base}/token/?service=other&scope=aws`)).status).toBe(400);
  });

  test('a bearer token runs out', async () => {
    let now = new Date();
    const short = await startBench({ clock: () => now, ecr: { tokenSeconds: 60, publicAlias: 'org' } });
    const url = short.aws.ecr.publicUrl;
    const { token } = JSON.parse((await send(`${url}/token/?service=public.ecr.aws&scope=aws`)).text);
    const ping = () => send(`${url}/v2/`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ping()).status).toBe(200);
    now = new Date(now.getTime() + 61_000);
    expect(await ping()).toMatchObject({ status: 401, text: expect.stringContaining('has expired') });
    await short.close();
  });
});
