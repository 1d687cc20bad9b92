import { allow, operation } from '../call.ts';
import { page, pageMembers } from '../paging.ts';
import { list, members, optional, text } from '../shape.ts';
import { checkTags, demandFree, tagList } from './create-repository.ts';
import { repositoryName } from './names.ts';
import { describePublic } from './repositories.ts';

const catalogData = members({
  description: optional(text({ max: 1024 })),
  architectures: optional(list(text({ min: 1, max: 50 }), 0, 50)),
  operatingSystems: optional(list(text({ min: 1, max: 50 }), 0, 50)),
  logoImageBlob: optional(text()),
  aboutText: optional(text({ max: 25_600 })),
  usageText: optional(text({ max: 25_600 })),
});

/** https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_CreateRepository.html */
export const createPublicRepository = operation(
  members({ repositoryName, catalogData: optional(catalogData), tags: optional(tagList) }),
  (call, input) => {
    allow(call, input.repositoryName);
    demandFree(call, input.repositoryName);
    const repository = call.registry.create(input.repositoryName, {
      createdAt: call.time,
      mutability: 'MUTABLE',
      exclusions: [],
      scanOnPush: false,
      kmsKey: undefined,
      tags: checkTags(input.tags ?? []),
    });
    const { logoImageBlob: _, ...shown } = input.catalogData ?? {};
    return { repository: describePublic(repository), catalogData: shown };
  },
);

/** https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_DescribeRegistries.html: the caller's one. */
export const describeRegistries = operation(members(pageMembers), (call, pages) => {
  allow(call);
  const { account, alias } = call.registry;
  const registry = {
    registryId: account,
    registryArn: `arn:aws:ecr-public::${account}:registry/${account}`,
    registryUri: `public.ecr.aws/${alias}`,
    verified: false,
    aliases: [{ name: alias, status: 'ACTIVE', primaryRegistryAlias: true, defaultRegistryAlias: true }],
  };
  const { items, ...next } = page([registry], 'registries', pages);
  return { registries: items, ...next };
});
