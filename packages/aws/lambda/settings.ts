import { createHash } from 'node:crypto';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';

/**
 * All that makes one code behave in one way or another, beside its runtime, handler and processor, as one checksum: two
 * versions with the same one are configured alike. The values of environment variables go into it and are kept nowhere;
 * it is not for logs all the same, because a short value could be guessed from it.
 *
 * What AWS leaves out and what is empty or its default is the same.
 *
 * @returns SHA-256, in hex
 */
export function settingsOf(answer: FunctionConfiguration): string {
  const { Environment, Layers = [], VpcConfig, FileSystemConfigs = [], ImageConfigResponse } = answer;
  const { EntryPoint = [], Command = [], WorkingDirectory = '' } = ImageConfigResponse?.ImageConfig ?? {};
  const settings = [
    sorted(Object.entries(Environment?.Variables ?? {}).map((variable) => JSON.stringify(variable))),
    // Their order counts: a file of a later layer replaces that of an earlier one.
    Layers.map(({ Arn }) => Arn),
    answer.Role ?? '',
    answer.MemorySize ?? 128,
    answer.Timeout ?? 3,
    [sorted(VpcConfig?.SubnetIds), sorted(VpcConfig?.SecurityGroupIds)],
    answer.EphemeralStorage?.Size ?? 512,
    [EntryPoint, Command, WorkingDirectory],
    answer.TracingConfig?.Mode ?? 'PassThrough',
    sorted(FileSystemConfigs.map(({ Arn, LocalMountPath }) => JSON.stringify([Arn, LocalMountPath]))),
    answer.DeadLetterConfig?.TargetArn ?? '',
  ];
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}

const sorted = (texts: readonly string[] = []) => [...texts].sort();
