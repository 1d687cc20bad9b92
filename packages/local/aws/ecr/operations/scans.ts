import { onRepository } from '../call.ts';
import { type ImageId, imageIdText, refused } from '../errors.ts';
import { page, pageMembers } from '../paging.ts';
import { demandImage, type Repository, type StoredImage } from '../repository.ts';
import { countSeverities, type ScanOptions, type ScanStep, statusOf, stepOf } from '../scan.ts';
import { members } from '../shape.ts';
import { imageId, repositoryMembers, seconds } from './names.ts';

/** How the scan of an image goes: by its digest, by a tag of it, or as for every other image. */
function optionsOf(repository: Repository, { digest }: StoredImage): ScanOptions {
  const names = [digest, ...repository.tagsOf(digest), '*'];
  return names.map((name) => repository.scans.get(name)).find((found) => found !== undefined) ?? {};
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html */
export const describeImageScanFindings = onRepository(
  members({ ...repositoryMembers, imageId, ...pageMembers }),
  (repository, { imageId: id, ...pages }) => {
    const image = demandImage(repository, id);
    const options = optionsOf(repository, image);
    if (!image.scan) throw scanNotFound(repository, id);
    // A further page belongs to the answer before it.
    const step = stepOf(options, pages.nextToken === undefined ? image.scan.asked++ : image.scan.asked - 1);
    if (step === 'NOT_FOUND') throw scanNotFound(repository, id);
    return {
      ...about(repository, image, id),
      imageScanStatus: statusOf(step, isLast(options, step) ? options.description : undefined),
      ...findings(step, options, image, pages),
    };
  },
);

function isLast(options: ScanOptions, step: ScanStep): boolean {
  return stepOf(options, Number.POSITIVE_INFINITY) === step;
}

function findings(
  step: ScanStep,
  { findings: basic = [], enhanced = [] }: ScanOptions,
  { scan }: StoredImage,
  pages: Parameters<typeof page>[2],
) {
  if (step === 'COMPLETE_EMPTY' || step === 'ACTIVE_EMPTY') return { imageScanFindings: { findings: [] } };
  if (step === 'ACTIVE') {
    const { items, ...next } = page(enhanced, 'findings', pages);
    const counts = countSeverities(enhanced);
    return { imageScanFindings: { findingSeverityCounts: counts, enhancedFindings: items }, ...next };
  }
  if (step !== 'COMPLETE') return {};
  const { items, ...next } = page(basic, 'findings', pages);
  const at = scan ? seconds(scan.startedAt) : 0;
  return {
    imageScanFindings: {
      findings: items,
      imageScanCompletedAt: at,
      vulnerabilitySourceUpdatedAt: at,
      findingSeverityCounts: countSeverities(basic),
    },
    ...next,
  };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_StartImageScan.html: basic scanning only. */
export const startImageScan = onRepository(
  members({ ...repositoryMembers, imageId }),
  (repository, { imageId: id }, { time }) => {
    const image = demandImage(repository, id);
    const options = optionsOf(repository, image);
    if (options.enhanced) throw refused('ValidationException', 'This feature is disabled');
    if (options.steps?.at(-1) === 'UNSUPPORTED_IMAGE') {
      throw refused(
        'UnsupportedImageTypeException',
        `The operating system of the image with imageId ${imageIdText(id)} is not supported`,
      );
    }
    image.scan = { asked: 0, startedAt: time };
    return { ...about(repository, image, id), imageScanStatus: { status: 'IN_PROGRESS' } };
  },
);

/** What DescribeImages says of a scan; nothing where none was begun, or where it is an enhanced one. */
export function scanSummary(repository: Repository, image: StoredImage): object {
  const options = optionsOf(repository, image);
  if (!image.scan || options.enhanced) return {};
  const step = stepOf(options, Math.max(image.scan.asked - 1, 0));
  if (step === 'NOT_FOUND') return {};
  const at = seconds(image.scan.startedAt);
  const counts = countSeverities(options.findings ?? []);
  const summary = { imageScanCompletedAt: at, vulnerabilitySourceUpdatedAt: at, findingSeverityCounts: counts };
  return {
    imageScanStatus: statusOf(step, options.description),
    ...(step === 'COMPLETE' ? { imageScanFindingsSummary: summary } : {}),
  };
}

function about(repository: Repository, image: StoredImage, id: ImageId) {
  return {
    registryId: repository.registry.account,
    repositoryName: repository.name,
    imageId: { imageDigest: image.digest, ...(id.imageTag === undefined ? {} : { imageTag: id.imageTag }) },
  };
}

function scanNotFound(repository: Repository, id: ImageId) {
  return refused(
    'ScanNotFoundException',
    `Image scan does not exist for the image with '${imageIdText(id)}' in the repository with name '${repository.name}' in the registry with id '${repository.registry.account}'`,
  );
}
