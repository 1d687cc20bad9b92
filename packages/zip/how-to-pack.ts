import path from 'node:path';
import type { Item } from './deflate/pack.mjs';
import { segmentLength } from './deflate/pack.mjs';
import { sizeOf, type ZipEntry } from './entry.ts';

/** Formats that are compressed already: deflating them costs as much as all the rest, and gains next to nothing. */
const compressed = new Set(
  '.7z .avif .br .bz2 .gif .gz .heic .jar .jpeg .jpg .m4a .mov .mp3 .mp4 .ogg .png .tbz2 .tgz .txz .war .webm .webp .whl .woff .woff2 .xz .zip .zst'.split(
    ' ',
  ),
);

/** @returns whether the entry is stored as it is, which its name and kind decide */
export function isStored(entry: ZipEntry): boolean {
  return entry.kind === 'link' || compressed.has(path.posix.extname(entry.path).toLowerCase());
}

/** @returns the item that packs all of an entry of one segment */
export function wholeItem(entry: ZipEntry): Item {
  return itemOf(entry, isStored(entry) ? 'store' : 'smaller', 0, sizeOf(entry));
}

/**
 * The items that pack an entry segment by segment.
 * @param stored whether as it is, or deflated
 */
export function* segmentItems(entry: ZipEntry, stored: boolean): Generator<Item> {
  const size = sizeOf(entry);
  for (let from = 0; from < size; from += segmentLength) {
    const length = Math.min(segmentLength, size - from);
    const last = from + length === size;
    yield itemOf(entry, stored ? 'store' : last ? 'last' : 'segment', from, length);
  }
}

function itemOf(entry: ZipEntry, how: Item['how'], from: number, length: number): Item {
  if (entry.kind === 'file') {
    const { file, size, mtimeMs } = entry;
    return { how, file, size, mtimeMs, from, length };
  }
  const bytes = entry.kind === 'bytes' ? entry.bytes : Buffer.from(entry.target);
  return { how, bytes: bytes.subarray(from, from + length) };
}
