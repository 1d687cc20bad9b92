import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import { readImages } from './read-images.ts';
import { makeRepository } from './repository.ts';
import { startWorld, type World } from './world.ts';

let below = '';
let world: World;
beforeEach(async () => {
  below = mkdtempSync(path.join(tmpdir(), 'read-images-'));
  const source = path.join(below, 'source', 'My app (2)');
  mkdirSync(source, { recursive: true });
  writeFileSync(path.join(source, 'a'), '');
  const repository = await makeRepository(source, below);
  world = await startWorld(repository, ['qa', 'staging', 'production'], {
    dist: below,
    state: path.join(below, 'aws'),
    faults: createFaults(),
  });
});
afterEach(async () => {
  await world.close();
  rmSync(below, { recursive: true, force: true });
});

const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
};
const describe = (mediaType: string, bytes: Buffer) => ({
  mediaType,
  digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  size: bytes.length,
});
const ecr = (environment: string) => world.aws.ecr.repository(`my-app-2-${environment}`);

/** Puts an image with these labels in. @returns its manifest */
async function put(environment: string, labels: Record<string, string> | undefined, tag?: string): Promise<Buffer> {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config: { Labels: labels } }));
  const layer = Buffer.from('a layer');
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: types.manifest,
      config: describe('application/vnd.oci.image.config.v1+json', config),
      layers: [describe('application/vnd.oci.image.layer.v1.tar', layer)],
    }),
  );
  await ecr(environment).put({ manifest, blobs: [config, layer], ...(tag === undefined ? {} : { tag }) });
  return manifest;
}
const labels = { 'org.opencontainers.image.version': 'v1.2.0', 'org.opencontainers.image.revision': 'c'.repeat(40) };

test('an environment has a repository of its own, whose name ECR takes', () => {
  expect(
    world.environments.map(({ imageRepository, values }) => [imageRepository, values.variables.ECR_REPOSITORY]),
  ).toEqual(['qa', 'staging', 'production'].map((name) => [`my-app-2-${name}`, `my-app-2-${name}`]));
});

test('each image with a tag has a row, with its labels and all its tags', async () => {
  const manifest = await put('staging', labels, 'staging');
  await ecr('staging').put({ manifest, tag: 'sha-1' });
  await put('staging', { ...labels, 'org.opencontainers.image.version': 'untagged' });
  await put('production', undefined, 'production');
  const { digest } = describe(types.manifest, manifest);
  expect(await readImages(world)).toEqual([
    expect.objectContaining({ environment: 'qa', repository: 'my-app-2-qa', digest: '', tags: [] }),
    {
      environment: 'staging',
      repository: 'my-app-2-staging',
      digest,
      tags: ['sha-1', 'staging'],
      version: 'v1.2.0',
      commit: 'c'.repeat(40),
      pushed: expect.any(Date),
      recorded: false,
    },
    expect.objectContaining({ environment: 'production', version: '', commit: '', tags: ['production'] }),
  ]);
});

test('an index has the labels of its first image', async () => {
  const manifest = await put('qa', labels);
  const manifests = [{ ...describe(types.manifest, manifest), platform: { os: 'linux', architecture: 'amd64' } }];
  await ecr('qa').put({ manifest: JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests }), tag: 'qa' });
  const [row] = await readImages(world);
  expect([row?.version, row?.tags]).toEqual(['v1.2.0', ['qa']]);
});

test('what was published stays under its tag; the tag of the environment moves', async () => {
  await put('qa', labels, 'sha-1');
  await put('qa', labels, 'qa');
  const other = { ...labels, 'org.opencontainers.image.version': 'v2.0.0' };
  await expect(put('qa', other, 'sha-1')).rejects.toThrow(/immutable/);
  await put('qa', other, 'qa');
  expect((await readImages(world)).flatMap(({ version, tags }) => (tags.length > 0 ? [[version, tags]] : []))).toEqual([
    ['v1.2.0', ['sha-1']],
    ['v2.0.0', ['qa']],
  ]);
});

test.each([
  ['its address', '123456789012.dkr.ecr.eu-central-1.amazonaws.com/my-app-2-qa:qa', true],
  ['its name', 'my-app-2-qa:qa', true],
  ['one of several', 'x.test/other:qa, x.test/my-app-2-qa', true],
  ['another repository', 'x.test/not-my-app-2-qa:qa', false],
])('a deployment records it by %s', async (_what, target, recorded) => {
  const { digest } = describe(types.manifest, await put('qa', labels, 'qa'));
  const github = {
    deployments: () => [{ environment: 'qa', statuses: [{ state: 'success' }], payload: { digest, target } }],
  };
  const [row] = await readImages({ ...world, github: github as unknown as World['github'] });
  expect(row?.recorded).toBe(recorded);
});
