import { partitionOf } from '../region.ts';
import { deniedCodes } from '../sdk/sdk-error.ts';
import { capital, credentialSentences, quoted, said } from '../sdk/sentences.ts';
import type { Operation } from './operations.ts';

/** All that a sentence about a refusal may need. */
export interface Refused {
  operation: Operation;
  registry: 'private' | 'public';
  /** Undefined where the registry as a whole was asked. */
  repository: string | undefined;
  /** The account that the registry belongs to, where somebody named one. */
  account: string | undefined;
  region: string;
  /** Whose credentials: `the role arn:...`. */
  origin: string;
  code: string;
  status: number;
  /** What ECR said; may be empty. */
  message: string;
}

/**
 * A refusal of ECR as a sentence: what is wrong, where, and what to do.
 *
 * @returns for a code that is not in the table: what was being done, and what ECR said
 */
export function explainRefusal(refused: Refused): string {
  if (deniedCodes.has(refused.code)) return denied(refused);
  return sentences[refused.code]?.(refused) ?? `${subject(refused)} failed: ${said(refused)}`;
}

/** `the ECR repository app of the account 123456789012 (region eu-central-1)`, or the registry where no repository was asked. */
export function showPlace({
  registry,
  repository,
  account,
  region,
}: Omit<Refused, 'operation' | 'origin' | 'code' | 'status' | 'message'>): string {
  const service = registry === 'public' ? 'ECR Public' : 'ECR';
  const what = repository === undefined ? service : `the ${service} repository ${repository}`;
  if (registry === 'public') return what;
  return `${what}${account === undefined ? '' : ` of the account ${account}`} (region ${region})`;
}

/** What was being done, as the beginning of a sentence. */
export function subject(refused: Omit<Refused, 'origin' | 'code' | 'status' | 'message'>): string {
  return `${refused.operation.doing} ${showPlace(refused)}`;
}

/** The account of the caller, where AWS or the credentials tell it. */
function callerAccount({ message, origin }: Refused): string | undefined {
  const arn = /arn:aws[a-z-]*:(?:sts|iam)::(\d{12}):/;
  return (arn.exec(message) ?? arn.exec(origin))?.[1];
}

function resource({ registry, repository, account, region }: Refused): string {
  if (repository === undefined) return '*';
  const service = registry === 'public' ? 'ecr-public' : 'ecr';
  return `arn:${partitionOf(region).id}:${service}:${registry === 'public' ? '' : region}:${account ?? '*'}:repository/${repository}`;
}

function denied(refused: Refused): string {
  const { operation, account, origin, message, repository } = refused;
  const caller = callerAccount(refused);
  const foreign = account !== undefined && caller !== undefined && caller !== account;
  const actions = operation.actions.join(' and ');
  const elsewhere =
    repository === undefined
      ? ''
      : operation.name === 'CreateRepository'
        ? ` The credentials are of the account ${caller}: create the repository in ${account}, or give a role-to-assume of that account.`
        : ` The credentials are of the account ${caller}, so that the policy of the repository in ${account} must allow it too; or give a role-to-assume of that account.`;
  return [
    `${subject(refused)} was denied: ${origin} may not do ${actions} on ${resource(refused)}.`,
    ` Allow ${operation.actions.length > 1 ? 'them' : 'it'} in the policy of the role or user.`,
    foreign ? elsewhere : '',
    operation.alsoNeeded ? ` ${operation.alsoNeeded}` : '',
    quoted(message),
  ].join('');
}

const tags = (refused: Refused) =>
  `${subject(refused)} failed, because AWS does not take its resource tags.${quoted(refused.message)} Change the input repository-tags.`;

const sentences: Record<string, (refused: Refused) => string> = {
  RepositoryNotFoundException: (refused) =>
    `${capital(showPlace(refused))} does not exist. Check its name${refused.registry === 'public' ? '' : ', its account and aws-region'}, ` +
    'or set the input create-repository to true, and this action creates it.',
  RegistryNotFoundException: (refused) =>
    `${subject(refused)} failed, because the account has no registry in ECR Public yet (${refused.origin}). Open ECR Public once in its console, or check the credentials.`,
  LimitExceededException: (refused) =>
    refused.operation.name === 'StartImageScan'
      ? `${subject(refused)} was refused, because ECR scans an image once in 24 hours only.${quoted(refused.message)}`
      : `${subject(refused)} was refused, because a quota of the account is used up. Delete repositories that nobody needs, or ask AWS for a higher quota.${quoted(refused.message)}`,
  KmsException: (refused) =>
    `${subject(refused)} failed, because its KMS key cannot be used. Check the input repository-kms-key, that the key is in the region ${refused.region}, and that ${refused.origin} may do kms:CreateGrant and kms:DescribeKey with it.${quoted(refused.message)}`,
  InvalidTagParameterException: tags,
  TooManyTagsException: tags,
  InvalidParameterException: (refused) =>
    `${subject(refused)} failed, because AWS does not take what was asked.${quoted(refused.message)}`,
  ImageNotFoundException: (refused) =>
    `${subject(refused)} failed, because the image is not there. Was it deleted by a lifecycle policy, or by a person?${quoted(refused.message)}`,
  ImageArchivedException: (refused) =>
    `${subject(refused)} failed, because the image is in the archive. Restore it first.${quoted(refused.message)}`,
  BlockedByOrganizationPolicyException: (refused) =>
    `${subject(refused)} failed, because a policy of the organization forbids it. Ask whoever looks after the organization's policies.${quoted(refused.message)}`,
  OptInRequired: (refused) =>
    `${subject(refused)} failed, because the account has not switched on the service or the region ${refused.region}. Switch it on, or check aws-region.`,
  ...credentialSentences,
};
