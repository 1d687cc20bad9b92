import type { Alias, LambdaFunction, Version } from './function.ts';

/** AWS writes times like this: `2026-11-21T09:00:37.000+0000`. */
export const timestamp = (time: Date) => time.toISOString().replace('Z', '+0000');

/**
 * A FunctionConfiguration.
 *
 * @param asked the qualifier of the request: the ARN has it, also that of an alias
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export function describe(found: LambdaFunction, version: Version, asked?: string): object {
  const { code, config } = version.deployed;
  const isVersion = version.version !== '$LATEST';
  const { environment, layers } = config;
  return {
    FunctionName: found.name,
    FunctionArn: found.arn(asked ?? (isVersion ? version.version : undefined)),
    ...(config.runtime === undefined ? {} : { Runtime: config.runtime }),
    Role: config.role,
    ...(config.handler === undefined ? {} : { Handler: config.handler }),
    CodeSize: code.packageType === 'Zip' ? code.archive.bytes.length : 0,
    Description: config.published ?? config.description,
    Timeout: config.timeout,
    MemorySize: config.memory,
    LastModified: timestamp(version.lastModified),
    CodeSha256: code.sha256,
    Version: version.version,
    ...(Object.keys(environment).length > 0 ? { Environment: { Variables: environment } } : {}),
    TracingConfig: { Mode: 'PassThrough' },
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${found.name}` },
    ...shown(config.other),
    RevisionId: version.revisionId,
    ...(layers.length > 0 ? { Layers: layers.map((Arn) => ({ Arn })) } : {}),
    ...stateOf(version),
    PackageType: found.packageType,
    Architectures: [config.architecture],
  };
}

/** Some of what is kept comes back under another name. */
function shown({ ImageConfig, ...other }: Readonly<Record<string, unknown>>): object {
  return ImageConfig === undefined ? other : { ...other, ImageConfigResponse: { ImageConfig } };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
function stateOf({ change, failure }: Version): object {
  if (change?.kind === 'creating') {
    return { State: 'Pending', StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
  }
  if (change) {
    return {
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    };
  }
  if (failure) {
    const { reason, code } = failure;
    return {
      State: 'Active',
      LastUpdateStatus: 'Failed',
      LastUpdateStatusReason: reason,
      LastUpdateStatusReasonCode: code,
    };
  }
  return { State: 'Active', LastUpdateStatus: 'Successful' };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html */
export function describeAlias(
  found: LambdaFunction,
  { name, version, description, weights, revisionId }: Alias,
): object {
  return {
    AliasArn: found.arn(name),
    Name: name,
    FunctionVersion: version,
    Description: description,
    ...(Object.keys(weights).length > 0 ? { RoutingConfig: { AdditionalVersionWeights: weights } } : {}),
    RevisionId: revisionId,
  };
}
