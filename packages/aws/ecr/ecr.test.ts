import type { Retry } from '@ci-actions/http/retry';
import { type Script, type ScriptedServer, scriptedServer } from '@ci-actions/http/testing';
import { silent } from '@ci-actions/log/log';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { AwsCredentials, CredentialProvider } from '../credentials.ts';
import { createEcr, type Ecr } from './ecr.ts';
import { EcrError } from './ecr-error.ts';
import type { RepositorySettings } from './repository-settings.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const key: AwsCredentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const digest = `sha256:${'ab'.repeat(32)}`;

const json = (body: object, status = 200, headers: Record<string, string> = {}): Script => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', date: new Date().toUTCString(), ...headers },
  body: JSON.stringify(body),
});
const refuse = (code: string, message = 'AWS has a reason', status = 400, headers = {}): Script =>
  json({ __type: code, message }, status, headers);
const token = (password: string, proxyEndpoint: string, inMinutes = 720): Script =>
  json({
    authorizationData: [
      {
        authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
        expiresAt: Math.round(Date.now() / 1000) + inMinutes * 60,
        proxyEndpoint,
      },
    ],
  });
const awsHost = 'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const ok = token('pw', awsHost);

/** Time that only waiting moves, so that a minute of patience takes none. */
function clock(): { retry: Retry; waits: number[] } {
  let time = 0;
  const waits: number[] = [];
  const sleep = async (ms: number) => {
    waits.push(ms);
    time += ms;
  };
  return { waits, retry: { now: () => time, random: () => 0.5, sleep } };
}

async function setup(script: Script[], options: Partial<Parameters<typeof createEcr>[0]> = {}) {
  const server = await scriptedServer(...script);
  open.push(server);
  const { retry, waits } = clock();
  const masked: string[] = [];
  const logged: string[] = [];
  const line = (text: string) => logged.push(text);
  const ecr = createEcr({
    region: 'eu-central-1',
    credentials: Object.assign(async () => key, { origin: 'the access key AKIA...MPLE of the environment' }),
    log: { ...silent, notice: line, warning: line },
    mask: (secret) => masked.push(secret),
    env: { AWS_ENDPOINT_URL_ECR: server.origin.href, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    retry,
    ...options,
  });
  open.push(ecr);
  return { ecr, server, waits, masked, logged };
}

const asked = ({ received }: ScriptedServer) =>
  received.map(({ headers, body }) => [
    String(headers['x-amz-target']).replace('AmazonEC2ContainerRegistry_V20150921.', ''),
    JSON.parse(body.toString()),
  ]);
const thrown = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error) => error,
  );

