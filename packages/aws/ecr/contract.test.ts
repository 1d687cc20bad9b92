import type { AwsOptions } from '@ci-actions/local/aws/options';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { silent } from '@ci-actions/log/log';
import { afterEach, expect, test } from '@jest/globals';
import { createEcr } from './ecr.ts';
import { createEcrPublic } from './ecr-public.ts';
import type { RepositorySettings } from './repository-settings.ts';

/** What this package asks, before the embedded ECR, which takes signatures and grammar at their word. */
const keys = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
const account = '123456789012';
const settings: RepositorySettings = {
  mutability: 'IMMUTABLE',
  exclusions: ['staging*'],
  scanOnPush: true,
  encryption: { type: 'AES256' },
  lifecyclePolicy: JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 20 },
        action: { type: 'expire' },
      },
    ],
  }),
  tags: { team: 'web' },
};

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function setup(options: AwsOptions = {}, used = keys) {
  const aws: Aws = await startAws({ region: 'eu-central-1', users: [keys], ...options });
  open.push(aws);
  const env = { ...aws.environment(), CI_ACTIONS_ECR_PUBLIC_REGISTRY_URL: aws.ecr.publicUrl };
  const common = { credentials: async () => used, log: silent, mask: () => {}, env };
  const ecr = createEcr({ ...common, region: 'eu-central-1' });
  const ecrPublic = createEcrPublic(common);
  open.push(ecr, ecrPublic);
  return { aws, ecr, ecrPublic };
}

test('a repository is created with all its settings, again and again', async () => {
  const { aws, ecr } = await setup();
  expect(await ecr.describeRepository('team/app')).toBeUndefined();
  expect(await ecr.createRepository('team/app', settings)).toEqual({ created: true, lifecycleSet: true });
  expect(await ecr.createRepository('team/app', settings)).toEqual({ created: false, lifecycleSet: false });
  expect(await ecr.describeRepository('team/app')).toEqual({
    uri: aws.ecr.repository('team/app').uri,
    account,
    mutability: 'IMMUTABLE_WITH_EXCLUSION',
    exclusions: ['staging*'],
    scanOnPush: true,
    encryption: 'AES256',
  });
});

test('one that was created without its lifecycle policy gets it, while it is empty', async () => {
  const { ecr } = await setup({ repositories: [{ name: 'app' }] });
  expect(await ecr.createRepository('app', settings)).toEqual({ created: false, lifecycleSet: true });
  expect(await ecr.createRepository('app', settings)).toEqual({ created: false, lifecycleSet: false });
});

test('the login is one that the registry takes', async () => {
  const { ecr, ecrPublic } = await setup();
  const { endpoint, username, password } = await ecr.login();
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const ping = (authorization: string) => fetch(new URL('/v2/', endpoint), { headers: { authorization } });
  expect([(await ping(`Basic ${basic}`)).status, (await ping('Basic QVdTOng=')).status]).toEqual([200, 401]);
  expect(password.length).toBeGreaterThan(1_000);
  const renewed = await ecr.login({ refused: { password } });
  expect(renewed.password).not.toBe(password);
  expect(await ecrPublic.login()).toMatchObject({ username: 'AWS' });
});

test('ECR Public', async () => {
  const { ecrPublic } = await setup();
  expect(await ecrPublic.describeRepository('app')).toBeUndefined();
  expect(await ecrPublic.createRepository('app', { team: 'web' })).toEqual({ created: true });
  expect(await ecrPublic.createRepository('app')).toEqual({ created: false });
  expect(await ecrPublic.describeRepository('app')).toMatchObject({
    uri: expect.stringMatching(/^public\.ecr\.aws\/.+\/app$/),
  });
});

test('wrong keys are one sentence', async () => {
  const { ecr } = await setup({}, { accessKeyId: 'AKIAROOT', secretAccessKey: 'another' });
  await expect(ecr.login()).rejects.toThrow('AWS does not accept the signature');
});
