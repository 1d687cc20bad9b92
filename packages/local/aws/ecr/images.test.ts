import {
  BatchCheckLayerAvailabilityCommand,
  BatchGetImageCommand,
  DescribeImageSigningStatusCommand,
  DescribeImagesCommand,
  GetDownloadUrlForLayerCommand,
  ListImageReferrersCommand,
  ListImagesCommand,
  PutImageCommand,
  type PutImageCommandInput,
} from '@aws-sdk/client-ecr';
import { mediaTypes } from '@ci-actions/oci/descriptor';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { account, type Bench, digestOf, outcome, send, smallImage, smallIndex, startBench } from './testing.ts';

let bench: Bench;
const [one, two] = [smallImage('one'), smallImage('two')];
const index = smallIndex(one, two);
beforeAll(async () => {
  bench = await startBench({
    repositories: [
      { name: 'read' },
      { name: 'mutable' },
      { name: 'immutable', mutability: 'IMMUTABLE' },
      { name: 'excluded', exclusions: ['dev*', '*-snapshot'] },
      { name: 'held', mutability: 'MUTABLE_WITH_EXCLUSION', exclusions: ['v*'] },
    ],
  });
  const { aws } = bench;
  const read = aws.ecr.repository('read');
  await read.put({ ...one, tag: 'v1' });
  await read.put({ ...one, tag: 'latest' });
  await read.put(two);
  await read.put({ ...index, tag: 'multi' });
  for (const name of ['mutable', 'immutable', 'excluded', 'held']) {
    await aws.ecr.repository(name).put({ ...one, tag: 'v1' });
    await aws.ecr.repository(name).put({ ...one, tag: 'dev-1' });
    await aws.ecr.repository(name).put(two);
  }
});
afterAll(() => bench.close());
const put = (input: Partial<PutImageCommandInput>) =>
  bench.ecr.send(new PutImageCommand({ repositoryName: 'mutable', imageManifest: one.manifest, ...input }));

describe('PutImage', () => {
  test('tags an image that is there, and tells of the move', async () => {
    const imageManifestMediaType = two.mediaType;
    const answer = await put({ imageManifest: two.manifest, imageManifestMediaType, imageTag: 'staging' });
    expect(answer.image).toMatchObject({
      registryId: account,
      repositoryName: 'mutable',
      imageId: { imageDigest: two.digest, imageTag: 'staging' },
      imageManifest: two.manifest,
    });
    await put({ imageTag: 'staging' });
    expect(bench.aws.ecr.pushes.filter(({ tag }) => tag === 'staging')).toMatchObject([
      { account, repository: 'mutable', digest: two.digest },
      { account, repository: 'mutable', digest: one.digest, previous: two.digest },
    ]);
    expect(await outcome(put({ imageTag: 'staging' }))).toBe('ImageAlreadyExistsException');
    expect(bench.aws.ecr.pushes.filter(({ tag }) => tag === 'staging')).toHaveLength(2);
  });

  const cases: [repository: string, tag: string, image: { manifest: string }, says: string][] = [
    ['immutable', 'v1', one, 'ImageAlreadyExistsException'],
    ['immutable', 'v1', two, 'ImageTagAlreadyExistsException'],
    ['immutable', 'v2', two, 'done'],
    ['excluded', 'v1', two, 'ImageTagAlreadyExistsException'],
    ['excluded', 'dev-1', two, 'done'],
    ['held', 'v1', two, 'ImageTagAlreadyExistsException'],
    ['held', 'dev-1', two, 'done'],
    ['mutable', 'v1', two, 'done'],
  ];
  for (const [repositoryName, imageTag, { manifest }, says] of cases) {
    test(`${repositoryName}: ${imageTag} to ${manifest === one.manifest ? 'the same' : 'another'} image: ${says}`, async () => {
      expect(await outcome(put({ repositoryName, imageTag, imageManifest: manifest }))).toBe(says);
    });
  }

  const missing = smallImage('not there');
  const lonely = smallIndex(missing);
  const wrong: [title: string, input: Partial<PutImageCommandInput>, says: string][] = [
    ['a repository that is not there', { repositoryName: 'none' }, 'RepositoryNotFoundException'],
    ['another digest', { imageDigest: two.digest }, 'ImageDigestDoesNotMatchException'],
    ['layers that are not there', { imageManifest: missing.manifest }, 'LayersNotFoundException'],
    ['an index of what is not there', { imageManifest: lonely.manifest }, 'ReferencedImagesNotFoundException'],
    ['no JSON', { imageManifest: '{' }, 'InvalidParameterException'],
    [
      'a type that is none',
      { imageManifest: '{"schemaVersion":2,"mediaType":"text/plain"}' },
      'InvalidParameterException',
    ],
    ['another type than its own', { imageManifestMediaType: mediaTypes.index }, 'InvalidParameterException'],
    ['no layers', { imageManifest: smallImage('x', { layers: undefined }).manifest }, 'InvalidParameterException'],
    ['a tag that is none', { imageTag: 'a/b' }, 'InvalidParameterException'],
  ];
  for (const [title, input, says] of wrong) {
    test(`refuses ${title}`, async () => {
      expect(await outcome(put({ imageTag: 'new', ...input }))).toBe(says);
      expect(bench.aws.ecr.image('mutable', 'new')).toBeUndefined();
    });
  }
});

