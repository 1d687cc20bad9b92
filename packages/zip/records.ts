/** What the records of an entry say about it. */
export interface Described {
  name: Buffer;
  /** The Unix mode with its type. */
  mode: number;
  /** 0 stored, 8 deflated. */
  method: number;
  crc: number;
  /** Bytes of the data as they are in the archive. */
  packed: number;
  /** Bytes of the data as they were. */
  size: number;
  /** Where the local header is, in bytes from the start of the archive. */
  offset: number;
}

/** 1980-01-01, the first day that the format knows, as MS-DOS writes dates. */
const dosDate = (1 << 5) | 1;
/** General purpose bit 11: names are UTF-8. */
const utf8Names = 0x800;
/** Versions of the format: with folders and deflate, and with zip64. */
const [plain, zip64] = [20, 45];
/** Fields of four and of two bytes that say "see zip64"; a number that is as large cannot stand there itself. */
const [elsewhere32, elsewhere16] = [0xffffffff, 0xffff];

/** @returns whether a local header needs zip64; known before the data is packed, as packed data is never longer */
export const isHuge = (size: number): boolean => size >= elsewhere32;

/**
 * The header before the data of an entry. Its length depends on nothing but the name and the size.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3.7
 */
export function localHeader(entry: Described): Buffer {
  const huge = isHuge(entry.size);
  // Here both sizes must be in the extra field, even where only one is too large (4.5.3).
  const extra = huge ? extraField([entry.size, entry.packed]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(huge ? zip64 : plain, 4);
  writeCommon(head, 6, entry, huge ? [elsewhere32, elsewhere32] : [entry.packed, entry.size], extra);
  return Buffer.concat([head, entry.name, extra]);
}

/** The record of an entry in the central directory. @see section 4.3.12 */
export function centralHeader(entry: Described): Buffer {
  const large = [entry.size, entry.packed, entry.offset].filter((value) => value >= elsewhere32);
  const extra = large.length > 0 ? extraField(large) : Buffer.alloc(0);
  const version = large.length > 0 ? zip64 : plain;
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  // Made by Unix (3): the upper half of the external attributes is the mode.
  head.writeUInt16LE((3 << 8) | version, 4);
  head.writeUInt16LE(version, 6);
  writeCommon(head, 8, entry, [shown(entry.packed), shown(entry.size)], extra);
  head.writeUInt32LE(entry.mode * 0x10000, 38);
  head.writeUInt32LE(shown(entry.offset), 42);
  return Buffer.concat([head, entry.name, extra]);
}

/**
 * What ends an archive; with the records of zip64 only where a number needs them.
 *
 * @param count the entries
 * @param length of the central directory, in bytes
 * @param offset of the central directory
 * @see sections 4.3.14 to 4.3.16
 */
export function endRecords(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, elsewhere16), 8);
  end.writeUInt16LE(Math.min(count, elsewhere16), 10);
  end.writeUInt32LE(shown(length), 12);
  end.writeUInt32LE(shown(offset), 16);
  if (count <= elsewhere16 && length < elsewhere32 && offset < elsewhere32) return end;
  const large = Buffer.alloc(56);
  large.writeUInt32LE(0x06064b50, 0);
  // The length of the rest of this record.
  writeUInt64(large, 44, 4);
  large.writeUInt16LE((3 << 8) | zip64, 12);
  large.writeUInt16LE(zip64, 14);
  writeUInt64(large, count, 24);
  writeUInt64(large, count, 32);
  writeUInt64(large, length, 40);
  writeUInt64(large, offset, 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  writeUInt64(locator, offset + length, 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([large, locator, end]);
}

/** The fields that both headers have, in one order: flags, method, time, date, CRC, sizes, lengths of name and extra. */
function writeCommon(
  head: Buffer,
  at: number,
  entry: Described,
  [packed, size]: readonly [number, number],
  extra: Buffer,
): void {
  head.writeUInt16LE(utf8Names, at);
  head.writeUInt16LE(entry.method, at + 2);
  head.writeUInt16LE(dosDate, at + 6);
  head.writeUInt32LE(entry.crc, at + 8);
  head.writeUInt32LE(packed, at + 12);
  head.writeUInt32LE(size, at + 16);
  head.writeUInt16LE(entry.name.length, at + 20);
  head.writeUInt16LE(extra.length, at + 22);
}

/** The extra field of zip64: the numbers that do not fit into their own fields. @see section 4.5.3 */
function extraField(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) writeUInt64(field, value, 4 + 8 * index);
  return field;
}

const shown = (value: number) => Math.min(value, elsewhere32);

function writeUInt64(target: Buffer, value: number, at: number): void {
  target.writeBigUInt64LE(BigInt(value), at);
}
