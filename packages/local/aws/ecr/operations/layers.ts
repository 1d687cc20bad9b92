import { onRepository } from '../call.ts';
import { refused } from '../errors.ts';
import { list, members, text } from '../shape.ts';
import { imageDigest, repositoryMembers } from './names.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchCheckLayerAvailability.html */
export const batchCheckLayerAvailability = onRepository(
  members({ ...repositoryMembers, layerDigests: list(text({ max: 1000 }), 1, 100) }),
  (repository, { layerDigests }) => {
    const isDigest = (digest: string) => /^sha256:[0-9a-f]{64}$/.test(digest);
    return {
      layers: layerDigests.filter(isDigest).map((layerDigest) => {
        const size = repository.blobs.get(layerDigest)?.size;
        if (size === undefined) return { layerDigest, layerAvailability: 'UNAVAILABLE' };
        return { layerDigest, layerAvailability: 'AVAILABLE', layerSize: size };
      }),
      failures: layerDigests
        .filter((digest) => !isDigest(digest))
        .map((layerDigest) => ({
          layerDigest,
          failureCode: 'InvalidLayerDigest',
          failureReason: 'The layer digest is not valid',
        })),
    };
  },
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetDownloadUrlForLayer.html: only of what an image refers to. */
export const getDownloadUrlForLayer = onRepository(
  members({ ...repositoryMembers, layerDigest: imageDigest }),
  (repository, { layerDigest }, { registry, downloads, time }) => {
    const about = `layer with digest '${layerDigest}' in the repository with name '${repository.name}' in the registry with id '${registry.account}'`;
    if (!repository.blobs.has(layerDigest)) throw refused('LayersNotFoundException', `The ${about} does not exist`);
    if (!repository.references(layerDigest)) {
      throw refused('LayerInaccessibleException', `The ${about} is not available because no image refers to it`);
    }
    return { layerDigest, downloadUrl: downloads.make(registry, repository.name, layerDigest, time) };
  },
);
