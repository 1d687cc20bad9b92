import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { digestOf } from './code-sha256.ts';
import { settingsOf } from './settings.ts';

/** A function, or one of its versions, as Lambda describes it. Its environment variables are nowhere in here. */
export interface FunctionState {
  /** `$LATEST` or a number. */
  version: string;
  arn: string;
  /** As Lambda writes it. */
  codeSha256: string;
  /** `sha256:<hex>` of the zip or the image; undefined where Lambda tells none. */
  digest: string | undefined;
  /** Of the zip, in bytes; 0 for an image. */
  codeSize: number;
  /** Changes with every update. */
  revisionId: string;
  description: string;
  packageType: 'Zip' | 'Image';
  runtime: string | undefined;
  handler: string | undefined;
  /** `x86_64` or `arm64`. */
  architecture: string;
  /** A checksum of the rest of its configuration: variables, layers, role, memory and the like. Not for logs. */
  settings: string;
  /** `Pending` while it is made; `Active`, `Inactive`, `Failed`. */
  state: string;
  stateReason: string;
  /** `Successful`, `InProgress` or `Failed`. */
  updateStatus: string;
  updateReason: string;
  /** How long an invocation may take, in seconds. */
  timeoutSeconds: number;
}

/** A name for one version of a function. */
export interface Alias {
  name: string;
  version: string;
  revisionId: string;
  /** Other versions that get a part of the calls, with that part from 0 to 1. */
  weights: Readonly<Record<string, number>>;
}

/** What of an answer is looked at: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export function readFunction(answer: FunctionConfiguration): FunctionState {
  const codeSha256 = answer.CodeSha256 ?? '';
  return {
    version: answer.Version ?? '$LATEST',
    arn: answer.FunctionArn ?? '',
    codeSha256,
    digest: digestOf(codeSha256),
    codeSize: answer.CodeSize ?? 0,
    revisionId: answer.RevisionId ?? '',
    description: answer.Description ?? '',
    packageType: answer.PackageType === 'Image' ? 'Image' : 'Zip',
    runtime: answer.Runtime,
    handler: answer.Handler,
    architecture: answer.Architectures?.[0] ?? 'x86_64',
    settings: settingsOf(answer),
    state: answer.State ?? 'Active',
    stateReason: answer.StateReason ?? '',
    updateStatus: answer.LastUpdateStatus ?? 'Successful',
    updateReason: [answer.LastUpdateStatusReasonCode, answer.LastUpdateStatusReason].filter(Boolean).join(': '),
    timeoutSeconds: answer.Timeout ?? 3,
  };
}

/** @returns whether an update of it, or its making, is under way */
export function isBusy({ state, updateStatus }: Pick<FunctionState, 'state' | 'updateStatus'>): boolean {
  return state === 'Pending' || updateStatus === 'InProgress';
}

/** All of a function's configuration that makes one code behave in one way or another. */
export type Configured = Pick<FunctionState, 'runtime' | 'handler' | 'architecture' | 'settings'>;

/** @returns whether two functions or versions are configured alike */
export function isAlike(one: Configured, other: Configured): boolean {
  const { runtime, handler, architecture, settings } = one;
  return (
    runtime === other.runtime &&
    handler === other.handler &&
    architecture === other.architecture &&
    settings === other.settings
  );
}

/** What of an answer about an alias is looked at. */
export function readAlias(answer: AliasConfiguration): Alias {
  return {
    name: answer.Name ?? '',
    version: answer.FunctionVersion ?? '',
    revisionId: answer.RevisionId ?? '',
    weights: answer.RoutingConfig?.AdditionalVersionWeights ?? {},
  };
}
