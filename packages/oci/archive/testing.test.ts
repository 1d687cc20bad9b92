import { expect, test } from '@jest/globals';
import { isIndex, mediaTypes } from '../descriptor.ts';
import { containerdSaveFiles, digestOf, dockerSaveFiles, layoutFiles, makeImage, tarOf } from './testing.ts';

test('the same recipe makes the same image, and each blob has its digest', async () => {
  const recipe = { layers: [{ 'app/hello': 'hello\n' }, 1000], labels: { a: 'b' }, attestation: true };
  const one = await makeImage(recipe);
  expect((await makeImage(recipe)).root.digest).toBe(one.root.digest);
  for (const [digest, bytes] of one.blobs) expect(digestOf(bytes)).toBe(digest);
  expect(isIndex(one.root.mediaType)).toBe(true);
  // The index, the image and its attestation.
  expect(one.manifests).toHaveLength(3);
  // Two layers, the two configs, a statement, and the manifests.
  expect(one.blobs.size).toBe(8);
});

test('platforms, names of types and a forced index', async () => {
  const platforms = [
    { os: 'linux', architecture: 'amd64' },
    { os: 'linux', architecture: 'arm64', variant: 'v8' },
  ];
  expect((await makeImage()).root.mediaType).toBe(mediaTypes.manifest);
  expect((await makeImage({ index: true })).manifests).toHaveLength(2);
  const docker = await makeImage({ platforms, docker: true });
  expect(docker.root.mediaType).toBe(mediaTypes.dockerList);
  expect(docker.manifests.map((one) => one.mediaType)).toEqual([
    mediaTypes.dockerList,
    mediaTypes.dockerManifest,
    mediaTypes.dockerManifest,
  ]);
});

test('a blob can be read twice, and one that was taken out is missing', async () => {
  const image = await makeImage({ layers: [200_000] });
  const [layer] = image.layers;
  if (!layer) throw new Error('no layer');
  for (const _ of [1, 2]) {
    const chunks: Buffer[] = [];
    for await (const chunk of (await image.blob(layer)).open()) chunks.push(chunk);
    expect(digestOf(Buffer.concat(chunks))).toBe(layer.digest);
  }
  image.blobs.delete(layer.digest);
  await expect(image.blob(layer)).rejects.toThrow(layer.digest);
});

test('archives in all shapes are the same bytes each time', async () => {
  const image = await makeImage({ layers: [{ a: '1' }, { a: '1' }, { b: '2' }] });
  for (const files of [layoutFiles, containerdSaveFiles, dockerSaveFiles])
    expect(digestOf(await tarOf(files(image)))).toBe(digestOf(await tarOf(files(image))));
});
