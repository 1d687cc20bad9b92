import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '@ci-actions/errors/errors';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openImage } from './open-image.ts';
import * as made from './testing.ts';
import { writeOciArchive } from './write-oci-archive.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'corrupt-image-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Damage = { at: number; byte: number } | { cut: number } | { at: number; swapWith: number };

/** Where: most of a small archive is headers and padding, and each of its bytes is as likely as another. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ at: place, byte: fc.integer({ min: 0, max: 255 }) }) },
  { weight: 1, arbitrary: fc.record({ cut: place }) },
  { weight: 2, arbitrary: fc.record({ at: place, swapWith: place }) },
);

/** Swaps go by blocks, as when a disk gives back what belongs elsewhere. */
function damaged(whole: Buffer, damages: readonly Damage[]): Buffer {
  let bytes = Buffer.from(whole);
  for (const one of damages) {
    if ('cut' in one) bytes = bytes.subarray(0, Math.floor(one.cut * bytes.length));
    else if ('byte' in one) bytes[Math.floor(one.at * bytes.length)] = one.byte;
    else {
      const [a, b] = [one.at, one.swapWith].map((at) => Math.floor((at * bytes.length) / 512) * 512);
      const before = Buffer.from(bytes.subarray(a, (a ?? 0) + 512));
      bytes.copy(bytes, a, b, (b ?? 0) + before.length);
      before.copy(bytes, b);
    }
  }
  return bytes;
}

const layers = [{ a: 'a'.repeat(2000) }, 1500];
const shapes: [string, (image: made.MadeImage) => Promise<Buffer>][] = [
  ['an OCI archive', (image) => made.tarOf(made.layoutFiles(image))],
  ['docker save of containerd’s store', (image) => made.tarOf(made.containerdSaveFiles(image))],
  ['docker save', (image) => made.tarOf(made.dockerSaveFiles(image, 'skopeo'))],
  ['a gzipped archive', async (image) => gzipSync(await made.tarOf(made.layoutFiles(image)))],
];

test.each(shapes)('%s that is damaged gives a sentence, or an image with the right bytes', async (_, write) => {
  const image = await made.makeImage({ layers, attestation: true });
  const whole = await write(image);
  const file = path.join(folder, 'image.tar');
  const target = path.join(await mkdtemp(path.join(folder, 'target-')), 'image.tar');
  const temporary = await mkdtemp(path.join(folder, 'temporary-'));
  const ends = { refused: 0, written: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
      await rm(target, { force: true });
      await writeFile(file, damaged(whole, damages));
      try {
        const opened = await openImage(file, 'image.tar', { temporary });
        try {
          await writeOciArchive(opened, target);
        } finally {
          await opened.close();
        }
        ends.written += 1;
        await expectRightBytes(target);
      } catch (thrown) {
        ends.refused += 1;
        expect(thrown).toBeInstanceOf(InputError);
        expect((thrown as Error).message).toMatch(/^[^\n]*image\.tar[^\n]*[.)]$/);
        expect(await readdir(path.dirname(target))).toEqual([]);
      }
      expect(await readdir(temporary)).toEqual([]);
    }),
    { numRuns: 100 },
  );
  // Neither end is one that never comes.
  expect(Math.min(ends.refused, ends.written)).toBeGreaterThan(0);
});

/** By names and sizes at fixed places: our own archives have nothing but plain headers. */
async function expectRightBytes(file: string): Promise<void> {
  const tar = await readFile(file);
  let blobs = 0;
  for (let at = 0; tar[at] !== 0; ) {
    const name = tar.toString('latin1', at, tar.indexOf(0, at));
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    const bytes = tar.subarray(at + 512, at + 512 + size);
    if (name.startsWith('blobs/sha256/')) {
      expect(made.digestOf(bytes)).toBe(`sha256:${name.slice(13)}`);
      blobs += 1;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  expect(blobs).toBeGreaterThan(1);
}