describe('login', () => {
  test('user, password, address and account; both forms of the secret are masked', async () => {
    const { ecr, server, masked } = await setup([ok]);
    expect(await ecr.login()).toEqual({
      username: 'AWS',
      password: 'pw',
      endpoint: new URL(awsHost),
      account: '123456789012',
    });
    expect(masked).toEqual([Buffer.from('AWS:pw').toString('base64'), 'pw']);
    expect(asked(server)).toEqual([['GetAuthorizationToken', {}]]);
  });

  test('another account is named in the request', async () => {
    const { ecr, server } = await setup([token('pw', 'http://127.0.0.1:4711')], { account: '210987654321' });
    expect(await ecr.login()).toMatchObject({ account: '210987654321', endpoint: new URL('http://127.0.0.1:4711') });
    expect(asked(server)).toEqual([['GetAuthorizationToken', { registryIds: ['210987654321'] }]]);
  });

  test('is kept: many ask, one request', async () => {
    const { ecr, server } = await setup([ok]);
    const all = await Promise.all([ecr.login(), ecr.login(), ecr.login()]);
    expect(new Set([...all, await ecr.login()]).size).toBe(1);
    expect(server.received).toHaveLength(1);
  });

  test('is renewed when the registry refuses it, once for all that were refused', async () => {
    const { ecr, server } = await setup([ok, token('newer', awsHost)]);
    const refused = await ecr.login();
    const renewed = await Promise.all([ecr.login({ refused }), ecr.login({ refused })]);
    expect(renewed.map(({ password }) => password)).toEqual(['newer', 'newer']);
    expect((await ecr.login({ refused })).password).toBe('newer');
    expect(server.received).toHaveLength(2);
  });

  test.each<[endpoint: string | undefined, sentence: string]>([
    [
      'http://registry.invalid',
      'which is no address of a registry. It begins with https://, or with http:// on this machine only.',
    ],
    ['ftp://127.0.0.1', 'no address of a registry'],
    ['https://user@registry.invalid', 'no address of a registry'],
    [undefined, 'The proxyEndpoint that AWS answered is ""'],
  ])('an address that is none is refused: %s', async (endpoint, sentence) => {
    const { ecr } = await setup([token('pw', endpoint as string)]);
    await expect(ecr.login()).rejects.toThrow(sentence);
  });

  test.each([
    [{ authorizationData: [] }, 'without a token'],
    [{ authorizationData: [{ authorizationToken: 'bm8gY29sb24=' }] }, 'with a token that cannot be read'],
  ])('a token that is none is refused, and not shown: %j', async (answer, sentence) => {
    const { ecr } = await setup([json(answer)]);
    const { message } = await thrown(ecr.login());
    expect(message).toContain(sentence);
    expect(message).not.toContain('bm8g');
  });

  test.each([
    [
      '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com',
      awsHost,
      'https://123456789012.dkr.ecr-fips.us-east-1.amazonaws.com',
    ],
    ['123456789012.dkr-ecr.us-east-1.on.aws', awsHost, 'https://123456789012.dkr-ecr.us-east-1.on.aws'],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com', awsHost, awsHost],
    ['123456789012.dkr-ecr.us-east-1.on.aws', 'http://127.0.0.1:4711', 'http://127.0.0.1:4711'],
  ])('a FIPS or dual-stack host that was written is talked to: %s', async (host, told, endpoint) => {
    const { ecr } = await setup([token('pw', told)], { host });
    expect((await ecr.login()).endpoint).toEqual(new URL(endpoint));
  });
});

