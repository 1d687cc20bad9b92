import type { Item } from './deflate/pack.mjs';
import { segmentLength } from './deflate/pack.mjs';
import { sizeOf, type ZipEntry } from './entry.ts';
import { segmentItems, wholeItem } from './how-to-pack.ts';

/** What a thread packs at a time: some small entries, or one segment of a large one. */
export interface Job {
  /** The entry of each item. */
  entries: readonly ZipEntry[];
  items: readonly Item[];
}

/** Small entries go in lists: a message between threads costs as much as packing a kilobyte. */
const [listLength, listBytes] = [64, 256 * 1024];

/** @returns whether an entry is packed segment by segment */
export const isLarge = (entry: ZipEntry): boolean => sizeOf(entry) > segmentLength;

/**
 * The jobs that pack the entries, in order; made while they are taken.
 * @param isStored whether a large entry is stored as it is
 */
export function* planJobs(entries: readonly ZipEntry[], isStored: (entry: ZipEntry) => boolean): Generator<Job> {
  let list: ZipEntry[] = [];
  let bytes = 0;
  const flush = (): Job => {
    const job = { entries: list, items: list.map(wholeItem) };
    list = [];
    bytes = 0;
    return job;
  };
  for (const entry of entries) {
    const size = sizeOf(entry);
    const large = isLarge(entry);
    if (list.length > 0 && (large || list.length === listLength || bytes + size > listBytes)) yield flush();
    if (large) for (const item of segmentItems(entry, isStored(entry))) yield { entries: [entry], items: [item] };
    else {
      list.push(entry);
      bytes += size;
    }
  }
  if (list.length > 0) yield flush();
}
