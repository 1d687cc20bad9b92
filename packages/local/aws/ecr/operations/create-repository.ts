import { allow, type Call, operation } from '../call.ts';
import { invalidParameter, refused } from '../errors.ts';
import type { Mutability } from '../options.ts';
import type { Repository } from '../repository.ts';
import { flag, list, members, optional, text } from '../shape.ts';
import { registryId, repositoryName, seconds } from './names.ts';

export const mutability = text<Mutability>({
  oneOf: ['MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'],
});
export const exclusionFilters = optional(
  list(
    members({ filterType: text({ oneOf: ['WILDCARD'] }), filter: text({ pattern: /[0-9a-zA-Z._*-]{1,128}/ }) }),
    1,
    5,
  ),
);
export const scanningConfiguration = members({ scanOnPush: optional(flag) });
export const tagList = list(members({ Key: text(), Value: text() }));

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export const createRepository = operation(
  members({
    registryId,
    repositoryName,
    tags: optional(tagList),
    imageTagMutability: optional(mutability),
    imageTagMutabilityExclusionFilters: exclusionFilters,
    imageScanningConfiguration: optional(scanningConfiguration),
    encryptionConfiguration: optional(
      members({ encryptionType: text({ oneOf: ['AES256', 'KMS'] }), kmsKey: optional(text({ min: 1, max: 2048 })) }),
    ),
  }),
  (call, input) => {
    allow(call, input.repositoryName);
    demandFree(call, input.repositoryName);
    const exclusions = checkExclusions(input.imageTagMutability, input.imageTagMutabilityExclusionFilters);
    const repository = call.registry.create(input.repositoryName, {
      createdAt: call.time,
      mutability: input.imageTagMutability ?? 'MUTABLE',
      exclusions,
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      kmsKey: kmsKeyOf(call, input.encryptionConfiguration),
      tags: checkTags(input.tags ?? []),
    });
    return { repository: describe(repository) };
  },
);

/** @throws AwsError RepositoryAlreadyExistsException, LimitExceededException */
export function demandFree({ registry, options }: Call, name: string): void {
  if (registry.repositories.has(name)) {
    throw refused(
      'RepositoryAlreadyExistsException',
      `The repository with name '${name}' already exists in the registry with id '${registry.account}'`,
    );
  }
  const { repositoryLimit = 100_000 } = options;
  if (registry.repositories.size >= repositoryLimit) {
    throw refused(
      'LimitExceededException',
      `The maximum number of repositories in the registry with id '${registry.account}' is ${repositoryLimit}`,
    );
  }
}

/** @throws AwsError TooManyTagsException, InvalidTagParameterException */
export function checkTags<T extends { Key: string; Value: string }>(tags: readonly T[]): readonly T[] {
  if (tags.length > 50) throw refused('TooManyTagsException', 'The maximum number of tags of a repository is 50.');
  if (tags.some(({ Key, Value }) => Key === '' || Key.length > 128 || Value.length > 256)) {
    throw refused('InvalidTagParameterException', 'A tag key has 1 to 128 characters, and a tag value at most 256.');
  }
  return tags;
}

/** @returns the patterns @throws AwsError InvalidParameterException where they do not go with the mutability */
export function checkExclusions(
  of: Mutability | undefined,
  filters: readonly { filter: string }[] | undefined,
): string[] {
  const wanted = of?.endsWith('_WITH_EXCLUSION') ?? false;
  if (wanted !== (filters !== undefined)) {
    throw invalidParameter(
      'imageTagMutabilityExclusionFilters',
      'must be given with IMMUTABLE_WITH_EXCLUSION and MUTABLE_WITH_EXCLUSION, and only with them',
    );
  }
  const patterns = (filters ?? []).map(({ filter }) => filter);
  if (patterns.some((pattern) => pattern.split('*').length > 3)) {
    throw invalidParameter('imageTagMutabilityExclusionFilters', 'a filter must have at most two wildcards');
  }
  return patterns;
}

function kmsKeyOf(
  { registry, options }: Call,
  wanted: { encryptionType: string; kmsKey?: string | undefined } | undefined,
) {
  if (wanted?.encryptionType !== 'KMS') {
    if (wanted?.kmsKey !== undefined) throw invalidParameter('kmsKey', 'must be given with KMS only');
    return undefined;
  }
  const { region, account } = registry;
  const key = wanted.kmsKey ?? `arn:aws:kms:${region}:${account}:alias/aws/ecr`;
  if (wanted.kmsKey !== undefined && !options.kmsKeys?.includes(key)) {
    throw refused('KmsException', `The KMS key '${key}' does not exist, or ECR may not use it.`);
  }
  return key;
}

/** A repository as the private API shows it. */
export function describe({ registry, name, arn, uri, settings }: Repository) {
  const { createdAt, mutability, exclusions, scanOnPush, kmsKey } = settings;
  return {
    repositoryArn: arn,
    registryId: registry.account,
    repositoryName: name,
    repositoryUri: uri,
    createdAt: seconds(createdAt),
    ...describeMutability(mutability, exclusions),
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: kmsKey === undefined ? { encryptionType: 'AES256' } : { encryptionType: 'KMS', kmsKey },
  };
}

/** The mutability as the API shows it. */
export function describeMutability(mutability: Mutability, exclusions: readonly string[]) {
  const filters = exclusions.map((filter) => ({ filterType: 'WILDCARD', filter }));
  return {
    imageTagMutability: mutability,
    ...(filters.length > 0 ? { imageTagMutabilityExclusionFilters: filters } : {}),
  };
}
