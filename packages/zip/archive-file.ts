import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { combineCrc } from './deflate/combine-crc.ts';
import type { Packed } from './deflate/pack.mjs';
import { modeOf, sizeOf, type ZipEntry } from './entry.ts';
import { createGrowing } from './growing.ts';
import { centralHeader, type Described, endRecords, localHeader } from './records.ts';

type Piece = Packed['results'][number];

/** An archive that grows from its start to its end, with the SHA-256 of all that is in it. */
export interface ArchiveFile {
  /** Adds one entry: its header and its data. */
  add(entry: ZipEntry, piece: Piece, data: Uint8Array): Promise<void>;
  /** Adds one entry whose data comes in pieces. @returns false, and leaves the archive as it was, when it came to more than the entry has */
  addLarge(entry: ZipEntry, pieces: AsyncIterable<{ piece: Piece; data: Uint8Array }>): Promise<boolean>;
  /** Writes the central directory. */
  finish(): Promise<{ size: number; sha256: string; entries: number }>;
}

/** Bytes that are written, or read again, at once. */
const spaceLength = 2 ** 20;

/** @param handle of an empty file, open for reading and writing */
export function createArchiveFile(handle: FileHandle): ArchiveFile {
  const hash = createHash('sha256');
  const central = createGrowing();
  let entries = 0;
  const space = Buffer.allocUnsafeSlow(spaceLength);
  /** Bytes at the start of the space that are not written yet: the last before the end. */
  let gathered = 0;
  let end = 0;

  // Small entries are gathered, so that they cost neither a call nor a buffer each.
  async function append(bytes: Uint8Array): Promise<void> {
    if (gathered + bytes.length > space.length) await flush();
    if (bytes.length > space.length) {
      const written = writeAt(bytes, end);
      hash.update(bytes);
      await written;
    } else {
      space.set(bytes, gathered);
      gathered += bytes.length;
    }
    end += bytes.length;
  }

  async function flush(): Promise<void> {
    const bytes = space.subarray(0, gathered);
    const written = writeAt(bytes, end - gathered);
    hash.update(bytes);
    await written;
    gathered = 0;
  }

  async function writeAt(bytes: Uint8Array, position: number): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, from, bytes.length - from, position + from);
      from += bytesWritten;
    }
  }

  const describe = (entry: ZipEntry, { crc, deflated, length }: Piece) => ({
    name: Buffer.from(entry.path),
    mode: modeOf(entry),
    method: deflated ? 8 : 0,
    crc,
    packed: length,
    size: sizeOf(entry),
    offset: end,
  });

  const note = (described: Described) => {
    central.add(centralHeader(described));
    entries += 1;
  };

  return {
    async add(entry, piece, data) {
      const described = describe(entry, piece);
      note(described);
      await append(localHeader(described));
      await append(data);
    },

    // The header says what is known only after the data, and a file that says it behind the data (bit 3 of the flags) is
    // one that some readers refuse. So the data is written behind the place of the header, and read again for the hash.
    async addLarge(entry, pieces) {
      const size = sizeOf(entry);
      const start = end + localHeader(describe(entry, { size, crc: 0, deflated: true, length: 0 })).length;
      let [crc, read, length, deflated] = [0, 0, 0, false];
      for await (const { piece, data } of pieces) {
        await writeAt(data, start + length);
        length += data.length;
        crc = combineCrc(crc, piece.crc, piece.size);
        read += piece.size;
        deflated = piece.deflated;
      }
      if (read !== size) throw new Error(`${JSON.stringify(entry.path)} was packed in part only.`);
      if (deflated && length >= size) return false;
      const described = describe(entry, { crc, deflated, length, size });
      note(described);
      await append(localHeader(described));
      await flush();
      const stop = end + length;
      while (end < stop) {
        const { bytesRead } = await handle.read(space, 0, Math.min(space.length, stop - end), end);
        if (bytesRead === 0) throw new Error('The archive lost what was written to it.');
        hash.update(space.subarray(0, bytesRead));
        end += bytesRead;
      }
      return true;
    },

    async finish() {
      const offset = end;
      for (const part of central.parts()) await append(part);
      await append(endRecords(entries, end - offset, offset));
      await flush();
      // A large entry that was written twice may have left a longer file.
      await handle.truncate(end);
      return { size: end, sha256: hash.digest('hex'), entries };
    },
  };
}
