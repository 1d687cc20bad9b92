import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Descriptor, isIndex } from '../descriptor.ts';
import type { ImageSource } from '../image-source.ts';
import { parseManifest } from '../manifest.ts';
import { openImage } from './open-image.ts';
import * as made from './testing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'open-image-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64', variant: 'v8' },
];
const layers = [{ 'app/a': 'a'.repeat(5000) }, { 'app/b': 'b' }, { 'app/a': 'a'.repeat(5000) }, 3000];

async function bytesOf(image: ImageSource, descriptor: Descriptor): Promise<Buffer> {
  const blob = await image.blob(descriptor);
  const chunks: Buffer[] = [];
  for await (const chunk of blob.open()) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  expect(bytes.length).toBe(blob.size);
  return bytes;
}

/** Reads all that there is, and holds it to its digests. */
async function digestsOf(image: ImageSource): Promise<string[]> {
  const digests = new Set<string>();
  const visit = async (raw: ImageSource['root']): Promise<void> => {
    expect(made.digestOf(raw.bytes)).toBe(raw.digest);
    digests.add(raw.digest);
    const manifest = parseManifest(raw, image.name);
    if (manifest.kind === 'index') {
      for (const child of manifest.children) await visit(await image.manifest(child));
      return;
    }
    // All at once: each reading has a place of its own in the file.
    await Promise.all(
      [manifest.config, ...manifest.layers].map(async (part) => {
        expect(made.digestOf(await bytesOf(image, part))).toBe(part.digest);
        digests.add(part.digest);
      }),
    );
  };
  await visit(image.root);
  return [...digests].sort();
}

describe('an image that has its digests already keeps them', () => {
  const recipes: [string, made.ImageRecipe][] = [
    ['one platform', { layers, labels: { team: 'a' } }],
    ['Docker’s types', { layers, docker: true }],
    ['several platforms', { layers, platforms }],
    ['an attestation for each of several platforms', { layers, platforms, attestation: true }],
    ['an index of one', { layers, index: true, docker: true }],
  ];
  const shapes: [string, (image: made.MadeImage, at: string) => Promise<void>][] = [
    ['an OCI layout in a folder', (image, at) => made.writeFolder(at, made.layoutFiles(image))],
    ['an OCI archive', (image, at) => made.writeTar(at, made.layoutFiles(image))],
    [
      'an OCI archive whose names begin with ./',
      (image, at) =>
        made.writeTar(
          at,
          made.layoutFiles(image).map(([name, content]) => [`./${name}`, content]),
        ),
    ],
    [
      'an OCI archive, gzipped',
      async (image, at) => writeFile(at, gzipSync(await made.tarOf(made.layoutFiles(image)))),
    ],
    ['docker save of containerd’s store', (image, at) => made.writeTar(at, made.containerdSaveFiles(image))],
  ];
  for (const [shape, write] of shapes) {
    test.each(recipes)(`${shape}: %s`, async (_, recipe) => {
      const image = await made.makeImage(recipe);
      const at = path.join(await mkdtemp(path.join(folder, 'x-')), 'image');
      await write(image, at);
      const temporary = await mkdtemp(path.join(folder, 'temporary-'));
      const opened = await openImage(at, 'image.tar', { temporary });
      expect(opened.name).toBe('image.tar');
      expect(opened.root).toEqual(image.root);
      expect(await digestsOf(opened)).toEqual([...image.blobs.keys()].sort());
      await opened.close();
      expect(await readdir(temporary)).toEqual([]);
    });
  }
});

