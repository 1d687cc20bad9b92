import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { partitionOf, regionFrom } from './region.ts';

test.each([
  { input: 'eu-central-1', env: {}, region: 'eu-central-1' },
  { input: 'eu-central-1', env: { AWS_REGION: 'us-east-1' }, region: 'eu-central-1' },
  { input: '', env: { AWS_REGION: 'us-gov-west-1', AWS_DEFAULT_REGION: 'us-east-1' }, region: 'us-gov-west-1' },
  { input: undefined, env: { AWS_DEFAULT_REGION: 'ap-southeast-12' }, region: 'ap-southeast-12' },
  { input: ' cn-north-1 ', env: {}, region: 'cn-north-1' },
  { input: 'eusc-de-east-1', env: {}, region: 'eusc-de-east-1' },
])('$input and $env: $region', ({ input, env, region }) => {
  expect(regionFrom(input, env)).toBe(region);
});

test('no region: the sentence names the input and the variable', () => {
  expect(() => regionFrom(' ', {})).toThrow(InputError);
  expect(() => regionFrom(' ', {})).toThrow(/aws-region.*AWS_REGION/);
});

test.each([
  'Frankfurt',
  'eu-central',
  'eu_central_1',
  'EU-CENTRAL-1',
  'us-east-1.evil.example',
  'us-east-1/x',
  '-a-1',
  'a\nb-c-1',
])('no region: %p', (region) => {
  expect(() => regionFrom(region, {})).toThrow(/from the input aws-region\) is not an AWS region/);
  expect(() => regionFrom('', { AWS_REGION: region })).toThrow(/from AWS_REGION\) is not an AWS region/);
});

test.each([
  ['eu-central-1', 'aws', 'amazonaws.com', 'sts.amazonaws.com'],
  ['cn-northwest-1', 'aws-cn', 'amazonaws.com.cn', 'sts.amazonaws.com.cn'],
  ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com', 'sts.amazonaws.com'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov', 'sts.amazonaws.com'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov', 'sts.amazonaws.com'],
  ['xx-new-1', 'aws', 'amazonaws.com', 'sts.amazonaws.com'],
])('%s is in the partition %s', (region, id, hosts, audience) => {
  expect(partitionOf(region)).toMatchObject({ id, hosts, audience });
});
