import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeImage } from './archive/testing.ts';
import { type BlobProgress, copyImage } from './copy-image.ts';
import type { OpenRepository } from './open-repository.ts';
import { RepositoryMissing } from './repository.ts';
import { openRepositorySource } from './repository-source.ts';
import { type Fault, type TestRegistry, testRegistry, testRepository, waitingClock } from './testing.ts';

let registry: TestRegistry;
let target: OpenRepository;
let clock: ReturnType<typeof waitingClock>;
const opened: { close(): unknown }[] = [];

beforeEach(async () => {
  registry = await testRegistry();
  clock = waitingClock();
  target = testRepository(registry, { retry: clock });
  opened.push(registry, target);
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const puts = () => registry.requests.filter((line) => line.startsWith('PUT'));
const manifestPuts = () => puts().filter((line) => line.includes('/manifests/'));

describe('a copy', () => {
  test.each([
    ['one manifest', {}, 1],
    ['an index with an attestation', { attestation: true }, 3],
    [
      'an index of two platforms',
      {
        platforms: [
          { os: 'linux', architecture: 'amd64' },
          { os: 'linux', architecture: 'arm64', variant: 'v8' },
        ],
      },
      3,
    ],
    ['Docker’s own types', { docker: true }, 1],
  ])('of %s: the same bytes, the image itself last, each blob once', async (_, recipe, manifests) => {
    const image = await makeImage({ layers: [100_000, 3, { same: 'x' }, { same: 'x' }], ...recipe });
    const copied = await copyImage(image, target);
    const blobs = [...image.blobs].filter(([digest]) => !image.manifests.some((one) => one.digest === digest));
    expect(copied).toEqual({
      digest: image.root.digest,
      blobs: { there: 0, mounted: 0, uploaded: blobs.length },
      bytes: blobs.reduce((sum, [, bytes]) => sum + bytes.length, 0),
    });
    for (const [digest, bytes] of blobs) expect(registry.blobs.get(`team/app@${digest}`)?.equals(bytes)).toBe(true);
    for (const { digest, bytes, mediaType } of image.manifests) {
      expect(registry.manifests.get(`team/app@${digest}`)).toEqual({ bytes, type: mediaType });
    }
    expect(manifestPuts()).toHaveLength(manifests);
    expect(puts().at(-1)).toBe(`PUT /v2/team/app/manifests/${image.root.digest}`);
    expect(registry.requests.filter((line) => line.startsWith('PATCH'))).toEqual([]);
  });

  test('of what is there: one HEAD, and nothing is read or written', async () => {
    const image = await makeImage({ layers: [1_000] });
    await copyImage(image, target);
    registry.requests.length = 0;
    const copied = await copyImage(image, target);
    expect(registry.requests).toEqual([`HEAD /v2/team/app/manifests/${image.root.digest}`]);
    expect(copied).toMatchObject({ blobs: { there: 2, mounted: 0, uploaded: 0 }, bytes: 0 });
  });

  test('of what was seen to be missing: nothing is looked for again', async () => {
    const image = await makeImage({ layers: [1_000] });
    const copied = await copyImage(image, target, { missing: new Set([...image.blobs.keys(), image.root.digest]) });
    expect(copied).toMatchObject({ blobs: { there: 0, mounted: 0, uploaded: 2 } });
    expect(registry.requests.map((line) => line.split(' ')[0]).sort()).toEqual(['POST', 'POST', 'PUT', 'PUT', 'PUT']);
  });

  test('of what was seen to be missing, and broke off: it is looked for before it is sent again', async () => {
    const image = await makeImage({ layers: [1_000] });
    registry.fail(/PUT .*blobs/, 'lost reply');
    const copied = await copyImage(image, target, { missing: new Set([...image.blobs.keys(), image.root.digest]) });
    expect(copied).toMatchObject({ blobs: { there: 0, mounted: 0, uploaded: 2 } });
    expect(registry.requests.filter((line) => line.startsWith('HEAD'))).toHaveLength(1);
    expect(puts()).toHaveLength(3);
  });

  test('that broke off goes on: what was sent is not sent again', async () => {
    const image = await makeImage({ layers: [10, 20, 30, 40] });
    registry.fail(/PUT .*manifests/, { status: 400, code: 'MANIFEST_INVALID', message: 'not today' });
    await expect(copyImage(image, target)).rejects.toThrow(
      `Writing the manifest registry.test/team/app@${image.root.digest} failed: the registry answered MANIFEST_INVALID (HTTP 400): not today.`,
    );
    const before = registry.received();
    const copied = await copyImage(image, target);
    expect(copied).toMatchObject({ blobs: { there: 5, uploaded: 0 }, bytes: 0 });
    expect(registry.received() - before).toBe(image.root.bytes.length);
  });

  test('from a repository to another of the same registry by mount moves 0 bytes', async () => {
    const image = await makeImage({ layers: [1_000, 2_000], attestation: true });
    const from = testRepository(registry, { path: 'team/base' });
    opened.push(from);
    await copyImage(image, from);
    const before = registry.received();
    const source = await openRepositorySource(from, image.root.digest);
    const copied = await copyImage(source, target, { mountFrom: 'team/base' });
    expect(copied.bytes).toBe(0);
    expect(copied.blobs).toMatchObject({ there: 0, uploaded: 0 });
    expect(copied.digest).toBe(image.root.digest);
    const manifests = image.manifests.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(registry.received() - before).toBe(manifests);
  });

  test('where the registry does not mount: the upload that it began instead is used', async () => {
    const image = await makeImage({ layers: [1_000] });
    registry.mounts = false;
    const copied = await copyImage(image, target, { mountFrom: 'team/base' });
    expect(copied.blobs).toEqual({ there: 0, mounted: 0, uploaded: 2 });
    expect(registry.requests.filter((line) => line.startsWith('POST'))).toHaveLength(2);
  });

  test('where the mount is refused: the blob is sent', async () => {
    const image = await makeImage({ layers: [1_000] });
    registry.fail(/POST .*mount=/, { status: 403, code: 'DENIED', message: 'not from there' }, 2);
    const copied = await copyImage(image, target, { mountFrom: 'team/base' });
    expect(copied.blobs).toEqual({ there: 0, mounted: 0, uploaded: 2 });
  });

  test('between registries, with a login each', async () => {
    const other = await testRegistry();
    const from = testRepository(other, { login: async () => ({ username: 'AWS', password: 'one' }) });
    const to = testRepository(registry, { login: async () => ({ username: 'AWS', password: 'two' }) });
    opened.push(other, from, to);
    const image = await makeImage({ layers: [500_000] });
    await copyImage(image, from);
    await from.putManifest('v1', image.root);
    await copyImage(await openRepositorySource(from, 'v1'), to);
    expect(registry.manifests.get(`team/app@${image.root.digest}`)?.bytes).toEqual(image.root.bytes);
    const logins = (of: TestRegistry) => [...new Set(of.headers.map(({ authorization }) => authorization))];
    expect(logins(other)).toEqual([`Basic ${Buffer.from('AWS:one').toString('base64')}`]);
    expect(logins(registry)).toEqual([`Basic ${Buffer.from('AWS:two').toString('base64')}`]);
  });

  test('to a repository that is missing says so before a byte is read', async () => {
    registry.missing.add('team/app');
    const image = await makeImage({ layers: [1_000] });
    const error = await copyImage(image, target).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(RepositoryMissing);
    expect(error.message).toBe('There is no repository team/app in the registry registry.test: create it first.');
    expect(registry.received()).toBe(0);
  });

  test('tells how far each blob is', async () => {
    const image = await makeImage({ layers: [200_000] });
    const events: BlobProgress[] = [];
    await copyImage(image, target, { onProgress: (event) => void events.push(event) });
    const [layer] = image.layers;
    const own = events.filter(({ digest }) => digest === layer?.digest);
    expect(own[0]).toEqual({ ...layer, sent: 0 });
    expect(own.at(-1)).toEqual({ ...layer, sent: layer?.size, outcome: 'uploaded' });
    const sent = own.map((event) => event.sent);
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
  });
});

describe('weather', () => {
  const faults: [string, RegExp, Fault, number][] = [
    ['a reset in the middle of a blob', /PUT .*uploads/, 'reset in the middle', 1],
    ['a reset in the middle of a blob, eight times', /PUT .*uploads/, 'reset in the middle', 8],
    ['a lost reply to a blob', /PUT .*uploads/, 'lost reply', 1],
    ['a lost reply to the manifest', /PUT .*manifests/, 'lost reply', 1],
    ['a lost reply to each kind of request', /./, 'lost reply', 6],
    ['20 times 429', /./, { status: 429, code: 'TOOMANYREQUESTS', message: 'Rate exceeded' }, 20],
    ['503 at the manifest', /PUT .*manifests/, { status: 503 }, 3],
    ['500 in the middle of a blob', /PUT .*uploads/, { status: 500 }, 2],
    [
      'an upload that the registry has forgotten',
      /PUT .*uploads/,
      { status: 404, code: 'BLOB_UPLOAD_UNKNOWN', message: 'unknown' },
      2,
    ],
    ['a HEAD that is reset', /HEAD/, 'reset', 2],
  ];
  test.each(faults)('%s: the image is there, whole', async (_, on, fault, times) => {
    const image = await makeImage({ layers: [3_000_000, 10], attestation: true });
    registry.fail(on, fault, times);
    const events = new Map<string, BlobProgress>();
    const copied = await copyImage(image, target, { onProgress: (event) => void events.set(event.digest, event) });
    expect(copied.digest).toBe(image.root.digest);
    expect(copied.bytes).toBe([...events.values()].reduce((sum, { size }) => sum + size, 0));
    for (const { size, sent } of events.values()) expect(sent).toBe(size);
    expect(registry.manifests.get(`team/app@${image.root.digest}`)?.bytes).toEqual(image.root.bytes);
  });

  test.each([1_000, 3_000, 8_000, 45_000])('429 for %i ms: waits as it is asked to', async (ms) => {
    const image = await makeImage({ layers: [1_000] });
    registry.guard = () =>
      clock.time() < ms ? { status: 429, code: 'TOOMANYREQUESTS', headers: { 'retry-after': '1' } } : undefined;
    await copyImage(image, target);
    expect(registry.manifests.has(`team/app@${image.root.digest}`)).toBe(true);
    expect(clock.time()).toBeLessThan(ms + 2_000);
  });

  test('429 for longer than the patience: one sentence with the cause, and no manifest', async () => {
    const image = await makeImage({ layers: [1_000] });
    const busy = { status: 429, code: 'TOOMANYREQUESTS', message: 'Rate exceeded' };
    registry.guard = ({ method }) => (method === 'POST' ? busy : undefined);
    await expect(copyImage(image, target)).rejects.toThrow(
      /^Uploading sha256:[0-9a-f]{12} to registry\.test\/team\/app did not succeed within 60 s \(\d+ attempts\); last cause: the registry answered TOOMANYREQUESTS \(HTTP 429\): Rate exceeded\.$/,
    );
    expect(registry.manifests.size).toBe(0);
  });
});

describe('a source that is not what it says', () => {
  test.each([
    [
      'other bytes',
      (bytes: Buffer) => Buffer.from(bytes).fill(1, bytes.length - 1),
      /has other bytes: their digest is sha256:/,
    ],
    ['too few bytes', (bytes: Buffer) => bytes.subarray(1), /has \d+ bytes, but its manifest says \d+/],
    ['too many bytes', (bytes: Buffer) => Buffer.concat([bytes, bytes]), /has more than the \d+ bytes/],
  ])('%s: one sentence, no retry, nothing published', async (_, change, sentence) => {
    const image = await makeImage({ layers: [150_000] });
    const digest = image.layers[0]?.digest ?? '';
    image.blobs.set(digest, change(image.blobs.get(digest) as Buffer));
    const error = await copyImage(image, target).catch((thrown) => thrown);
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain(digest);
    expect(registry.blobs.has(`team/app@${digest}`)).toBe(false);
    expect(registry.manifests.size).toBe(0);
    expect(clock.time()).toBe(0);
  });

  test('a manifest with other bytes', async () => {
    const image = await makeImage({ attestation: true });
    const source = {
      ...image,
      manifest: async (descriptor: Parameters<typeof image.manifest>[0]) => {
        const manifest = await image.manifest(descriptor);
        const bytes = Buffer.from(manifest.bytes);
        bytes.writeUInt8(32, bytes.length - 1);
        return { ...manifest, bytes };
      },
    };
    await expect(copyImage(source, target)).rejects.toThrow(/has other bytes: their digest is/);
    expect(puts()).toEqual([]);
  });
});
