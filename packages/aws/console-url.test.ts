import { expect, test } from '@jest/globals';
import { consoleUrl, repositoryUrl } from './console-url.ts';

test.each([
  ['eu-central-1', 'dags/', 'https://console.aws.amazon.com/s3/buckets/my.bucket?region=eu-central-1&prefix=dags%2F'],
  ['eu-central-1', '', 'https://console.aws.amazon.com/s3/buckets/my.bucket?region=eu-central-1'],
  ['cn-north-1', 'a/', 'https://console.amazonaws.cn/s3/buckets/my.bucket?region=cn-north-1&prefix=a%2F'],
  ['us-gov-west-1', 'a/', 'https://console.amazonaws-us-gov.com/s3/buckets/my.bucket?region=us-gov-west-1&prefix=a%2F'],
  ['us-isob-east-1', '', 'https://console.sc2shome.sgov.gov/s3/buckets/my.bucket?region=us-isob-east-1'],
  ['us-iso-east-1', '', 'https://console.c2shome.ic.gov/s3/buckets/my.bucket?region=us-iso-east-1'],
  ['eusc-de-east-1', '', 'https://console.amazonaws-eusc.eu/s3/buckets/my.bucket?region=eusc-de-east-1'],
])('%s, prefix %j', (region, prefix, url) => {
  expect(consoleUrl(region, 'my.bucket', prefix)).toBe(url);
});

test('a prefix adds no parameter and no markup', () => {
  const url = consoleUrl('us-east-1', 'b', 'a b&region=x#?)<ü>/');
  expect(url).toBe(
    'https://console.aws.amazon.com/s3/buckets/b?region=us-east-1&prefix=a%20b%26region%3Dx%23%3F)%3C%C3%BC%3E%2F',
  );
  expect(new URL(url).searchParams.get('prefix')).toBe('a b&region=x#?)<ü>/');
});

test.each([
  [
    'eu-central-1',
    'team/app',
    'https://eu-central-1.console.aws.amazon.com/ecr/repositories/private/123456789012/team/app?region=eu-central-1',
  ],
  [
    'cn-north-1',
    'app',
    'https://cn-north-1.console.amazonaws.cn/ecr/repositories/private/123456789012/app?region=cn-north-1',
  ],
])('a repository in %s', (region, name, url) => {
  expect(repositoryUrl(region, '123456789012', name)).toBe(url);
});
