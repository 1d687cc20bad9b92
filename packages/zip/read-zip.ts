import { createWriteStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { bytes } from '@ci-actions/format/units';

/** What is in an archive cannot be used. The message says why, to follow "the artifact": `is no whole zip archive`. */
export class UnusableArchive extends Error {
  override readonly name = 'UnusableArchive';
}

/** A file of a zip archive, as the central directory has it. */
export interface ZipEntry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
/** The end record and the longest comment after it. */
const endLength = 22;
const tail = endLength + 0xffff;
/** A directory of more than this is not one that anybody reads on the way. */
const mostDirectory = 4_000_000;

/**
 * The files of a zip archive, as its central directory has them. Nothing that it says is trusted but within the archive.
 *
 * @throws UnusableArchive
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function readDirectory(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const last = await read(file, Math.max(0, size - tail), Math.min(size, tail));
  const end = last.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + endLength > last.length) throw broken();
  const count = last.readUInt16LE(end + 10);
  const length = last.readUInt32LE(end + 12);
  const offset = last.readUInt32LE(end + 16);
  if (length > mostDirectory || offset + length > size) throw broken();
  const directory = await read(file, offset, length);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== signatures.central) throw broken();
    const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const [nameLength = 0, extra = 0, comment = 0] = lengths;
    // Bit 0 of the flags: encrypted.
    const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: encrypted ? -1 : directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

/**
 * Writes one file of an archive to a path of the caller's choosing. It is inflated as a stream, and no further than the
 * limit.
 *
 * @param limit the most that it may have, in bytes
 * @throws UnusableArchive
 */
export async function extractEntry(file: FileHandle, entry: ZipEntry, target: string, limit: number): Promise<void> {
  const { size: whole } = await file.stat();
  const { method, crc, packed, size, offset } = entry;
  if (size > limit) throw tooLarge(limit);
  if (method !== 0 && method !== 8) throw new UnusableArchive('is packed in a way that is not understood here');
  const head = await read(file, offset, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== signatures.local) throw broken();
  const start = offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (start + packed > whole) throw broken();
  let sum = 0;
  let length = 0;
  // The size in the directory is only what somebody wrote there.
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      sum = crc32(chunk, sum);
      if (length > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
    flush: (done) => done(length === size && sum === crc ? null : broken()),
  });
  async function* data() {
    for (let at = start; at < start + packed; at += 65_536) yield read(file, at, Math.min(65_536, start + packed - at));
  }
  try {
    if (method === 8) await pipeline(data, createInflateRaw(), checked, createWriteStream(target));
    else await pipeline(data, checked, createWriteStream(target));
  } catch (thrown) {
    throw String((thrown as NodeJS.ErrnoException).code).startsWith('Z_') ? broken() : thrown;
  }
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

const broken = () => new UnusableArchive('is no whole zip archive');
const tooLarge = (limit: number) => new UnusableArchive(`holds more than ${bytes(limit)}`);
