import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '@ci-actions/errors/errors';
import type { Blob } from '../image-source.ts';
import { largestManifest } from '../manifest.ts';

/** The files of an archive or of a folder, which are read in place: nothing is ever unpacked to a path that it names. */
export interface ArchiveFiles {
  /** For sentences: the path as the person knows it. */
  readonly shown: string;
  /** @param name with slashes @returns undefined where there is no such file @throws InputError where it leads outside */
  find(name: string): Promise<Blob | undefined>;
  close(): Promise<void>;
}

/** More than is read at once of a layer: large enough that the number of reads is no cost. In bytes. */
const chunk = 1 << 20;

/** A part of an open file as a blob; reading it does not move the file's own position, so many can be read at once. */
export function partOf(handle: FileHandle, shown: string, offset: number, size: number): Blob {
  return {
    size,
    async *open() {
      for (let at = 0; at < size; ) {
        const buffer = Buffer.allocUnsafe(Math.min(chunk, size - at));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset + at);
        if (bytesRead === 0) throw new InputError(`${shown} became shorter while it was read.`);
        yield buffer.subarray(0, bytesRead);
        at += bytesRead;
      }
    },
  };
}

/** A whole file as a blob, which is opened when it is read. */
export function fileBlob(file: string, shown: string, size: number): Blob {
  return {
    size,
    async *open() {
      const handle = await open(file);
      try {
        yield* partOf(handle, shown, 0, size).open();
      } finally {
        await handle.close();
      }
    },
  };
}

/**
 * The bytes of a manifest, an index or a config.
 *
 * @param what names it in a sentence @throws InputError where it is larger than any such file is
 */
export async function readSmall({ shown }: ArchiveFiles, what: string, blob: Blob): Promise<Buffer> {
  if (blob.size > largestManifest) throw new InputError(`${shown} has ${what} of more than 4 MiB; that is no image.`);
  const chunks: Buffer[] = [];
  for await (const part of blob.open()) chunks.push(part);
  return Buffer.concat(chunks);
}

/** @returns what a file says, of any shape @throws InputError where it is not JSON */
export function parseJson(shown: string, what: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new InputError(`${shown} has ${what} that is not JSON: it is no whole image. Make it again.`);
  }
}
