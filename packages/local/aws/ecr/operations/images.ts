import { onRepository } from '../call.ts';
import type { ImageId } from '../errors.ts';
import { page, pageMembers } from '../paging.ts';
import { checkImageId, demandImage, type Repository, type StoredImage } from '../repository.ts';
import { list, members, optional, text } from '../shape.ts';
import { imageIds, repositoryMembers, seconds } from './names.ts';
import { scanSummary } from './scans.ts';

const tagStatus = text({ oneOf: ['TAGGED', 'UNTAGGED', 'ANY'] });
const imageStatus = text({ oneOf: ['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY'] });
const filter = optional(members({ tagStatus: optional(tagStatus), imageStatus: optional(imageStatus) }));

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
export const describeImages = onRepository(
  members({ ...repositoryMembers, imageIds: optional(imageIds), filter, ...pageMembers }),
  (repository, { imageIds, filter, ...pages }) => {
    const all = imageIds
      ? [...new Set(imageIds.map((id) => demandImage(repository, id)))]
      : [...repository.images.values()].filter((image) => fitsFilter(filter, repository.tagsOf(image.digest)));
    const { items, ...next } = page(all, 'images', pages);
    return { imageDetails: items.map((image) => detail(repository, image)), ...next };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImages.html: one entry for each tag. */
export const listImages = onRepository(
  members({ ...repositoryMembers, filter, ...pageMembers }),
  (repository, { filter, ...pages }) => {
    const all = [...repository.images.keys()].flatMap((imageDigest): ImageId[] => {
      const tags = repository.tagsOf(imageDigest);
      if (!fitsFilter(filter, tags)) return [];
      return tags.length > 0 ? tags.map((imageTag) => ({ imageDigest, imageTag })) : [{ imageDigest }];
    });
    const { items, ...next } = page(all, 'image ids', pages);
    return { imageIds: items, ...next };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html: what is missing is a failure, no error. */
export const batchGetImage = onRepository(
  members({ ...repositoryMembers, imageIds, acceptedMediaTypes: optional(list(text(), 1, 100)) }),
  (repository, { imageIds, acceptedMediaTypes }) => {
    const found = imageIds.map((imageId) => {
      checkImageId(imageId);
      const image = repository.find(imageId);
      const accepted = image && (acceptedMediaTypes?.includes(image.mediaType) ?? true);
      return { imageId, image: accepted ? image : undefined };
    });
    return {
      images: found.flatMap(({ imageId, image }) => (image ? [show(repository, image, imageId.imageTag)] : [])),
      failures: found.flatMap(({ imageId, image }) => (image ? [] : [failure(imageId)])),
    };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html */
export const batchDeleteImage = onRepository(
  members({ ...repositoryMembers, imageIds }),
  (repository, { imageIds }) => {
    const done = imageIds.map((imageId) => {
      checkImageId(imageId);
      const digest = repository.find(imageId)?.digest;
      return { imageId, digest, gone: repository.remove(imageId) };
    });
    return {
      imageIds: done.flatMap(({ imageId, digest, gone }) => (gone ? [{ ...imageId, imageDigest: digest }] : [])),
      failures: done.flatMap(({ imageId, gone }) => (gone ? [] : [failure(imageId)])),
    };
  },
);

/** An image as BatchGetImage and PutImage show it. */
export function show(repository: Repository, image: StoredImage, imageTag: string | undefined) {
  return {
    registryId: repository.registry.account,
    repositoryName: repository.name,
    imageId: { imageDigest: image.digest, ...(imageTag === undefined ? {} : { imageTag }) },
    imageManifest: image.bytes.toString(),
    imageManifestMediaType: image.mediaType,
  };
}

function failure(imageId: ImageId) {
  return { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
}

function fitsFilter(
  filter: { tagStatus?: string | undefined; imageStatus?: string | undefined } | undefined,
  tags: readonly string[],
): boolean {
  const { tagStatus = 'ANY', imageStatus = 'ANY' } = filter ?? {};
  if (imageStatus !== 'ANY' && imageStatus !== 'ACTIVE') return false;
  return tagStatus === 'ANY' || (tagStatus === 'TAGGED') === tags.length > 0;
}

function detail(repository: Repository, image: StoredImage) {
  const imageTags = repository.tagsOf(image.digest);
  return {
    registryId: repository.registry.account,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(imageTags.length > 0 ? { imageTags } : {}),
    imageSizeInBytes: sizeOf(repository, image),
    imagePushedAt: seconds(image.pushedAt),
    ...scanSummary(repository, image),
    imageManifestMediaType: image.mediaType,
    ...(image.facts.artifactType === undefined ? {} : { artifactMediaType: image.facts.artifactType }),
    ...(image.facts.subject === undefined ? {} : { subjectManifestDigest: image.facts.subject }),
    imageStatus: 'ACTIVE',
  };
}

/** The bytes that a pull brings, compressed as they are. */
function sizeOf(repository: Repository, { facts }: StoredImage): number {
  const own = facts.blobs.reduce((sum, { size }) => sum + size, 0);
  return facts.children.reduce((sum, { digest }) => {
    const child = repository.images.get(digest);
    return child ? sum + sizeOf(repository, child) : sum;
  }, own);
}
