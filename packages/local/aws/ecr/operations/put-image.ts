import { onRepository } from '../call.ts';
import { refused } from '../errors.ts';
import { members, optional, text } from '../shape.ts';
import { show } from './images.ts';
import { imageDigest, imageTag, repositoryMembers } from './names.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
export const putImage = onRepository(
  members({
    ...repositoryMembers,
    imageManifest: text({ min: 1 }),
    imageManifestMediaType: optional(text()),
    imageTag: optional(imageTag),
    imageDigest: optional(imageDigest),
  }),
  (repository, input, { registry, time }) => {
    const { image, changed } = repository.put({
      bytes: Buffer.from(input.imageManifest),
      mediaType: input.imageManifestMediaType,
      tag: input.imageTag,
      digest: input.imageDigest,
      time,
    });
    if (!changed) {
      throw refused(
        'ImageAlreadyExistsException',
        `Image with digest '${image.digest}' and tag '${input.imageTag ?? 'null'}' already exists in the repository with name '${repository.name}' in registry with id '${registry.account}'`,
      );
    }
    return { image: show(repository, image, input.imageTag) };
  },
);
