import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { expect, test } from '@jest/globals';
import { settingsOf } from './settings.ts';

const full: FunctionConfiguration = {
  Environment: { Variables: { STAGE: 'qa', TABLE: 'orders' } },
  Layers: [{ Arn: 'layer:a:1' }, { Arn: 'layer:b:1' }],
  Role: 'arn:aws:iam::123456789012:role/orders',
  MemorySize: 256,
  Timeout: 10,
  VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1', 'sg-2'], VpcId: 'vpc-1' },
  EphemeralStorage: { Size: 1_024 },
  ImageConfigResponse: { ImageConfig: { EntryPoint: ['/bin/a'], Command: ['b'], WorkingDirectory: '/c' } },
  TracingConfig: { Mode: 'Active' },
  FileSystemConfigs: [{ Arn: 'arn:efs', LocalMountPath: '/mnt/a' }],
  DeadLetterConfig: { TargetArn: 'arn:sqs' },
};

test.each<[string, FunctionConfiguration]>([
  ['the value of a variable', { Environment: { Variables: { STAGE: 'prod', TABLE: 'orders' } } }],
  ['the name of a variable', { Environment: { Variables: { STAGES: 'qa', TABLE: 'orders' } } }],
  ['a variable less', { Environment: { Variables: { STAGE: 'qa' } } }],
  ['another version of a layer', { Layers: [{ Arn: 'layer:a:2' }, { Arn: 'layer:b:1' }] }],
  ['the order of layers', { Layers: [{ Arn: 'layer:b:1' }, { Arn: 'layer:a:1' }] }],
  ['the role', { Role: 'arn:aws:iam::123456789012:role/other' }],
  ['memory', { MemorySize: 512 }],
  ['the timeout', { Timeout: 11 }],
  ['a subnet', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1', 'sg-2'] } }],
  ['a security group', { VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-3', 'sg-2'] } }],
  ['the temporary storage', { EphemeralStorage: { Size: 2_048 } }],
  ['the command of an image', { ImageConfigResponse: { ImageConfig: { EntryPoint: ['/bin/a'], Command: ['x'] } } }],
  ['tracing', { TracingConfig: { Mode: 'PassThrough' } }],
  ['a file system', { FileSystemConfigs: [{ Arn: 'arn:efs', LocalMountPath: '/mnt/b' }] }],
  ['where failed events go', { DeadLetterConfig: { TargetArn: 'arn:sns' } }],
])('%s makes another behaviour', (_name, change) => {
  expect(settingsOf({ ...full, ...change })).not.toBe(settingsOf(full));
});

test('what says nothing of the behaviour does not count, nor does an order that means nothing', () => {
  expect(
    settingsOf({
      ...full,
      Environment: { Variables: { TABLE: 'orders', STAGE: 'qa' } },
      VpcConfig: { SubnetIds: ['subnet-2', 'subnet-1'], SecurityGroupIds: ['sg-2', 'sg-1'] },
      Layers: [
        { Arn: 'layer:a:1', CodeSize: 7 },
        { Arn: 'layer:b:1', CodeSize: 8 },
      ],
      Description: 'Takes orders.',
      RevisionId: 'r2',
      Version: '7',
      FunctionArn: 'arn:orders:7',
      CodeSha256: 'other',
      LastModified: '2026-11-21T09:00:37.000+0000',
    }),
  ).toBe(settingsOf(full));
});

test('what is left out is the same as what is empty or the default', () => {
  const empty: FunctionConfiguration = {
    Environment: { Variables: {} },
    Layers: [],
    Role: '',
    MemorySize: 128,
    Timeout: 3,
    VpcConfig: { SubnetIds: [], SecurityGroupIds: [], VpcId: '' },
    EphemeralStorage: { Size: 512 },
    ImageConfigResponse: { ImageConfig: {} },
    TracingConfig: { Mode: 'PassThrough' },
    FileSystemConfigs: [],
    DeadLetterConfig: {},
  };
  expect(settingsOf(empty)).toBe(settingsOf({}));
});

test('only the checksum is there, and no value', () => {
  expect(settingsOf(full)).toMatch(/^[0-9a-f]{64}$/);
});