test('DescribeImages: all, one, tagged ones, pages', async () => {
  const ask = (input: object) => bench.ecr.send(new DescribeImagesCommand({ repositoryName: 'read', ...input }));
  const { imageDetails = [] } = await ask({ imageIds: [{ imageTag: 'v1' }] });
  expect(imageDetails).toEqual([
    {
      registryId: account,
      repositoryName: 'read',
      imageDigest: one.digest,
      imageTags: ['v1', 'latest'],
      imageSizeInBytes: one.config.length + one.layer.length,
      imagePushedAt: expect.any(Date),
      imageManifestMediaType: mediaTypes.manifest,
      artifactMediaType: mediaTypes.config,
      imageStatus: 'ACTIVE',
    },
  ]);
  const digests = async (input: object) => (await ask(input)).imageDetails?.map(({ imageDigest }) => imageDigest);
  expect(await digests({ filter: { tagStatus: 'UNTAGGED' } })).toEqual([two.digest]);
  expect(await digests({ filter: { tagStatus: 'TAGGED' } })).toEqual([one.digest, index.digest]);
  const first = await ask({ maxResults: 2 });
  expect((await ask({ nextToken: first.nextToken, maxResults: 2 })).imageDetails).toMatchObject([
    { imageDigest: index.digest },
  ]);
  await expect(ask({ imageIds: [{ imageTag: 'none' }] })).rejects.toMatchObject({
    name: 'ImageNotFoundException',
    message: `The image with imageId {imageDigest:'null', imageTag:'none'} does not exist within the repository with name 'read' in the registry with id '${account}'`,
  });
});

test('ListImages: one entry for each tag', async () => {
  const list = async (tagStatus: 'TAGGED' | 'UNTAGGED') => {
    const input = { repositoryName: 'read', filter: { tagStatus } };
    return (await bench.ecr.send(new ListImagesCommand(input))).imageIds;
  };
  expect(await list('TAGGED')).toEqual([
    { imageDigest: one.digest, imageTag: 'v1' },
    { imageDigest: one.digest, imageTag: 'latest' },
    { imageDigest: index.digest, imageTag: 'multi' },
  ]);
  expect(await list('UNTAGGED')).toEqual([{ imageDigest: two.digest }]);
});

test('BatchGetImage: what is missing is a failure, not an error', async () => {
  const get = (imageIds: object[], more: object = {}) =>
    bench.ecr.send(new BatchGetImageCommand({ repositoryName: 'read', imageIds, ...more }));
  const failure = { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
  const { images, failures } = await get([{ imageTag: 'v1' }, { imageTag: 'none' }, { imageDigest: index.digest }]);
  expect(images).toMatchObject([
    {
      imageId: { imageDigest: one.digest, imageTag: 'v1' },
      imageManifest: one.manifest,
      imageManifestMediaType: one.mediaType,
    },
    { imageId: { imageDigest: index.digest }, imageManifest: index.manifest, imageManifestMediaType: mediaTypes.index },
  ]);
  expect(failures).toEqual([{ ...failure, imageId: { imageTag: 'none' } }]);
  const wrongType = await get([{ imageTag: 'v1' }], { acceptedMediaTypes: [mediaTypes.index] });
  expect([wrongType.images, wrongType.failures]).toMatchObject([[], [failure]]);
});

test('BatchCheckLayerAvailability and GetDownloadUrlForLayer', async () => {
  const [there, missing] = [digestOf(one.layer), digestOf('nobody has this')];
  const { layers, failures } = await bench.ecr.send(
    new BatchCheckLayerAvailabilityCommand({ repositoryName: 'read', layerDigests: [there, missing, 'md5:1'] }),
  );
  expect(layers).toEqual([
    { layerDigest: there, layerAvailability: 'AVAILABLE', layerSize: one.layer.length },
    { layerDigest: missing, layerAvailability: 'UNAVAILABLE' },
  ]);
  expect(failures).toMatchObject([{ layerDigest: 'md5:1', failureCode: 'InvalidLayerDigest' }]);
  const url = (layerDigest: string) =>
    bench.ecr.send(new GetDownloadUrlForLayerCommand({ repositoryName: 'read', layerDigest }));
  const { downloadUrl = '' } = await url(there);
  expect(await send(downloadUrl)).toMatchObject({ status: 200, text: 'one' });
  expect(await outcome(url(missing))).toBe('LayersNotFoundException');
});

test('referrers: what has an image as its subject', async () => {
  const subject = { mediaType: one.mediaType, digest: one.digest, size: one.manifest.length };
  const sbom = smallImage('sbom', { subject, artifactType: 'application/spdx+json', annotations: { a: 'b' } });
  await bench.aws.ecr.repository('mutable').put(sbom);
  const ask = (artifactTypes?: string[]) =>
    bench.ecr.send(
      new ListImageReferrersCommand({
        repositoryName: 'mutable',
        subjectId: { imageDigest: one.digest },
        ...(artifactTypes ? { filter: { artifactTypes } } : {}),
      }),
    );
  expect((await ask()).referrers).toEqual([
    {
      digest: sbom.digest,
      mediaType: sbom.mediaType,
      size: sbom.manifest.length,
      artifactType: 'application/spdx+json',
      annotations: { a: 'b' },
      artifactStatus: 'ACTIVE',
    },
  ]);
  expect((await ask(['text/plain'])).referrers).toEqual([]);
  const signing = new DescribeImageSigningStatusCommand({ repositoryName: 'mutable', imageId: { imageTag: 'v1' } });
  expect((await bench.ecr.send(signing)).signingStatuses).toEqual([]);
});
