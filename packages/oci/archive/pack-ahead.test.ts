import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseManifest } from '../manifest.ts';
import { openImage } from './open-image.ts';
import { packAhead } from './pack-ahead.ts';
import * as made from './testing.ts';

let top: string;
beforeAll(async () => {
  top = await mkdtemp(path.join(os.tmpdir(), 'pack-ahead-'));
});
afterAll(() => rm(top, { recursive: true, force: true }));

const layers = [{ 'app/a': 'a'.repeat(700_000) }, { 'app/b': 'b' }, { 'app/a': 'a'.repeat(700_000) }, 3000];

/** As they come from a socket. */
async function* inChunks(bytes: Buffer, size = 10_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function places() {
  const folder = await mkdtemp(path.join(top, 'x-'));
  return { folder, archive: path.join(folder, 'image.tar') };
}

test.each([
  ['an engine before 25', (image: made.MadeImage) => made.dockerSaveFiles(image)],
  ['an engine since 25', (image: made.MadeImage) => made.engineSaveFiles(image)],
])('what %s saves is packed while it arrives, into the same image', async (_, files) => {
  const image = await made.makeImage({ layers });
  const bytes = await made.tarOf(files(image));
  const { folder, archive } = await places();
  const ahead = await packAhead(inChunks(bytes), archive, folder);
  expect((await readFile(archive)).equals(bytes)).toBe(true);

  const [later, now] = [await openImage(archive, 'image.tar'), await openImage(archive, 'image.tar', { ahead })];
  try {
    expect(now.root).toEqual(later.root);
    const manifest = parseManifest(now.root, 'image');
    if (manifest.kind !== 'image') throw new Error('an index');
    const files = new Map([...ahead.values()].map(({ layer, file }) => [layer.digest, file]));
    for (const layer of manifest.layers) {
      // They are those that are there already.
      expect(made.digestOf(await readFile(files.get(layer.digest) ?? ''))).toBe(layer.digest);
    }
  } finally {
    await later.close();
    await now.close();
  }
});

test('layers that are gzipped already are not packed again', async () => {
  const { folder, archive } = await places();
  const bytes = await made.tarOf(made.containerdSaveFiles(await made.makeImage({ layers })));
  const ahead = await packAhead(inChunks(bytes), archive, folder);
  const opened = await openImage(archive, 'image.tar', { ahead });
  await opened.close();
  const manifest = parseManifest(opened.root, 'image');
  if (manifest.kind !== 'image') throw new Error('an index');
  expect(manifest.layers.map(({ digest }) => digest).filter((digest) => ahead.has(digest))).toEqual([]);
});

test.each([
  ['ends in the middle of a layer', (bytes: Buffer) => inChunks(bytes.subarray(0, 400_000))],
  ['is no archive', () => inChunks(Buffer.alloc(20_000, 'x'))],
  [
    'breaks off',
    async function* (bytes: Buffer) {
      yield bytes.subarray(0, 400_000);
      throw new Error('the connection is gone');
    },
  ],
])('what %s is an error', async (_, chunks) => {
  const { folder, archive } = await places();
  const bytes = await made.tarOf(made.dockerSaveFiles(await made.makeImage({ layers })));
  await expect(packAhead(chunks(bytes), archive, folder)).rejects.toThrow();
});
