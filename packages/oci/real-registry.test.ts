import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Passed, passOn } from '@ci-actions/local/ecr-front/pass-on';
import { silent } from '@ci-actions/log/log';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openImage } from './archive/open-image.ts';
import { digestOf, layoutFiles, type MadeImage, makeImage, writeFolder } from './archive/testing.ts';
import { copyImage } from './copy-image.ts';
import type { Descriptor } from './descriptor.ts';
import { type OpenRepository, openRepository } from './open-repository.ts';
import { openRepositorySource } from './repository-source.ts';

// Whether our client and the programs of others agree: `.ci/image-servers.sh start FILE` starts what this needs.
const registry = process.env.CI_ACTIONS_REGISTRY_URL;
const skopeo = process.env.CI_ACTIONS_SKOPEO;
if (!registry) console.warn('Skipped: a real registry; CI_ACTIONS_REGISTRY_URL is not set.');
else if (!skopeo) console.warn('Skipped: skopeo as a second reader; CI_ACTIONS_SKOPEO is not set.');

const run = promisify(execFile);

(registry ? describe : describe.skip)('a real registry', () => {
  let tap: Server;
  let endpoint: URL;
  let passed: Passed[] = [];
  let folder: string;
  const opened: OpenRepository[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'real-registry-'));
    // Between our client and the registry, only to count: nobody has to believe our own counts.
    tap = createServer((request, response) => {
      passOn(request, response, new URL(String(registry))).then(
        (one) => passed.push(one),
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
    endpoint = new URL(`http://127.0.0.1:${(tap.address() as AddressInfo).port}`);
  });
  beforeEach(() => {
    passed = [];
  });
  afterAll(async () => {
    for (const repository of opened) repository.close();
    await new Promise((resolve) => {
      tap.close(resolve);
      tap.closeAllConnections();
    });
    await rm(folder, { recursive: true, force: true });
  });

  /** A repository that nobody used before: the registry makes it when something is pushed. */
  function newRepository(): OpenRepository {
    const name = `tests/${randomBytes(6).toString('hex')}`;
    const repository = openRepository({
      endpoint,
      path: name,
      name: `${endpoint.host}/${name}`,
      login: async () => undefined,
      log: silent,
    });
    opened.push(repository);
    return repository;
  }
  const writes = () => passed.filter(({ method }) => method !== 'GET' && method !== 'HEAD');
  const bytesOf = (requests: readonly Passed[]) => requests.reduce((sum, { bytes }) => sum + bytes, 0);
  const blobBytes = () => bytesOf(passed.filter((request) => request.path.includes('/blobs/')));

  /** Bytes that no registry has yet: one that had them would not need them again. */
  const newImage = (recipe: Parameters<typeof makeImage>[0] = {}) =>
    makeImage({
      layers: [{ 'a/first': randomBytes(300_000) }, { second: randomBytes(1_000) }],
      labels: { made: randomBytes(8).toString('hex') },
      ...recipe,
    });
  const shapes = {
    'one manifest': {},
    'an index of two platforms': {
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm64' },
      ],
    },
    'an index with an attestation': { attestation: true },
    'Docker’s own types': { docker: true },
  } as const;

  for (const [shape, recipe] of Object.entries(shapes)) {
    test(`${shape}: pushed whole, read back by digest, and nothing is sent again`, async () => {
      const image = await newImage(recipe);
      const repository = newRepository();
      await copyImage(image, repository, { log: silent });
      await repository.putManifest('v1', image.root);
      expect(blobBytes()).toBe(sizeOfBlobs(image));
      expect(await repository.headManifest('v1')).toMatchObject(image.descriptor);
      expect(await allOf(repository, image)).toEqual([...image.blobs.keys()].toSorted());

      passed = [];
      await copyImage(image, repository, { log: silent });
      expect(writes()).toEqual([]);
    });
  }

  test.each(Object.entries(shapes))(
    '%s: copied to another repository by digest, with 0 bytes of blobs',
    async (_, recipe) => {
      const image = await newImage(recipe);
      const [from, to] = [newRepository(), newRepository()];
      await copyImage(image, from, { log: silent });

      passed = [];
      await copyImage(await openRepositorySource(from, image.root.digest), to, { mountFrom: from.path, log: silent });
      expect(blobBytes()).toBe(0);
      const mounts = passed.filter(({ method, path }) => method === 'POST' && path.includes('mount='));
      expect(mounts.map(({ status }) => status)).toEqual(blobsOf(image).map(() => 201));
      expect(await to.headManifest(image.root.digest)).toMatchObject(image.descriptor);
      expect(await allOf(to, image)).toEqual([...image.blobs.keys()].toSorted());
    },
  );

  test('a blob that cannot be mounted is sent', async () => {
    const image = await newImage();
    const [empty, to] = [newRepository(), newRepository()];
    await copyImage(image, to, { mountFrom: empty.path, log: silent });
    expect(blobBytes()).toBe(sizeOfBlobs(image));
    expect(await allOf(to, image)).toEqual([...image.blobs.keys()].toSorted());
  });

  test('all tags are listed, and what is not there is not', async () => {
    const image = await newImage();
    const repository = newRepository();
    expect(await repository.headManifest('v1')).toBeUndefined();
    expect(await repository.getManifest(image.root.digest)).toBeUndefined();
    await copyImage(image, repository, { log: silent });
    const tags = Array.from({ length: 130 }, (_, index) => `v${1_000 + index}`);
    await Promise.all(tags.map((tag) => repository.putManifest(tag, image.root)));
    const listed: string[] = [];
    for await (const page of repository.tags()) listed.push(...page);
    expect(listed.toSorted()).toEqual(tags);
    expect(await repository.headManifest('v1')).toBeUndefined();
  });

  test('a blob with other bytes than its digest is not published', async () => {
    const image = await newImage();
    const [config] = blobsOf(image);
    image.blobs.set(String(config?.digest), randomBytes(config?.size ?? 0));
    const repository = newRepository();
    await expect(copyImage(image, repository, { log: silent })).rejects.toThrow(/digest/);
    expect(await repository.headManifest(image.root.digest)).toBeUndefined();
  });

  (skopeo ? describe : describe.skip)('and skopeo', () => {
    const tool = (...argv: string[]) => run(String(skopeo), argv, { encoding: 'buffer', maxBuffer: 1e8 });
    const reference = (repository: OpenRepository, of: string) =>
      `docker://${new URL(String(registry)).host}/${repository.path}${of}`;

    test.each(Object.entries(shapes))('%s: what we push skopeo reads, byte for byte', async (shape, recipe) => {
      const image = await newImage(recipe);
      const repository = newRepository();
      await copyImage(image, repository, { log: silent });
      await repository.putManifest('v1', image.root);
      const { stdout } = await tool('inspect', '--raw', '--tls-verify=false', reference(repository, ':v1'));
      expect(stdout).toEqual(image.root.bytes);
      const inspected = await tool('inspect', '--tls-verify=false', reference(repository, ':v1'));
      const facts = JSON.parse(inspected.stdout.toString());
      expect(facts).toMatchObject({ Digest: image.root.digest, RepoTags: ['v1'], Os: 'linux' });
      expect(facts.Labels).toEqual(labelsOf(image));

      const copy = path.join(folder, `copied-${Object.keys(shapes).indexOf(shape)}`);
      const from = reference(repository, `@${image.root.digest}`);
      await tool('copy', '--all', '--preserve-digests', '--src-tls-verify=false', from, `dir:${copy}`);
      expect(await readFile(path.join(copy, 'manifest.json'))).toEqual(image.root.bytes);
    });

    test.each(Object.entries(shapes))('%s: what skopeo pushes we read and copy', async (shape, recipe) => {
      const image = await newImage(recipe);
      const layout = path.join(folder, `layout-${Object.keys(shapes).indexOf(shape)}`);
      await writeFolder(layout, layoutFiles(image));
      const [theirs, ours] = [newRepository(), newRepository()];
      const to = reference(theirs, ':v1');
      await tool('copy', '--all', '--preserve-digests', '--dest-tls-verify=false', `oci:${layout}`, to);
      const root = await theirs.getManifest('v1');
      expect(root).toMatchObject({ digest: image.root.digest, mediaType: image.root.mediaType });
      await copyImage(await openRepositorySource(theirs, image.root.digest), ours, { log: silent });
      expect(await allOf(ours, image)).toEqual([...image.blobs.keys()].toSorted());
      const source = await openImage(layout, layout);
      await copyImage(source, ours, { log: silent });
      await source.close();
      expect((await ours.headManifest(image.root.digest))?.digest).toBe(image.root.digest);
    });
  });
});

function blobsOf(image: MadeImage): Descriptor[] {
  const manifests = new Set(image.manifests.map(({ digest }) => digest));
  return [...image.blobs]
    .filter(([digest]) => !manifests.has(digest))
    .map(([digest, bytes]) => ({ mediaType: '', digest, size: bytes.length }));
}
const sizeOfBlobs = (image: MadeImage) => blobsOf(image).reduce((sum, { size }) => sum + size, 0);

function labelsOf(image: MadeImage): unknown {
  return JSON.parse(String(image.blobs.get(image.config.digest))).config.Labels;
}

/** The digests of all that an image has, from the bytes that the registry gives. */
async function allOf(repository: OpenRepository, image: MadeImage): Promise<string[]> {
  const digests: string[] = [];
  for (const { digest } of image.manifests) {
    digests.push(digestOf((await repository.getManifest(digest))?.bytes ?? Buffer.of()));
  }
  for (const descriptor of blobsOf(image)) {
    const chunks: Buffer[] = [];
    for await (const chunk of (await repository.blob(descriptor)).open()) chunks.push(chunk);
    digests.push(digestOf(Buffer.concat(chunks)));
  }
  return digests.toSorted();
}