describe('weather: tried again until it works', () => {
  test.each<{ name: string; fault: Script }>([
    { name: 'ThrottlingException', fault: refuse('ThrottlingException', 'Rate exceeded') },
    { name: 'TooManyRequestsException', fault: refuse('TooManyRequestsException') },
    { name: 'RequestLimitExceeded', fault: refuse('RequestLimitExceeded') },
    { name: '429 without a text', fault: { status: 429 } },
    { name: 'ServerException', fault: refuse('ServerException', 'These are server-side issues', 500) },
    { name: '503', fault: refuse('ServiceUnavailable', '', 503) },
    { name: '502 of a proxy', fault: { status: 502, body: '<html>bad gateway</html>' } },
    { name: 'half an answer', fault: { status: 200, body: '{"authorizationDa' } },
    {
      name: 'a cut answer',
      fault: (request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{', () => request.socket.destroy());
      },
    },
    { name: 'a reset', fault: 'reset' },
  ])('$name', async ({ fault }) => {
    const { ecr, server, waits } = await setup([fault, fault, ok]);
    expect((await ecr.login()).password).toBe('pw');
    expect(server.received).toHaveLength(3);
    expect(waits).toEqual([50, 100]);
  });

  test('eight times, and what Retry-After asks is waited', async () => {
    const fault = refuse('ThrottlingException', 'Rate exceeded', 400, { 'retry-after': '3' });
    const { ecr, waits } = await setup([...Array.from({ length: 8 }, () => fault), ok]);
    expect((await ecr.login()).password).toBe('pw');
    expect(waits).toEqual(Array.from({ length: 8 }, () => 3_050));
  });

  test('for a minute, then the last cause is named', async () => {
    const { ecr } = await setup([refuse('ThrottlingException', 'Rate exceeded')]);
    const { message } = await thrown(ecr.login());
    expect(message).toMatch(
      /^Logging in to ECR \(region eu-central-1\) did not succeed within 60 s \(\d+ attempts\); last cause: AWS answered ThrottlingException \(HTTP 400\): Rate exceeded\.$/,
    );
  });

  test('a page of a proxy that forbids is no weather', async () => {
    const { ecr, server } = await setup([{ status: 403, body: '<html>forbidden</html>' }]);
    expect((await thrown(ecr.login())).message).toContain('was denied');
    expect(server.received).toHaveLength(1);
  });
});

describe('credentials and clock', () => {
  const session = (n: number): AwsCredentials => ({
    accessKeyId: `ASIA${n}`,
    secretAccessKey: 's',
    sessionToken: `t${n}`,
  });

  test('expired credentials are renewed once and signed with', async () => {
    const made = [session(1), session(2)];
    const provider: CredentialProvider = async (options) => (options?.refused === made[0] ? made[1] : made[0]) as never;
    let current = made[0] as AwsCredentials;
    const credentials: CredentialProvider = async (options) => {
      if (options?.refused === current) current = await provider(options);
      return current;
    };
    const { ecr, server } = await setup([refuse('ExpiredTokenException'), ok, ok], { credentials });
    await ecr.login();
    expect(server.received.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['t1', 't2']);
    expect(server.received[1]?.headers.authorization).toContain('Credential=ASIA2/');
  });

  test('expired credentials that nobody can renew are one request and a sentence', async () => {
    const { ecr, server } = await setup([refuse('ExpiredTokenException')]);
    expect((await thrown(ecr.login())).message).toMatch(
      /have expired .* Give the input role-to-assume, which renews them/,
    );
    expect(server.received).toHaveLength(1);
  });

  test('a wrong clock is set once, and stays set with other credentials', async () => {
    const date = { date: new Date(Date.now() + 3_600_000).toUTCString() };
    const skewed = refuse('InvalidSignatureException', 'Signature expired: a is now earlier than b', 400, date);
    const again: Script = json({ authorizationData: [] }, 200, date);
    const list = [session(1), session(2)];
    const credentials: CredentialProvider = async () => (list.length > 1 ? list.shift() : list[0]) as AwsCredentials;
    const { ecr, server } = await setup([skewed, again], { credentials });
    await thrown(ecr.login());
    const hours = server.received.map(({ headers }) => {
      const text = String(headers['x-amz-date']).replace(
        /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/,
        '$1-$2-$3T$4:$5:$6Z',
      );
      return Math.round((Date.parse(text) - Date.now()) / 3_600_000) + 0;
    });
    expect(hours).toEqual([0, 1]);
  });

  test('a clock that stays wrong ends with a sentence', async () => {
    const date = { date: new Date(Date.now() + 3_600_000).toUTCString() };
    const { ecr, server } = await setup([refuse('InvalidSignatureException', 'Signature expired: a', 400, date)]);
    expect((await thrown(ecr.login())).message).toMatch(/^The clock of this machine is wrong, .* Set the clock\./);
    expect(server.received).toHaveLength(2);
  });
});

describe('a repository', () => {
  const settings: RepositorySettings = {
    mutability: 'IMMUTABLE',
    exclusions: ['latest', 'staging*'],
    scanOnPush: true,
    encryption: { type: 'KMS', kmsKey: 'alias/images' },
    lifecyclePolicy: '{"rules":[]}',
    tags: { team: 'web' },
  };
  const exists = refuse('RepositoryAlreadyExistsException');
  const created = json({ repository: { repositoryName: 'app' } });

  test('is created with all its settings, then gets its lifecycle policy', async () => {
    const { ecr, server } = await setup([created, json({})], { account: '123456789012' });
    expect(await ecr.createRepository('app', settings)).toEqual({ created: true, lifecycleSet: true });
    const where = { registryId: '123456789012', repositoryName: 'app' };
    expect(asked(server)).toEqual([
      [
        'CreateRepository',
        {
          ...where,
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [
            { filterType: 'WILDCARD', filter: 'latest' },
            { filterType: 'WILDCARD', filter: 'staging*' },
          ],
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/images' },
          tags: [{ Key: 'team', Value: 'web' }],
        },
      ],
      ['PutLifecyclePolicy', { ...where, lifecyclePolicyText: '{"rules":[]}' }],
    ]);
  });

  test('with the least of settings', async () => {
    const { ecr, server } = await setup([created]);
    const least: RepositorySettings = {
      mutability: 'MUTABLE',
      exclusions: [],
      scanOnPush: false,
      encryption: { type: 'AES256' },
      tags: {},
    };
    expect(await ecr.createRepository('app', least)).toEqual({ created: true, lifecycleSet: false });
    expect(asked(server)).toEqual([
      [
        'CreateRepository',
        {
          repositoryName: 'app',
          imageTagMutability: 'MUTABLE',
          imageScanningConfiguration: { scanOnPush: false },
          encryptionConfiguration: { encryptionType: 'AES256' },
        },
      ],
    ]);
  });

  const denied = refuse('AccessDeniedException', 'User: x is not authorized');
  test.each<{ name: string; script: Script[]; set: boolean; calls: string[]; says: RegExp | undefined }>([
    {
      name: 'there with a policy: kept',
      script: [exists, json({ lifecyclePolicyText: '{}' })],
      set: false,
      calls: ['CreateRepository', 'GetLifecyclePolicy'],
      says: undefined,
    },
    {
      name: 'there, empty and without a policy, as a run leaves it that was killed: set',
      script: [exists, refuse('LifecyclePolicyNotFoundException'), json({ imageIds: [] }), json({})],
      set: true,
      calls: ['CreateRepository', 'GetLifecyclePolicy', 'ListImages', 'PutLifecyclePolicy'],
      says: /was empty and had no lifecycle policy; now it has one\./,
    },
    {
      name: 'there with images and without a policy: left alone, and said',
      script: [exists, refuse('LifecyclePolicyNotFoundException'), json({ imageIds: [{ imageDigest: digest }] })],
      set: false,
      calls: ['CreateRepository', 'GetLifecyclePolicy', 'ListImages'],
      says: /It has images already, of which one could delete some/,
    },
    {
      name: 'there, and the role may not look: left alone, and said',
      script: [exists, denied],
      set: false,
      calls: ['CreateRepository', 'GetLifecyclePolicy'],
      says: /is not known, and none was set\. Reading the lifecycle policy .* may not do ecr:GetLifecyclePolicy/,
    },
    {
      name: 'there, and the role may not list images: left alone, and said',
      script: [exists, refuse('LifecyclePolicyNotFoundException'), denied],
      set: false,
      calls: ['CreateRepository', 'GetLifecyclePolicy', 'ListImages'],
      says: /may not do ecr:ListImages/,
    },
  ])('$name', async ({ script, set, calls, says }) => {
    const { ecr, server, logged } = await setup(script);
    expect(await ecr.createRepository('app', settings)).toEqual({ created: false, lifecycleSet: set });
    expect(asked(server).map(([name]) => name)).toEqual(calls);
    expect(logged).toEqual(says ? [expect.stringMatching(says)] : []);
  });

  test('a creation whose answer was lost is a success', async () => {
    const { ecr } = await setup(['reset', exists, refuse('LifecyclePolicyNotFoundException'), json({}), json({})]);
    expect(await ecr.createRepository('app', settings)).toEqual({ created: false, lifecycleSet: true });
  });

  test.each<[name: string, script: Script, described: unknown]>([
    [
      'there',
      json({
        repositories: [
          {
            repositoryName: 'app',
            registryId: '123456789012',
            repositoryUri: 'u',
            imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
            imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest' }],
            imageScanningConfiguration: { scanOnPush: true },
            encryptionConfiguration: { encryptionType: 'AES256' },
          },
        ],
      }),
      {
        uri: 'u',
        account: '123456789012',
        mutability: 'IMMUTABLE_WITH_EXCLUSION',
        exclusions: ['latest'],
        scanOnPush: true,
        encryption: 'AES256',
      },
    ],
    ['missing', refuse('RepositoryNotFoundException'), undefined],
    ['an answer without it', json({ repositories: [] }), undefined],
    ['not to be looked at', denied, 'not-permitted'],
  ])('described: %s', async (_name, script, described) => {
    const { ecr, server } = await setup([script]);
    expect(await ecr.describeRepository('app')).toEqual(described);
    expect(asked(server)).toEqual([['DescribeRepositories', { repositoryNames: ['app'] }]]);
  });
});

describe('scan findings', () => {
  const status = { imageScanStatus: { status: 'COMPLETE', description: 'Done.' } };

  test('all pages, of both kinds of scanner', async () => {
    const { ecr, server } = await setup([
      json({
        ...status,
        imageScanFindings: {
          imageScanCompletedAt: 1_790_000_000,
          findingSeverityCounts: { HIGH: 1, LOW: 1 },
          findings: [
            {
              name: 'CVE-2026-1',
              severity: 'HIGH',
              uri: 'https://cve.example/1',
              description: 'Bad.',
              attributes: [
                { key: 'package_name', value: 'openssl' },
                { key: 'package_version', value: '3.0.1' },
              ],
            },
          ],
        },
        nextToken: 'more',
      }),
      json({
        ...status,
        imageScanFindings: {
          enhancedFindings: [
            {
              severity: 'LOW',
              status: 'SUPPRESSED',
              title: 'CVE-2026-2 - zlib',
              packageVulnerabilityDetails: {
                vulnerabilityId: 'CVE-2026-2',
                sourceUrl: 'https://cve.example/2',
                vulnerablePackages: [
                  { name: 'zlib', version: '1.2', release: '3.el9', fixedInVersion: '1.3' },
                  { name: 'zlib-dev', version: '1.2', fixedInVersion: 'NotAvailable' },
                ],
              },
            },
            { title: 'Something else' },
          ],
        },
      }),
    ]);
    expect(await ecr.scanFindings('app', digest)).toEqual({
      status: 'COMPLETE',
      description: 'Done.',
      completedAt: new Date(1_790_000_000_000),
      counts: { HIGH: 1, LOW: 1 },
      findings: [
        {
          id: 'CVE-2026-1',
          severity: 'HIGH',
          title: 'Bad.',
          url: 'https://cve.example/1',
          packages: [{ name: 'openssl', version: '3.0.1', fixedIn: '' }],
          suppressed: false,
        },
        {
          id: 'CVE-2026-2',
          severity: 'LOW',
          title: 'CVE-2026-2 - zlib',
          url: 'https://cve.example/2',
          packages: [
            { name: 'zlib', version: '1.2-3.el9', fixedIn: '1.3' },
            { name: 'zlib-dev', version: '1.2', fixedIn: '' },
          ],
          suppressed: true,
        },
        {
          id: 'Something else',
          severity: 'UNTRIAGED',
          title: 'Something else',
          url: '',
          packages: [],
          suppressed: false,
        },
      ],
    });
    const first = { repositoryName: 'app', imageId: { imageDigest: digest }, maxResults: 1_000 };
    expect(asked(server)).toEqual([
      ['DescribeImageScanFindings', first],
      ['DescribeImageScanFindings', { ...first, nextToken: 'more' }],
    ]);
  });

  test('none yet', async () => {
    const { ecr } = await setup([refuse('ScanNotFoundException')]);
    expect(await ecr.scanFindings('app', digest)).toBeUndefined();
  });

  test('pages without an end are an error', async () => {
    const { ecr, server } = await setup([json({ ...status, nextToken: 'again' })]);
    await expect(ecr.scanFindings('app', digest)).rejects.toThrow('do not end after 200 pages');
    expect(server.received).toHaveLength(200);
  });

  test('a scan is begun', async () => {
    const { ecr, server } = await setup([json({})], { account: '123456789012' });
    await ecr.startScan('app', digest);
    expect(asked(server)).toEqual([
      ['StartImageScan', { registryId: '123456789012', repositoryName: 'app', imageId: { imageDigest: digest } }],
    ]);
  });
});

describe('what ECR refuses is one sentence', () => {
  const settings: RepositorySettings = {
    mutability: 'MUTABLE',
    exclusions: [],
    scanOnPush: false,
    encryption: { type: 'AES256' },
    tags: {},
  };
  const create = (ecr: Ecr) => ecr.createRepository('app', settings);
  const findings = (ecr: Ecr) => ecr.scanFindings('app', digest);
  const scan = (ecr: Ecr) => ecr.startScan('app', digest);
  const login = (ecr: Ecr) => ecr.login();
  const other = '210987654321';
  const mine = 'User: arn:aws:sts::123456789012:assumed-role/publish/x is not authorized to perform it';
  test.each<
    [code: string, message: string, work: (ecr: Ecr) => Promise<unknown>, account: string | undefined, sentence: string]
  >([
    [
      'RepositoryNotFoundException',
      'x',
      findings,
      other,
      'The ECR repository app of the account 210987654321 (region eu-central-1) does not exist. Check its name, its account and aws-region, or set the input create-repository to true, and this action creates it.',
    ],
    [
      'AccessDeniedException',
      mine,
      create,
      undefined,
      'Creating the ECR repository app (region eu-central-1) was denied: the access key AKIA...MPLE of the environment may not do ecr:CreateRepository on arn:aws:ecr:eu-central-1:*:repository/app. Allow it in the policy of the role or user. AWS says: User: arn:aws:sts::123456789012:assumed-role/publish/x is not authorized to perform it.',
    ],
    [
      'AccessDeniedException',
      mine,
      create,
      other,
      'The credentials are of the account 123456789012: create the repository in 210987654321, or give a role-to-assume of that account.',
    ],
    [
      'AccessDeniedException',
      mine,
      findings,
      other,
      'Where enhanced scanning is on, allow inspector2:ListCoverage and inspector2:ListFindings too.',
    ],
    [
      'AccessDeniedException',
      mine,
      findings,
      other,
      'The credentials are of the account 123456789012, so that the policy of the repository in 210987654321 must allow it too; or give a role-to-assume of that account.',
    ],
    [
      'AccessDeniedException',
      '',
      login,
      undefined,
      'may not do ecr:GetAuthorizationToken on *. Allow it in the policy of the role or user.',
    ],
    [
      'AccessDenied',
      '',
      scan,
      undefined,
      'Starting the scan of an image in the ECR repository app (region eu-central-1) was denied: the access key AKIA...MPLE of the environment may not do ecr:StartImageScan',
    ],
    [
      'LimitExceededException',
      'Quota',
      create,
      undefined,
      'a quota of the account is used up. Delete repositories that nobody needs, or ask AWS for a higher quota. AWS says: Quota.',
    ],
    ['LimitExceededException', '', scan, undefined, 'was refused, because ECR scans an image once in 24 hours only.'],
    ['KmsException', '', create, undefined, 'its KMS key cannot be used. Check the input repository-kms-key'],
    [
      'InvalidTagParameterException',
      '',
      create,
      undefined,
      'AWS does not take its resource tags. Change the input repository-tags.',
    ],
    ['TooManyTagsException', '', create, undefined, 'AWS does not take its resource tags.'],
    [
      'InvalidParameterException',
      'Bad name!',
      create,
      undefined,
      'failed, because AWS does not take what was asked. AWS says: Bad name!',
    ],
    [
      'ImageNotFoundException',
      '',
      findings,
      undefined,
      'because the image is not there. Was it deleted by a lifecycle policy, or by a person?',
    ],
    ['ImageArchivedException', '', scan, undefined, 'because the image is in the archive. Restore it first.'],
    ['BlockedByOrganizationPolicyException', '', create, undefined, 'because a policy of the organization forbids it.'],
    [
      'OptInRequired',
      '',
      login,
      undefined,
      'has not switched on the service or the region eu-central-1. Switch it on, or check aws-region.',
    ],
    [
      'ExpiredTokenException',
      '',
      login,
      undefined,
      'have expired or were withdrawn, and there are no newer ones (ExpiredTokenException). Give the input role-to-assume',
    ],
    [
      'UnrecognizedClientException',
      '',
      login,
      undefined,
      'AWS does not know the access key (the access key AKIA...MPLE of the environment) in the region eu-central-1: it was deleted, it belongs to another partition, or the region is not switched on for its account.',
    ],
    [
      'InvalidSignatureException',
      'The signature does not match',
      login,
      undefined,
      'AWS does not accept the signature: the secret access key does not belong to the access key',
    ],
    [
      'SomethingNewException',
      'It is new',
      create,
      undefined,
      'Creating the ECR repository app (region eu-central-1) failed: AWS answered SomethingNewException (HTTP 400): It is new.',
    ],
  ])('%s %s', async (code, message, work, account, sentence) => {
    const { ecr, server } = await setup([refuse(code, message)], { account });
    const error = await thrown(work(ecr));
    expect(error).toBeInstanceOf(EcrError);
    expect((error as EcrError).code).toBe(code);
    expect(error.message).toContain(sentence);
    expect(server.received).toHaveLength(1);
  });

  test('a region that does not exist', async () => {
    const { ecr } = await setup([ok], {
      region: 'eu-nowhere-9',
      env: { AWS_ENDPOINT_URL_ECR: 'http://api.ecr.eu-nowhere-9.invalid' },
    });
    expect((await thrown(ecr.login())).message).toBe(
      'Logging in to ECR (region eu-nowhere-9) failed: api.ecr.eu-nowhere-9.invalid is not known to DNS: check the name of the host (ENOTFOUND). Check that the region eu-nowhere-9 exists, and that this machine reaches the internet.',
    );
  });

  test('a service that is not there, after a minute', async () => {
    const { ecr } = await setup([ok], { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } });
    expect((await thrown(ecr.login())).message).toMatch(
      /within 60 s .* last cause: 127\.0\.0\.1:1 refuses connections \(ECONNREFUSED\)\./,
    );
  });
});
