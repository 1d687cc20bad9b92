import { invalid } from './errors.ts';
import { anything, type Checked, flag, list, map, members, optional, text, whole } from './input.ts';
import type { Layers } from './layers.ts';
import { largestEnvironment, largestUnzipped } from './limits.ts';
import { type Place, readLayerVersion } from './names.ts';
import type { Architecture } from './options.ts';

/** How a function is configured. */
export interface Config {
  readonly role: string;
  readonly handler: string | undefined;
  readonly runtime: string | undefined;
  readonly description: string;
  readonly timeout: number;
  readonly memory: number;
  readonly architecture: Architecture;
  readonly environment: Readonly<Record<string, string>>;
  readonly layers: readonly string[];
  /** What is kept and given back as it came, by AWS's names: VpcConfig and the like. */
  readonly other: Readonly<Record<string, unknown>>;
  /** The description that a version was published with; undefined for the function's own. */
  readonly published?: string | undefined;
}

const current = [
  'python3.10 python3.11 python3.12 python3.13 python3.14 python3.15 python3.9',
  'nodejs20.x nodejs22.x nodejs24.x nodejs26.x java8.al2 java11 java17 java21 java25 dotnet8 dotnet10',
  'ruby3.2 ruby3.3 ruby3.4 ruby4.0 provided.al2 provided.al2023',
].flatMap((line) => line.split(' '));
/** Functions with these are neither made nor changed any more. */
const blocked = [
  'python2.7 python3.6 python3.7 python3.8 nodejs nodejs4.3 nodejs4.3-edge nodejs6.10 nodejs8.10 nodejs10.x nodejs12.x',
  'nodejs14.x nodejs16.x nodejs18.x java8 dotnetcore1.0 dotnetcore2.0 dotnetcore2.1 dotnetcore3.1 dotnet6 ruby2.5 ruby2.7',
  'go1.x provided',
].flatMap((line) => line.split(' '));

const reserved = ['_HANDLER', '_X_AMZN_TRACE_ID', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR', 'TZ'];
const reservedPattern = /^AWS_(?!LAMBDA_EXEC_WRAPPER$|XRAY)/;

/** The members of a configuration in requests. */
export const configMembers = {
  Role: optional(text({ pattern: /arn:(?:aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+/ })),
  Handler: optional(text({ pattern: /[^\s]+/, max: 128 })),
  Runtime: optional(text()),
  Description: optional(text({ max: 256 })),
  Timeout: optional(whole(1, 900)),
  MemorySize: optional(whole(128, 10_240)),
  Environment: optional(members({ Variables: optional(map(text())) })),
  Layers: optional(list(text())),
  VpcConfig: optional(anything),
  DeadLetterConfig: optional(anything),
  KMSKeyArn: optional(text()),
  TracingConfig: optional(anything),
  FileSystemConfigs: optional(list(anything)),
  ImageConfig: optional(anything),
  EphemeralStorage: optional(members({ Size: whole(512, 10_240) })),
  SnapStart: optional(anything),
  LoggingConfig: optional(anything),
};

export type ConfigInput = Partial<Checked<typeof configMembers>>;

export const architectures = optional(list(text<Architecture>({ oneOf: ['x86_64', 'arm64'] }), 1));
export const publishFlag = optional(flag);

const kept = [
  'VpcConfig',
  'DeadLetterConfig',
  'KMSKeyArn',
  'TracingConfig',
  'FileSystemConfigs',
  'ImageConfig',
  'EphemeralStorage',
  'SnapStart',
  'LoggingConfig',
] as const;

/**
 * A configuration with what a request changes of it.
 *
 * @throws AwsError InvalidParameterValueException in AWS's words
 */
export function changeConfig(before: Config, input: ConfigInput, packageType: 'Zip' | 'Image'): Config {
  if (packageType === 'Image' && (input.Handler ?? input.Runtime ?? input.Layers) !== undefined) {
    throw invalid("Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.");
  }
  if (packageType === 'Zip' && input.ImageConfig !== undefined) {
    throw invalid("Please don't provide ImageConfig when the intended function PackageType is Zip.");
  }
  if (input.Runtime !== undefined) checkRuntime(input.Runtime);
  const variables = input.Environment?.Variables;
  if (variables) checkEnvironment(variables);
  const other = Object.fromEntries(kept.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));
  return {
    ...before,
    role: input.Role ?? before.role,
    handler: input.Handler ?? before.handler,
    runtime: input.Runtime ?? before.runtime,
    description: input.Description ?? before.description,
    timeout: input.Timeout ?? before.timeout,
    memory: input.MemorySize ?? before.memory,
    // An Environment without variables takes away those that were there.
    environment: input.Environment === undefined ? before.environment : (variables ?? {}),
    layers: input.Layers ?? before.layers,
    other: { ...before.other, ...other },
  };
}

export function checkRuntime(runtime: string): void {
  if (blocked.includes(runtime)) {
    throw invalid(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  if (!current.includes(runtime)) {
    throw invalid(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${current.join(', ')}] or be a valid ARN`,
    );
  }
}

function checkEnvironment(variables: Readonly<Record<string, string>>): void {
  const names = Object.keys(variables);
  const wrong = names.find((name) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name) && !reserved.includes(name));
  if (wrong !== undefined) {
    throw invalid(
      `1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`,
    );
  }
  const taken = names.filter((name) => reserved.includes(name) || reservedPattern.test(name));
  if (taken.length > 0) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > largestEnvironment) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}

/**
 * Holds a function to its layers: they exist, no more than five, none twice, and together with the code not too large.
 *
 * @param unzipped of the code alone, in bytes
 * @throws AwsError InvalidParameterValueException
 */
export function checkLayers(layers: Layers, place: Place, arns: readonly string[], unzipped: number): void {
  if (arns.length > 5) throw invalid('Cannot reference more than 5 layers.');
  const names = new Map<string, string>();
  let size = unzipped;
  for (const arn of arns) {
    const { name, version, ...where } = readLayerVersion(arn);
    if (where.region !== place.region) {
      throw invalid(
        `Layers are not in the same region as the function. Layers are expected to be in region ${place.region}.`,
      );
    }
    const found = layers.find(where, name, version);
    if (!found) throw invalid(`Layer version ${arn} does not exist.`);
    const twin = names.get(`${where.account}:${name}`);
    if (twin !== undefined) {
      throw invalid(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${twin} and ${arn} are versions of the same layer.`,
      );
    }
    names.set(`${where.account}:${name}`, arn);
    size += found.archive.unzipped;
  }
  if (size > largestUnzipped) {
    throw invalid(
      `Function code combined with layers exceeds the maximum allowed size of ${largestUnzipped} bytes. The actual size is ${size} bytes.`,
    );
  }
}
