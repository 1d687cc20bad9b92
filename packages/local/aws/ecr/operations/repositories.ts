import { allow, type Call, onRepository, operation } from '../call.ts';
import { refused } from '../errors.ts';
import { page, pageMembers } from '../paging.ts';
import type { Repository } from '../repository.ts';
import { flag, list, members, optional, text } from '../shape.ts';
import { describe } from './create-repository.ts';
import { registryId, repositoryMembers, repositoryName } from './names.ts';

const describeInput = members({ registryId, repositoryNames: optional(list(repositoryName, 1, 100)), ...pageMembers });

/** Chooses the repositories of a DescribeRepositories, page by page. */
export function choose(
  call: Call,
  { repositoryNames, ...pages }: ReturnType<typeof describeInput>,
  show: (repository: Repository) => object,
) {
  if (repositoryNames) {
    for (const name of repositoryNames) allow(call, name);
    return { repositories: repositoryNames.map((name) => show(call.registry.get(name))) };
  }
  // Without names it is about all of them.
  allow(call, '*');
  const all = [...call.registry.repositories.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, ...next } = page(all, 'repositories', pages);
  return { repositories: items.map(show), ...next };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const describeRepositories = operation(describeInput, (call, input) => choose(call, input, describe));
export const describePublicRepositories = operation(describeInput, (call, input) =>
  choose(call, input, describePublic),
);

/** A repository as the public API shows it. */
export function describePublic({ registry, name, arn, uri, settings }: Repository) {
  return {
    repositoryArn: arn,
    registryId: registry.account,
    repositoryName: name,
    repositoryUri: uri,
    createdAt: settings.createdAt.getTime() / 1000,
  };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepository.html */
export const deleteRepository = onRepository(
  members({ ...repositoryMembers, force: optional(flag) }),
  (repository, { force }, { registry }) => {
    if (repository.images.size > 0 && force !== true) {
      throw refused(
        'RepositoryNotEmptyException',
        `The repository with name '${repository.name}' in registry with id '${registry.account}' cannot be deleted because it still contains images`,
      );
    }
    registry.delete(repository);
    return { repository: describe(repository) };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = operation(members({ resourceArn: text() }), (call, { resourceArn }) => {
  const name = resourceArn.slice(call.registry.arn('').length);
  allow(call, name);
  const found = resourceArn === call.registry.arn(name) ? name : resourceArn;
  return { tags: call.registry.get(found).settings.tags };
});