describe('docker save of unpacked layers is gzipped', () => {
  const read = async (files: made.Files, write = made.writeTar) => {
    const at = path.join(await mkdtemp(path.join(folder, 'x-')), 'image');
    await write(at, files);
    const temporary = await mkdtemp(path.join(folder, 'temporary-'));
    const opened = await openImage(at, 'image.tar', { temporary });
    const digests = await digestsOf(opened);
    const manifest = parseManifest(opened.root, 'image');
    if (manifest.kind !== 'image') throw new Error('an index');
    const contents = await Promise.all(manifest.layers.map((layer) => bytesOf(opened, layer)));
    const config = await bytesOf(opened, manifest.config);
    await opened.close();
    expect(await readdir(temporary)).toEqual([]);
    return { root: opened.root, digests, manifest, config, contents, unpacked: contents.map((one) => gunzipSync(one)) };
  };

  test.each(['docker', 'skopeo', 'podman'] as const)('as %s writes it', async (style) => {
    const image = await made.makeImage({ layers, labels: { team: 'a' } });
    const one = await read(made.dockerSaveFiles(image, style));
    expect(one.config).toEqual(image.blobs.get(image.config.digest));
    expect(one.unpacked.map(made.digestOf)).toEqual(JSON.parse(one.config.toString()).rootfs.diff_ids);
    // The first and the third are the same.
    expect(one.manifest.layers[2]).toEqual(one.manifest.layers[0]);
    expect(new Set(one.manifest.layers.map((layer) => layer.mediaType))).toEqual(
      new Set(['application/vnd.oci.image.layer.v1.tar+gzip']),
    );
    // No name, no time, no system: nothing that would be another on the next run.
    for (const content of one.contents) {
      expect(content.subarray(0, 8).toString('hex')).toBe('1f8b080000000000');
      expect(content[9]).toBe(255);
    }
    expect((await read(made.dockerSaveFiles(image, style))).root).toEqual(one.root);
  });

  test('all of these give the same digest, in a tar, gzipped or in a folder', async () => {
    const image = await made.makeImage({ layers });
    const roots = [
      await read(made.dockerSaveFiles(image, 'docker')),
      await read(made.dockerSaveFiles(image, 'skopeo')),
      await read(made.dockerSaveFiles(image, 'podman')),
      await read(made.dockerSaveFiles(image), async (at, files) => writeFile(at, gzipSync(await made.tarOf(files)))),
      await read(made.dockerSaveFiles(image, 'podman'), made.writeFolder),
    ].map(({ root }) => root.digest);
    expect(new Set(roots).size).toBe(1);
  });

  test('a layer that is gzipped already stays as it is', async () => {
    const image = await made.makeImage({ layers: [{ a: 'b' }], level: 9 });
    const [layer] = image.layers;
    const files = made
      .dockerSaveFiles(image, 'podman')
      .map(([name, content]): made.Files[number] =>
        name.endsWith('.tar') ? [name, image.blobs.get(layer?.digest ?? '') ?? ''] : [name, content],
      );
    const one = await read(files);
    expect(one.manifest.layers).toEqual(image.layers);
  });

  test('where Docker wrote a layout with unpacked layers too, these are gzipped as well', async () => {
    const image = await made.makeImage({ layers });
    const classic = (await read(made.dockerSaveFiles(image, 'podman'))).root;
    expect((await read(made.engineSaveFiles(image))).root).toEqual(classic);
  });

  test('an image without layers', async () => {
    const image = await made.makeImage({ layers: [] });
    expect((await read(made.dockerSaveFiles(image))).manifest.layers).toEqual([]);
  });
});

test('two names of one image are one image', async () => {
  const image = await made.makeImage();
  const index = JSON.stringify({
    schemaVersion: 2,
    manifests: ['a', 'b'].map((name) => ({ ...image.descriptor, annotations: { name } })),
  });
  const at = path.join(folder, 'two-names');
  await made.writeTar(
    at,
    made.layoutFiles(image).map(([name, content]) => [name, name === 'index.json' ? index : content]),
  );
  const opened = await openImage(at, 'two-names');
  expect(opened.root.digest).toBe(image.root.digest);
  await opened.close();
});

test('a layer of zstd is kept', async () => {
  const image = await made.makeImage();
  const type = 'application/vnd.oci.image.layer.v1.tar+zstd';
  const changed = made.withManifest(image, (manifest) => ({
    ...manifest,
    layers: (manifest.layers as Descriptor[]).map((layer) => ({ ...layer, mediaType: type })),
  }));
  const at = path.join(folder, 'zstd');
  await made.writeTar(at, made.layoutFiles(changed));
  const opened = await openImage(at, 'zstd');
  const manifest = parseManifest(opened.root, 'zstd');
  expect(manifest.kind === 'image' && manifest.layers[0]?.mediaType).toBe(type);
  await opened.close();
});

test('a link inside of a layout folder is followed', async () => {
  const image = await made.makeImage();
  const at = path.join(folder, 'linked');
  await made.writeFolder(at, made.layoutFiles(image));
  await symlink('linked', path.join(folder, 'link-to-it'));
  const opened = await openImage(path.join(folder, 'link-to-it'), 'link-to-it');
  expect(isIndex(opened.root.mediaType)).toBe(false);
  expect(await digestsOf(opened)).toHaveLength(3);
  await opened.close();
});
