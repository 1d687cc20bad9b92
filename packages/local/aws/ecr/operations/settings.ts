import { allow, onRepository, operation } from '../call.ts';
import { invalidParameter, refused } from '../errors.ts';
import type { Repository } from '../repository.ts';
import { readPolicy } from '../repository-policy.ts';
import { flag, members, optional, text } from '../shape.ts';
import {
  checkExclusions,
  describeMutability,
  exclusionFilters,
  mutability,
  scanningConfiguration,
} from './create-repository.ts';
import { repositoryMembers, seconds } from './names.ts';

const about = ({ registry, name }: Repository) => ({ registryId: registry.account, repositoryName: name });
const whose = ({ registry, name }: Repository) =>
  `the repository with name '${name}' in the registry with id '${registry.account}'`;

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html */
export const putImageTagMutability = onRepository(
  members({
    ...repositoryMembers,
    imageTagMutability: mutability,
    imageTagMutabilityExclusionFilters: exclusionFilters,
  }),
  (repository, { imageTagMutability, imageTagMutabilityExclusionFilters: filters }) => {
    repository.settings.exclusions = checkExclusions(imageTagMutability, filters);
    repository.settings.mutability = imageTagMutability;
    repository.save();
    return { ...about(repository), ...describeMutability(imageTagMutability, repository.settings.exclusions) };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageScanningConfiguration.html */
export const putImageScanningConfiguration = onRepository(
  members({ ...repositoryMembers, imageScanningConfiguration: scanningConfiguration }),
  (repository, { imageScanningConfiguration: { scanOnPush = false } }) => {
    repository.settings.scanOnPush = scanOnPush;
    repository.save();
    return { ...about(repository), imageScanningConfiguration: { scanOnPush } };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html */
export const putLifecyclePolicy = onRepository(
  members({ ...repositoryMembers, lifecyclePolicyText: text({ min: 100, max: 30_720 }) }),
  (repository, { lifecyclePolicyText }) => {
    checkLifecyclePolicy(lifecyclePolicyText);
    repository.settings.lifecyclePolicy = lifecyclePolicyText;
    repository.save();
    return { ...about(repository), lifecyclePolicyText };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html, as far as clients get it wrong. */
function checkLifecyclePolicy(policy: string): void {
  const wrong = (why: string) => invalidParameter('LifecyclePolicyText', why);
  let rules: unknown;
  try {
    rules = JSON.parse(policy)?.rules;
  } catch {
    throw wrong('Lifecycle policy validation failure: Could not parse as JSON');
  }
  const priorities = new Set<unknown>();
  for (const rule of Array.isArray(rules) ? rules : []) {
    const { rulePriority, selection, action } = rule ?? {};
    const { tagStatus, countType, countNumber } = selection ?? {};
    const valid =
      Number.isInteger(rulePriority) &&
      rulePriority > 0 &&
      ['tagged', 'untagged', 'any'].includes(tagStatus) &&
      (tagStatus === 'tagged') === ('tagPrefixList' in selection || 'tagPatternList' in selection) &&
      ['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned'].includes(countType) &&
      Number.isInteger(countNumber) &&
      countNumber > 0 &&
      ['expire', 'transition'].includes(action?.type);
    if (!valid || priorities.has(rulePriority)) {
      throw wrong(`Lifecycle policy validation failure: rule ${JSON.stringify(rulePriority)} is not valid`);
    }
    priorities.add(rulePriority);
  }
  if (priorities.size === 0) throw wrong('Lifecycle policy validation failure: there are no rules');
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetLifecyclePolicy.html */
export const getLifecyclePolicy = onRepository(members(repositoryMembers), (repository, _, { time }) => {
  const { lifecyclePolicy } = repository.settings;
  if (lifecyclePolicy === undefined) {
    throw refused('LifecyclePolicyNotFoundException', `Lifecycle policy does not exist for ${whose(repository)}`);
  }
  return { ...about(repository), lifecyclePolicyText: lifecyclePolicy, lastEvaluatedAt: seconds(time) };
});

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html */
export const setRepositoryPolicy = onRepository(
  members({ ...repositoryMembers, policyText: text({ max: 10_240 }), force: optional(flag) }),
  (repository, { policyText }) => {
    readPolicy(policyText);
    repository.settings.policy = policyText;
    repository.save();
    return { ...about(repository), policyText };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetRepositoryPolicy.html */
export const getRepositoryPolicy = onRepository(members(repositoryMembers), (repository) => {
  const { policy } = repository.settings;
  if (policy === undefined) {
    throw refused('RepositoryPolicyNotFoundException', `Repository policy does not exist for ${whose(repository)}`);
  }
  return { ...about(repository), policyText: policy };
});

const settingDefaults: Readonly<Record<string, readonly string[]>> = {
  BASIC_SCAN_TYPE_VERSION: ['AWS_NATIVE', 'CLAIR'],
  REGISTRY_POLICY_SCOPE: ['V2', 'V1'],
  BLOB_MOUNTING: ['DISABLED', 'ENABLED'],
};
const settingName = text({ oneOf: Object.keys(settingDefaults) });

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAccountSetting.html; BLOB_MOUNTING is off until it is put on. */
export const getAccountSetting = operation(members({ name: settingName }), (call, { name }) => {
  allow(call);
  return { name, value: call.registry.accountSettings.get(name) ?? settingDefaults[name]?.[0] };
});

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutAccountSetting.html */
export const putAccountSetting = operation(members({ name: settingName, value: text() }), (call, { name, value }) => {
  allow(call);
  const values = settingDefaults[name] ?? [];
  if (!values.includes(value)) throw invalidParameter('value', `must be one of ${values.join(', ')} for ${name}`);
  call.registry.accountSettings.set(name, value);
  for (const repository of call.registry.repositories.values()) repository.save();
  return { name, value };
});
