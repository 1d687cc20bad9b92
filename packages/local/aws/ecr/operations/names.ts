import { list, members, optional, text } from '../shape.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export const repositoryName = text({
  pattern: /(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*/,
  min: 2,
  max: 256,
});
export const registryId = optional(text({ pattern: /[0-9]{12}/ }));
export const imageTag = text({ pattern: /[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}/ });
export const imageDigest = text({ pattern: /sha256:[0-9a-f]{64}/ });
export const imageId = members({ imageDigest: optional(imageDigest), imageTag: optional(imageTag) });
export const imageIds = list(imageId, 1, 100);

/** The members by which every request names its repository. */
export const repositoryMembers = { registryId, repositoryName };

export const seconds = (time: Date) => time.getTime() / 1000;
