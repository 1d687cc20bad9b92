import type { RegistryRepository } from '@ci-actions/aws/ecr/registry-uri';
import type { RepositorySettings } from '@ci-actions/aws/ecr/repository-settings';
import { regionFrom } from '@ci-actions/aws/region';
import { InputError } from '@ci-actions/errors/errors';
import { readRepositorySettings } from '@ci-actions/image/repository-settings';
import { parseAllowList } from '@ci-actions/image/scan/allow-list';
import { createScanGate, type ScanGate } from '@ci-actions/image/scan/scan-gate';
import type { Tags } from '@ci-actions/image/tags';
import type { Log } from '@ci-actions/log/log';
import { workspaceText } from '@ci-actions/workspace/workspace-text';
import type { Inputs } from './inputs.ts';

/**
 * The region whose STS is asked for the role, and in which a repository is that does not name one.
 *
 * @throws InputError where none is told and none can be taken from the repositories
 */
export function regionOf(inputs: Inputs, repositories: readonly RegistryRepository[], env: NodeJS.ProcessEnv): string {
  const given = inputs['aws-region'] || env.AWS_REGION || env.AWS_DEFAULT_REGION;
  const named = repositories.map((one) => (one.registry === 'public' ? 'us-east-1' : one.region));
  const region = named.find((one) => one !== undefined);
  return given || region === undefined || named.includes(undefined) ? regionFrom(inputs['aws-region'], env) : region;
}

/**
 * What a repository that is missing is created with; undefined where none is to be created.
 *
 * @param tags those of this run: what moves among them is excluded from the immutability, where nobody says otherwise
 */
export function settingsOf(inputs: Inputs, tags: Tags, workspace: string): RepositorySettings | undefined {
  if (!inputs['create-repository']) return undefined;
  const given = inputs['repository-mutable-tags'];
  const moving = inputs.tags.find((pattern) => /\{(?!version\}|commit\})/.test(pattern));
  if (inputs['repository-immutable'] && given.length === 0 && moving !== undefined) {
    throw new InputError(
      `The input \`tags\` has ${JSON.stringify(moving)}, which moves, and \`create-repository\` makes a repository whose tags do not; name what moves in \`repository-mutable-tags\` (the tags of the environments too), or set \`repository-immutable: false\`.`,
    );
  }
  const byDefault = [
    ...(tags.environment === undefined ? [] : [tags.environment]),
    ...inputs.tags.filter((pattern) => !pattern.includes('{')),
  ];
  return readRepositorySettings({
    immutable: inputs['repository-immutable'],
    mutableTags: given.length > 0 ? given : byDefault,
    scanOnPush: inputs['repository-scan-on-push'],
    lifecycle: inputs['repository-lifecycle'],
    kmsKey: inputs['repository-kms-key'],
    tags: inputs['repository-tags'],
    workspace,
  });
}

/** The gate that stands before the tags; undefined where none was asked for. */
export function gateOf(inputs: Inputs, workspace: string, log: Log): ScanGate | undefined {
  const failOn = inputs['fail-on-severity'];
  const allowListFile = inputs['scan-allow-list'];
  if (failOn === undefined) {
    if (allowListFile === '') return undefined;
    throw new InputError('The input `scan-allow-list` is set and `fail-on-severity` is not; set both, or none.');
  }
  const text = allowListFile === '' ? '' : workspaceText(workspace, allowListFile, 'scan-allow-list');
  return createScanGate({ failOn, allowList: parseAllowList(text, allowListFile), allowListFile, log });
}

/** The account of the credentials, where something here tells: a registry behind another address does not. */
export function accountOf(inputs: Inputs, env: NodeJS.ProcessEnv): string | undefined {
  return /^arn:[^:]*:iam::(\d{12}):/.exec(inputs['role-to-assume'])?.[1] ?? (env.AWS_ACCOUNT_ID || undefined);
}
