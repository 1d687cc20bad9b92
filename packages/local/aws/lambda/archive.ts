import { crc32, inflateRawSync } from 'node:zlib';
import { invalid } from './errors.ts';
import { largestUnzipped } from './limits.ts';

/** A file, a folder or a link of an archive. */
export interface ArchiveEntry {
  name: string;
  /** Unpacked, in bytes. */
  size: number;
  /** Its permissions, such as 0o644. */
  mode: number;
  kind: 'file' | 'folder' | 'link';
  /** Where its data begins. */
  offset: number;
  packed: number;
  method: number;
  crc: number;
}

/** A zip archive that Lambda has taken. */
export interface Archive {
  /** The archive itself. */
  bytes: Buffer;
  entries: readonly ArchiveEntry[];
  /** All its files together, in bytes. */
  unzipped: number;
  /** A file's content; undefined where it has none of that name. */
  file(name: string): Buffer | undefined;
  text(name: string): string | undefined;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator: 0x07064b50 };
/** Which bits of a Unix mode are a file's type, and the type of a symbolic link. */
const typeBits = 0o170000;
const linkType = 0o120000;

/**
 * Opens an archive as Lambda does: every file is unpacked and its checksum compared, in memory, one after the other.
 * It is read here and not by `packages/zip`, so that the archives that are written there meet another reader.
 *
 * @throws AwsError InvalidParameterValueException for one that is empty, too large unpacked, or broken
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function openArchive(bytes: Buffer): Archive {
  if (bytes.length === 0) throw invalid('Uploaded file must be a non-empty zip');
  const entries = attempt(() => readEntries(bytes));
  if (entries.length === 0) throw invalid('Uploaded file must be a non-empty zip');
  const unzipped = entries.reduce((sum, { size }) => sum + size, 0);
  // Before anything is unpacked: a bomb says how large it is, or it is broken.
  if (unzipped > largestUnzipped) throw invalid(`Unzipped size must be smaller than ${largestUnzipped} bytes`);
  attempt(() => {
    for (const entry of entries) unpack(bytes, entry);
  });
  const file = (name: string) => {
    const entry = entries.find((one) => one.name === name && one.kind !== 'folder');
    return entry && unpack(bytes, entry);
  };
  return { bytes, entries, unzipped, file, text: (name) => file(name)?.toString() };
}

/** Whatever is wrong with an archive, Lambda says the same. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw invalid('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
}

function readEntries(bytes: Buffer): ArchiveEntry[] {
  const { count, length, start } = findDirectory(bytes);
  if (start + length > bytes.length) throw new Error('The directory is not there.');
  const entries: ArchiveEntry[] = [];
  for (let at = start; entries.length < count; ) {
    if (bytes.readUInt32LE(at) !== signatures.central) throw new Error('There is no entry.');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const sizes = readSizes(bytes, at, extra);
    const unixMode = bytes.readUInt32LE(at + 38) >>> 16;
    const entry: ArchiveEntry = {
      name,
      size: sizes.size,
      packed: sizes.packed,
      offset: dataOffset(bytes, sizes.local),
      crc: bytes.readUInt32LE(at + 16),
      method: bytes.readUInt16LE(at + 10),
      mode: unixMode & 0o777,
      kind: name.endsWith('/') ? 'folder' : (unixMode & typeBits) === linkType ? 'link' : 'file',
    };
    // Bit 0 of the flags: encrypted.
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw new Error('The entry is encrypted.');
    if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')) throw new Error('It leads out.');
    entries.push(entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Where the directory is: from the record at the end, or from the one of zip64 before it. */
function findDirectory(bytes: Buffer): { count: number; length: number; start: number } {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signatures.end);
  const end = bytes.lastIndexOf(mark);
  if (end < 0 || end < bytes.length - 22 - 0xffff) throw new Error('There is no end record.');
  const plain = {
    count: bytes.readUInt16LE(end + 10),
    length: bytes.readUInt32LE(end + 12),
    start: bytes.readUInt32LE(end + 16),
  };
  if (plain.count !== 0xffff && plain.length !== 0xffffffff && plain.start !== 0xffffffff) return plain;
  if (end < 20 || bytes.readUInt32LE(end - 20) !== signatures.locator) return plain;
  const end64 = Number(bytes.readBigUInt64LE(end - 12));
  if (bytes.readUInt32LE(end64) !== signatures.end64) throw new Error('There is no record of zip64.');
  const [count, length, start] = [32, 40, 48].map((field) => Number(bytes.readBigUInt64LE(end64 + field))) as [
    number,
    number,
    number,
  ];
  return { count, length, start };
}

/** The sizes of an entry; those that do not fit are in its extra field, in this order. */
function readSizes(bytes: Buffer, at: number, extra: Buffer): { size: number; packed: number; local: number } {
  let wide: Buffer = Buffer.alloc(0);
  for (let field = 0; field + 4 <= extra.length; field += 4 + extra.readUInt16LE(field + 2)) {
    if (extra.readUInt16LE(field) === 1) wide = extra.subarray(field + 4, field + 4 + extra.readUInt16LE(field + 2));
  }
  let next = 0;
  const [size, packed, local] = [24, 20, 42].map((field) => {
    const value = bytes.readUInt32LE(at + field);
    if (value !== 0xffffffff || wide.length < next + 8) return value;
    next += 8;
    return Number(wide.readBigUInt64LE(next - 8));
  }) as [number, number, number];
  return { size, packed, local };
}

function dataOffset(bytes: Buffer, local: number): number {
  if (bytes.readUInt32LE(local) !== signatures.local) throw new Error('There is no file.');
  return local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
}

function unpack(bytes: Buffer, { offset, packed, method, size, crc }: ArchiveEntry): Buffer {
  if (offset + packed > bytes.length) throw new Error('The file is cut off.');
  const data = bytes.subarray(offset, offset + packed);
  // One more than it says, so that no byte more is ever unpacked than it takes to see the lie.
  const content = method === 0 ? data : method === 8 ? inflateRawSync(data, { maxOutputLength: size + 1 }) : undefined;
  if (content?.length !== size || crc32(content) !== crc) throw new Error('The file is not what it should be.');
  return content;
}
