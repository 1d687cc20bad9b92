import { crc32 } from 'node:zlib';
import { InputError } from '@ci-actions/errors/errors';
import { deflateSync } from 'fflate';

/** One file of an archive. */
export interface ZipEntry {
  /** Relative, with `/` between its parts. */
  path: string;
  bytes: Uint8Array;
  /** 0755 instead of 0644. */
  executable: boolean;
}

/** 1980-01-01, the first day that the format knows, as MS-DOS writes dates. */
const dosDate = (1 << 5) | 1;
/** General purpose bit 11: names are UTF-8. */
const utf8Names = 0x800;
/** Without zip64 the format counts no further. */
const maxEntries = 0xffff;
const maxBytes = 0xffffffff;

/**
 * Writes a zip archive that depends on nothing but its entries: names sorted by bytes, one fixed date, two modes, no
 * extra fields. The deflate is fflate's, in JavaScript: zlib's output moves between versions, processors and builds.
 *
 * @param entries in any order
 * @returns the archive; the same entries give the same bytes on any machine
 * @throws InputError for two entries of one name, and for more than the format holds without zip64
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  if (entries.length > maxEntries) {
    throw new InputError(
      `A zip archive holds at most ${maxEntries} files, and there are ${entries.length}; leave some out.`,
    );
  }
  const files = entries
    .map((entry) => ({ ...entry, name: Buffer.from(entry.path) }))
    .sort((a, b) => Buffer.compare(a.name, b.name));
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  let before: Buffer | undefined;
  for (const { name, path, bytes, executable } of files) {
    if (before?.equals(name)) throw new InputError(`The archive would hold ${path} twice; rename one of the two.`);
    before = name;
    const deflated = deflateSync(bytes, { level: 9 });
    const stored = deflated.length >= bytes.length;
    const data = stored ? bytes : deflated;
    const common = commonFields(stored ? 0 : 8, crc32(bytes), data.length, bytes.length, name.length);
    const head = Buffer.concat([u32(0x04034b50), common, u16(0), name]);
    if (offset + head.length + data.length > maxBytes) {
      throw new InputError('A zip archive holds at most 4 GiB, and these files come to more; leave some out.');
    }
    const mode = executable ? 0o100755 : 0o100644;
    // Made by: Unix, version 2.0 of the format. No extra field, no comment, disk 0, no internal attributes.
    const about = [u32(0x02014b50), u16((3 << 8) | 20), common, u16(0), u16(0), u16(0), u16(0), u32(mode * 0x10000)];
    central.push(...about, u32(offset), name);
    local.push(head, data);
    offset += head.length + data.length;
  }
  const directory = Buffer.concat(central);
  const counts = [u16(0), u16(0), u16(files.length), u16(files.length)];
  const end = [u32(0x06054b50), ...counts, u32(directory.length), u32(offset), u16(0)];
  return Buffer.concat([...local, directory, ...end]);
}

/** What the local header and the central directory have in common. */
function commonFields(method: number, crc: number, packed: number, size: number, nameLength: number): Buffer {
  const needs = [u16(20), u16(utf8Names), u16(method), u16(0), u16(dosDate)];
  return Buffer.concat([...needs, u32(crc), u32(packed), u32(size), u16(nameLength)]);
}

function u16(value: number): Buffer {
  const field = Buffer.alloc(2);
  field.writeUInt16LE(value);
  return field;
}

function u32(value: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(value);
  return field;
}
