import { combineCrc } from './deflate/combine-crc.ts';
import { type Item, type Packed, pack } from './deflate/pack.mjs';
import { modeOf, sizeOf, type ZipEntry } from './entry.ts';
import { faultOfEntry } from './fault-of-entry.ts';
import { isStored, segmentItems, wholeItem } from './how-to-pack.ts';
import { orderEntries } from './order-entries.ts';
import { isLarge } from './plan-jobs.ts';
import { centralHeader, endRecords, localHeader } from './records.ts';

/** A file in memory. */
export interface ZipFile {
  /** Relative, with `/` between its parts. */
  path: string;
  bytes: Uint8Array;
  /** 0755 instead of 0644. */
  executable: boolean;
}

/**
 * Writes a small zip archive in memory, in this thread: the bytes that `writeZipFile` gives for the same entries.
 *
 * @param files in any order
 * @throws InputError for names that an archive cannot hold
 */
export function writeZip(files: readonly ZipFile[]): Buffer {
  const parts: Uint8Array[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of orderEntries(files.map((file) => ({ ...file, kind: 'bytes' as const })))) {
    const { crc, deflated, data } = packEntry(entry);
    const [packed, size] = [data.length, sizeOf(entry)];
    const described = {
      name: Buffer.from(entry.path),
      mode: modeOf(entry),
      method: deflated ? 8 : 0,
      crc,
      packed,
      size,
      offset,
    };
    const header = localHeader(described);
    central.push(centralHeader(described));
    parts.push(header, data);
    offset += header.length + packed;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...parts, directory, endRecords(central.length, directory.length, offset)]);
}

function packEntry(entry: ZipEntry): { crc: number; deflated: boolean; data: Uint8Array } {
  const { results, data } = packItems(
    entry,
    isLarge(entry) ? segmentItems(entry, isStored(entry)) : [wholeItem(entry)],
  );
  const crc = results.reduce((sum, piece) => combineCrc(sum, piece.crc, piece.size), 0);
  const deflated = results[0]?.deflated === true;
  if (deflated && data.length >= sizeOf(entry)) return { crc, deflated: false, data: bytesOf(entry) };
  return { crc, deflated, data };
}

function packItems(entry: ZipEntry, items: Iterable<Item>): Packed {
  const packed = pack([...items]);
  if ('data' in packed) return packed;
  throw faultOfEntry(entry, packed);
}

const bytesOf = (entry: ZipEntry) => (entry.kind === 'bytes' ? entry.bytes : new Uint8Array());
