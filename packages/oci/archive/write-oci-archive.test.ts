import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { InputError } from '@ci-actions/errors/errors';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { extract } from 'tar-stream';
import { mediaTypes } from '../descriptor.ts';
import type { ImageSource } from '../image-source.ts';
import { openImage } from './open-image.ts';
import * as made from './testing.ts';
import { writeOciArchive } from './write-oci-archive.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'write-oci-archive-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const place = async () => path.join(await mkdtemp(path.join(folder, 'x-')), 'image.tar');
const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));
const layers = [{ a: 'a' }, 300_000, { a: 'a' }];

/** All entries by a reader that is not ours. */
async function entriesOf(file: string) {
  const entries: { name: string; mode: number; mtime: number; bytes: Buffer }[] = [];
  const parser = extract();
  Readable.from([await readFile(file)]).pipe(parser as unknown as NodeJS.WritableStream);
  for await (const entry of parser) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    const { name, mode, mtime } = entry.header;
    entries.push({ name, mode, mtime: mtime.getTime(), bytes: Buffer.concat(chunks) });
  }
  return entries;
}

describe('what is written is what was read', () => {
  const recipes: [string, made.ImageRecipe][] = [
    ['one platform', { layers }],
    ['Docker’s types', { layers, docker: true }],
    ['several platforms and their attestations', { layers, platforms, attestation: true }],
    ['no layers', { layers: [] }],
  ];
  test.each(recipes)('%s', async (_, recipe) => {
    const image = await made.makeImage(recipe);
    const file = await place();
    expect(await writeOciArchive(image, file)).toEqual(image.descriptor);
    const entries = await entriesOf(file);
    const names = entries.map(({ name }) => name);
    expect(names).toEqual([
      ...[...image.blobs.keys()].map((digest) => `blobs/sha256/${digest.slice(7)}`).sort(),
      'index.json',
      'oci-layout',
    ]);
    for (const { name, mode, mtime, bytes } of entries) {
      expect([mode, mtime]).toEqual([0o644, 0]);
      if (name.startsWith('blobs/')) expect(made.digestOf(bytes)).toBe(`sha256:${name.slice(13)}`);
    }
    expect(JSON.parse(String(entries.at(-2)?.bytes))).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.index,
      manifests: [image.descriptor],
    });

    // Once more, from what was written: the same file.
    const again = await place();
    const opened = await openImage(file, 'image.tar');
    expect(opened.root).toEqual(image.root);
    await writeOciArchive(opened, again);
    await opened.close();
    expect(
      createHash('sha256')
        .update(await readFile(again))
        .digest('hex'),
    ).toBe(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
  });

  test('of docker save, as an OCI archive with the digest that it was given', async () => {
    const image = await made.makeImage({ layers });
    const [save, file] = [await place(), await place()];
    await made.writeTar(save, made.dockerSaveFiles(image));
    const opened = await openImage(save, 'save.tar');
    const { digest } = await writeOciArchive(opened, file);
    expect(digest).toBe(opened.root.digest);
    await opened.close();
    const written = await openImage(file, 'image.tar');
    expect(written.root).toEqual(opened.root);
    await written.close();
  });
});

test('the name of the image is in index.json', async () => {
  const image = await made.makeImage();
  const file = await place();
  const annotations = { 'org.opencontainers.image.ref.name': 'v1' };
  const descriptor = await writeOciArchive(image, file, { annotations });
  expect(descriptor).toEqual({ ...image.descriptor, annotations });
  const index = (await entriesOf(file)).find(({ name }) => name === 'index.json');
  expect(JSON.parse(String(index?.bytes)).manifests).toEqual([descriptor]);
});

test('its folder is made, and a file that is there is replaced', async () => {
  const file = path.join(folder, 'new', 'folder', 'image.tar');
  const image = await made.makeImage();
  await writeOciArchive(image, file);
  const before = await readFile(file);
  await writeFile(file, 'old');
  await writeOciArchive(image, file);
  expect(await readFile(file)).toEqual(before);
  expect(await readdir(path.dirname(file))).toEqual(['image.tar']);
});

describe('where it fails, nothing is left, and what was there stays', () => {
  const change = (image: made.MadeImage, digest: string | undefined, bytes: (before: Buffer) => Buffer) =>
    image.blobs.set(digest ?? '', bytes(image.blobs.get(digest ?? '') ?? Buffer.alloc(0)));
  const cases: [string, (image: made.MadeImage) => ImageSource, RegExp][] = [
    [
      'a layer has other bytes',
      (image) => {
        change(image, image.layers[1]?.digest, (before) => Buffer.concat([before.subarray(1), Buffer.alloc(1)]));
        return image;
      },
      /^made for a test has other bytes for sha256:[0-9a-f]{64} than its digest says/,
    ],
    ['a blob gives fewer bytes than it says', (image) => short(image, -1), /other bytes for/],
    ['a blob gives more bytes than it says', (image) => short(image, 1), /other bytes for/],
    [
      'a layer is missing',
      (image) => {
        image.blobs.delete(image.layers[1]?.digest ?? '');
        return image;
      },
      /has no sha256:/,
    ],
    [
      'reading throws in the middle',
      (image) => ({
        ...image,
        blob: async (wanted) => ({
          size: wanted.size,
          async *open() {
            yield Buffer.alloc(10);
            throw new Error('the line is cut');
          },
        }),
      }),
      /^the line is cut$/,
    ],
  ];
  const short = (image: made.MadeImage, by: number): ImageSource => ({
    ...image,
    async blob(wanted) {
      const blob = await image.blob(wanted);
      return { ...blob, size: blob.size - by };
    },
  });
  test.each(cases)('%s', async (_, broken, sentence) => {
    const file = await place();
    await writeFile(file, 'old');
    await expect(writeOciArchive(broken(await made.makeImage({ layers })), file)).rejects.toThrow(sentence);
    expect(await readdir(path.dirname(file))).toEqual(['image.tar']);
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  test('a folder has the name', async () => {
    const file = await place();
    await mkdir(file);
    await expect(writeOciArchive(await made.makeImage(), file)).rejects.toThrow(InputError);
    expect(await readdir(path.dirname(file))).toEqual(['image.tar']);
  });

  test('a file has the name of its folder', async () => {
    const file = await place();
    await writeFile(file, 'old');
    await expect(writeOciArchive(await made.makeImage(), path.join(file, 'image.tar'))).rejects.toThrow(InputError);
    expect(await readFile(file, 'utf8')).toBe('old');
  });
});
