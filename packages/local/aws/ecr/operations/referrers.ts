import { onRepository } from '../call.ts';
import { page, pageMembers } from '../paging.ts';
import { demandImage, type Repository } from '../repository.ts';
import { list, members, optional, text } from '../shape.ts';
import { imageDigest, imageId, repositoryMembers } from './names.ts';

/** What refers to an image as its subject, as descriptors: signatures, SBOMs. */
export function referrersOf(repository: Repository, subject: string) {
  return [...repository.images.values()]
    .filter(({ facts }) => facts.subject === subject)
    .map(({ digest, mediaType, bytes, facts }) => ({
      mediaType,
      digest,
      size: bytes.length,
      ...(facts.artifactType === undefined ? {} : { artifactType: facts.artifactType }),
      ...(facts.annotations === undefined ? {} : { annotations: facts.annotations }),
    }));
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImageReferrers.html */
export const listImageReferrers = onRepository(
  members({
    ...repositoryMembers,
    subjectId: members({ imageDigest }),
    filter: optional(
      members({
        artifactTypes: optional(list(text())),
        artifactStatus: optional(text({ oneOf: ['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY'] })),
      }),
    ),
    ...pageMembers,
  }),
  (repository, { subjectId, filter, ...pages }) => {
    const all = referrersOf(repository, subjectId.imageDigest)
      .filter(({ artifactType = '' }) => filter?.artifactTypes?.includes(artifactType) ?? true)
      .filter(() => ['ACTIVE', 'ANY'].includes(filter?.artifactStatus ?? 'ACTIVE'))
      .map((referrer) => ({ ...referrer, artifactStatus: 'ACTIVE' }));
    const { items, ...next } = page(all, 'referrers', pages);
    return { referrers: items, ...next };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageSigningStatus.html: nothing signs by itself here. */
export const describeImageSigningStatus = onRepository(
  members({ ...repositoryMembers, imageId }),
  (repository, { imageId: id }) => {
    const image = demandImage(repository, id);
    return {
      registryId: repository.registry.account,
      repositoryName: repository.name,
      imageId: { ...id, imageDigest: image.digest },
      signingStatuses: [],
    };
  },
);
