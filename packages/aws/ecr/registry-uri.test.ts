import { InputError } from '@ci-actions/errors/errors';
import { describe, expect, test } from '@jest/globals';
import { parseRepositories, parseRepository, privateUri, type RegistryRepository } from './registry-uri.ts';

const inAccount = (host: string, region: string, name: string): RegistryRepository => ({
  registry: 'private',
  account: '123456789012',
  region,
  name,
  host,
  uri: `${host}/${name}`,
});

test.each<[text: string, repository: RegistryRepository]>([
  ['app', { registry: 'private', name: 'app' }],
  ['  team/app\t', { registry: 'private', name: 'team/app' }],
  ['ab.c_d-e/f9', { registry: 'private', name: 'ab.c_d-e/f9' }],
  ...(
    [
      ['123456789012.dkr.ecr.eu-central-1.amazonaws.com', 'eu-central-1'],
      ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
      ['123456789012.dkr.ecr.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
      ['123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
      ['123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1'],
      ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
      ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'us-east-1'],
      ['123456789012.dkr-ecr.us-east-1.on.aws', 'us-east-1'],
      ['123456789012.dkr-ecr-fips.us-gov-east-1.on.aws', 'us-gov-east-1'],
      ['123456789012.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn', 'cn-northwest-1'],
    ] as const
  ).map(([host, region]): [string, RegistryRepository] => [`${host}/team/app`, inAccount(host, region, 'team/app')]),
  [
    '123456789012.DKR.ECR.eu-central-1.amazonaws.com/app',
    inAccount('123456789012.dkr.ecr.eu-central-1.amazonaws.com', 'eu-central-1', 'app'),
  ],
  ['public.ecr.aws/acme/app', { registry: 'public', alias: 'acme', name: 'app', uri: 'public.ecr.aws/acme/app' }],
  [
    'public.ecr.aws/a1b2c3d4/team/app',
    { registry: 'public', alias: 'a1b2c3d4', name: 'team/app', uri: 'public.ecr.aws/a1b2c3d4/team/app' },
  ],
])('%s', (text, repository) => {
  expect(parseRepository(text)).toEqual(repository);
});

const host = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

describe('what is no repository is one sentence', () => {
  test.each<[text: string, sentence: RegExp]>([
    ['', /^The input repository is empty\. It looks like app, /],
    [`https://${host}/app`, /which begins with https:\/\/; leave that out\.$/],
    [`docker://${host}/app`, /which begins with docker:\/\/; leave that out\.$/],
    ['app:v1', /has the tag "v1"; leave it out and give it in the input tags\.$/],
    [`${host}/app:v1`, /has the tag "v1"/],
    [`${host}/app@sha256:${'0'.repeat(64)}`, /which has a digest; leave out the @ and all after it\.$/],
    ['App', /"App" \(from the input repository\) is no name of an ECR repository: it may have small letters only\.$/],
    ['a', /it must have 2 to 256 characters and has 1\.$/],
    ['a'.repeat(257), /"a{80}\.\.\." .*it must have 2 to 256 characters and has 257\.$/],
    ['a//b', /a single \. _ or - between them\.$/],
    ['/app', /a single \. _ or - between them\.$/],
    ['app/', /a single \. _ or - between them\.$/],
    ['a--b', /a single \. _ or - between them\.$/],
    ['-rf', /a single \. _ or - between them\.$/],
    ['my app', /a single \. _ or - between them\.$/],
    ['a/../b', /a single \. _ or - between them\.$/],
    [`${host}/`, /it must have 2 to 256 characters and has 0\.$/],
    [host, /which is a registry without a repository\. It looks like app, /],
    ['public.ecr.aws', /which is a registry without a repository\./],
    ['12345.dkr.ecr.eu-central-1.amazonaws.com/app', /because its account does not have 12 digits\. /],
    ['docker.io/library/app', /docker\.io is no registry of ECR\. It looks like app, /],
    ['localhost:5000/app', /localhost:5000 is no registry of ECR\./],
    ['123456789012.dkr.ecr.eu-central-1.example.com/app', /in its region the host ends in amazonaws\.com\.$/],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com/app', /in its region the host ends in amazonaws\.com\.cn\.$/],
    ['123456789012.dkr-ecr.us-iso-east-1.on.aws/app', /there is none of that form in its region\.$/],
    [
      'public.ecr.aws/app',
      /lacks the alias of its registry or its name\. It looks like public\.ecr\.aws\/alias\/app\.$/,
    ],
    [`public.ecr.aws/acme/${'a'.repeat(206)}`, /it must have 2 to 205 characters and has 206\.$/],
  ])('%s', (text, sentence) => {
    const parse = () => parseRepository(text);
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(sentence);
  });
});

describe('several', () => {
  test('one per line, without the empty ones', () => {
    const names = parseRepositories(`\r\n app \r\n\r\n${host}/app\npublic.ecr.aws/acme/app\n`);
    expect(names.map(({ registry, name }) => `${registry} ${name}`)).toEqual([
      'private app',
      'private app',
      'public app',
    ]);
  });

  test.each([
    ['\n \n', /is empty/],
    ['app\nteam/app\napp', /names app twice/],
    [`${host}/app\n${host.toUpperCase().replace('AMAZONAWS', 'amazonaws')}/app`, /twice/],
  ])('%j is refused', (text, sentence) => {
    expect(() => parseRepositories(text)).toThrow(sentence);
  });
});

test('the address of a repository', () => {
  expect(privateUri('123456789012', 'cn-north-1', 'team/app')).toBe(
    '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/team/app',
  );
});
