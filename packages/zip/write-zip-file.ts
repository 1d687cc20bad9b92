import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import { InputError } from '@ci-actions/errors/errors';
import { spareMemory } from '@ci-actions/workspace/spare-memory';
import { createArchiveFile } from './archive-file.ts';
import { collectGarbage } from './collect-garbage.ts';
import { release } from './deflate/check-deflated.mjs';
import { type Failed, type Item, type Packed, pack, segmentLength } from './deflate/pack.mjs';
import { createPool } from './deflate/pool.ts';
import { sizeOf, type ZipEntry } from './entry.ts';
import { faultOfEntry } from './fault-of-entry.ts';
import { isStored } from './how-to-pack.ts';
import { inOrder } from './in-order.ts';
import { orderEntries } from './order-entries.ts';
import { isLarge, type Job, planJobs } from './plan-jobs.ts';

/** What was written. */
export interface WrittenZip {
  /** Bytes of the archive. */
  size: number;
  /** Of the archive, in hex. */
  sha256: string;
  /** Bytes of everything in it, unpacked. */
  unzippedSize: number;
  entries: number;
}

export interface WriteZipOptions {
  /** How many threads pack beside this one; by default one for each further processor, up to three. */
  threads?: number;
  /** Ends the writing; nothing is left. */
  signal?: AbortSignal;
}

/** Fewer bytes than this are packed in this thread: starting others would take longer. An estimate from 20 ms a megabyte. */
const worthThreads = 1_500_000;
/** Each takes about 30 MB on Node 24. */
const mostThreads = 3;
/** Bytes on the way per thread: what takes long holds up what is done behind it. */
const aheadPerThread = 6 * 2 ** 20;

/**
 * Writes a zip archive that depends on nothing but its entries, on any host and any Node: names sorted by bytes, one fixed
 * date, the modes 0644 and 0755, links kept, deflated by WebAssembly (libdeflate), zip64 only where a number needs it.
 * Files are read while it is written, a few megabytes at a time. It has another name until it is whole, so that at `out`
 * there is always a whole archive, or what was there before.
 *
 * @param entries in any order
 * @param out where the archive will be
 * @throws InputError for names that an archive cannot hold, and for a file that cannot be read or that changed meanwhile
 * @throws the signal's reason
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function writeZipFile(
  entries: readonly ZipEntry[],
  out: string,
  options: WriteZipOptions = {},
): Promise<WrittenZip> {
  const { signal } = options;
  signal?.throwIfAborted();
  spareMemory(entries.length);
  const ordered = orderEntries(entries);
  const unzippedSize = ordered.reduce((sum, entry) => sum + sizeOf(entry), 0);
  collectGarbage(entries.length);
  const temporary = `${out}.${randomUUID()}.part`;
  try {
    const handle = await open(temporary, 'wx+');
    let written: Omit<WrittenZip, 'unzippedSize'>;
    try {
      written = await write(ordered, handle, unzippedSize < worthThreads ? { ...options, threads: 0 } : options);
    } finally {
      await handle.close();
    }
    signal?.throwIfAborted();
    await rename(temporary, out);
    return { ...written, unzippedSize };
  } catch (thrown) {
    await rm(temporary, { force: true });
    const { syscall, code } = thrown as NodeJS.ErrnoException;
    if (syscall === undefined || thrown === signal?.reason) throw thrown;
    throw new InputError(
      `The archive cannot be written to ${JSON.stringify(out)} (${code}); name a file in a folder that exists, on a disk with room for it.`,
      { cause: thrown },
    );
  }
}

async function write(
  entries: readonly ZipEntry[],
  handle: FileHandle,
  { threads = Math.min(os.availableParallelism() - 1, mostThreads), signal }: WriteZipOptions,
): Promise<Omit<WrittenZip, 'unzippedSize'>> {
  const archive = createArchiveFile(handle);
  const pool = threads > 0 ? createPool(threads) : undefined;
  const stop = () => void pool?.close(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const run = pool ? pool.run : async (items: readonly Item[]) => pack(items);
    const ahead = threads > 0 ? (threads + 1) * aheadPerThread : 0;
    const results = packJobs(planJobs(entries, isStored), run, ahead, signal);
    for (let next = await results.next(); !next.done; next = await results.next()) {
      const { job, packed } = next.value;
      const [entry] = job.entries;
      if (entry && isLarge(entry)) {
        if (await archive.addLarge(entry, piecesOf(entry, next.value, results))) continue;
        // Deflated it is no smaller.
        const again = packJobs(
          planJobs([entry], () => true),
          run,
          ahead,
          signal,
        );
        const first = await again.next();
        if (!first.done) await archive.addLarge(entry, piecesOf(entry, first.value, again));
        continue;
      }
      let at = 0;
      for (const [index, piece] of packed.results.entries()) {
        const its = job.entries[index];
        if (its) await archive.add(its, piece, packed.data.subarray(at, at + piece.length));
        at += piece.length;
      }
      release(packed.data);
    }
    return await archive.finish();
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool?.close();
  }
}

/** The list itself is something, too. */
const weigh = ({ entries }: Job) =>
  4096 + entries.reduce((sum, entry) => sum + Math.min(sizeOf(entry), segmentLength), 0);

interface PackedJob {
  job: Job;
  packed: Packed;
}

/** @throws InputError for the first entry that cannot be packed */
async function* packJobs(
  jobs: Iterable<Job>,
  run: (items: readonly Item[]) => Promise<Packed | Failed>,
  ahead: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<PackedJob, undefined> {
  for await (const { job, result } of inOrder(jobs, ({ items }) => run(items), ahead, weigh)) {
    signal?.throwIfAborted();
    if (!('data' in result)) throw faultOfEntry(job.entries[result.failed], result);
    yield { job, packed: result };
  }
}

/** The pieces of a large entry: the first, and as many of those behind it as the entry has. */
async function* piecesOf(entry: ZipEntry, first: PackedJob, rest: AsyncGenerator<PackedJob, undefined>) {
  let left = sizeOf(entry);
  for (let value: PackedJob | undefined = first; value; ) {
    const [piece] = value.packed.results;
    if (!piece) return;
    yield { piece, data: value.packed.data };
    left -= piece.size;
    value = left > 0 ? (await rest.next()).value : undefined;
  }
}
