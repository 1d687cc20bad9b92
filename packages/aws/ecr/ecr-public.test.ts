import { InputError } from '@ci-actions/errors/errors';
import { type Script, scriptedServer } from '@ci-actions/http/testing';
import { silent } from '@ci-actions/log/log';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createEcrPublic, type EcrPublic } from './ecr-public.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const json = (body: object, status = 200): Script => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});
const refuse = (code: string, message = ''): Script => json({ __type: code, message }, 400);
const encoded = Buffer.from('AWS:pw').toString('base64');
const granted = json({ authorizationData: { authorizationToken: encoded, expiresAt: 2_000_000_000 } });

async function setup(script: Script[], more: NodeJS.ProcessEnv = {}) {
  const server = await scriptedServer(...script);
  open.push(server);
  const masked: string[] = [];
  const ecr = createEcrPublic({
    credentials: Object.assign(async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }), { origin: 'the role r' }),
    log: silent,
    mask: (secret) => masked.push(secret),
    env: { AWS_ENDPOINT_URL_ECR_PUBLIC: server.origin.href, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', ...more },
    retry: { sleep: async () => {} },
  });
  open.push(ecr);
  const asked = () =>
    server.received.map(({ headers, body }) => [
      String(headers['x-amz-target']).replace('SpencerFrontendService.', ''),
      JSON.parse(body.toString()),
    ]);
  return { ecr, server, asked, masked };
}

describe('login', () => {
  test('one object, no endpoint of its own, signed for us-east-1', async () => {
    const { ecr, server, masked } = await setup([refuse('TooManyRequestsException'), granted]);
    expect(await ecr.login()).toEqual({ username: 'AWS', password: 'pw', endpoint: new URL('https://public.ecr.aws') });
    expect(masked).toEqual([encoded, 'pw']);
    expect(server.received[0]?.headers.authorization).toContain('/us-east-1/ecr-public/aws4_request');
  });

  test('another registry may stand in', async () => {
    const { ecr } = await setup([granted], { CI_ACTIONS_ECR_PUBLIC_REGISTRY_URL: 'http://127.0.0.1:4711/' });
    expect((await ecr.login()).endpoint).toEqual(new URL('http://127.0.0.1:4711'));
  });

  test('but only on this machine without TLS', async () => {
    const work = setup([granted], { CI_ACTIONS_ECR_PUBLIC_REGISTRY_URL: 'http://registry.invalid' });
    await expect(work).rejects.toThrow(InputError);
    await expect(work).rejects.toThrow('CI_ACTIONS_ECR_PUBLIC_REGISTRY_URL is "http://registry.invalid"');
  });
});

describe('a repository', () => {
  test.each<[script: Script, tags: Record<string, string> | undefined, request: object, created: boolean]>([
    [json({}), undefined, { repositoryName: 'app' }, true],
    [json({}), { team: 'web' }, { repositoryName: 'app', tags: [{ Key: 'team', Value: 'web' }] }, true],
    [refuse('RepositoryAlreadyExistsException'), undefined, { repositoryName: 'app' }, false],
  ])('is created unless it is there', async (script, tags, request, created) => {
    const { ecr, asked } = await setup([script]);
    expect(await ecr.createRepository('app', tags)).toEqual({ created });
    expect(asked()).toEqual([['CreateRepository', request]]);
  });

  test.each<[script: Script, described: unknown]>([
    [
      json({ repositories: [{ repositoryName: 'app', registryId: '1', repositoryUri: 'u' }] }),
      { uri: 'u', account: '1' },
    ],
    [json({ repositories: [] }), undefined],
    [refuse('RepositoryNotFoundException'), undefined],
    [refuse('AccessDeniedException'), 'not-permitted'],
  ])('is described', async (script, described) => {
    const { ecr } = await setup([script]);
    expect(await ecr.describeRepository('app')).toEqual(described);
  });
});

test.each<[code: string, work: (ecr: EcrPublic) => Promise<unknown>, sentence: string]>([
  [
    'AccessDeniedException',
    (ecr) => ecr.login(),
    'Logging in to ECR Public was denied: the role r may not do ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on *. Allow them in the policy of the role or user.',
  ],
  [
    'AccessDeniedException',
    (ecr) => ecr.createRepository('app', { a: 'b' }),
    'the role r may not do ecr-public:CreateRepository and ecr-public:TagResource on arn:aws:ecr-public::*:repository/app.',
  ],
  ['RegistryNotFoundException', (ecr) => ecr.createRepository('app'), 'the account has no registry in ECR Public yet'],
])('refused: %s', async (code, work, sentence) => {
  const { ecr } = await setup([refuse(code)]);
  await expect(work(ecr)).rejects.toThrow(sentence);
});
