import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { extract, type Header } from 'tar-stream';
import { type ArchiveFiles, partOf } from './files.ts';
import { quoted, safeName } from './safe-name.ts';

type Entry = { offset: number; size: number } | { link: string };

/** The size of a header, and what everything in a tar archive is rounded up to. */
const block = 512;
/** The largest of the headers before a header (long names) that tar-stream takes, with the header itself. */
const mostHeader = 4 * 1024 * 1024 + 4 * block;
/** An image has at most 127 layers, two to four entries for each, and seldom more than ten platforms. */
const mostEntries = 5_000;
/** Links to links to links. */
const mostLinks = 8;

/**
 * The files of a tar archive, by their headers alone: what is between these is skipped, so that the size of the archive
 * does not matter. Its headers are read by tar-stream (ustar, GNU, pax).
 *
 * @param shown for sentences @throws InputError where it is no whole tar archive, or has names or links that lead out of it
 */
export async function tarFiles(handle: FileHandle, shown: string): Promise<ArchiveFiles> {
  const { size: end } = await handle.stat();
  const entries = new Map<string, Entry>();
  for (let at = 0, count = 0; at < end; count++) {
    if (count === mostEntries) throw new InputError(`${shown} has more than ${mostEntries} entries; that is no image.`);
    const header = await headerAt(handle, shown, at, end);
    if (!header) break;
    const length = header.type === 'directory' ? 0 : header.size;
    if (header.offset + length > end) throw cutShort(shown);
    at = header.offset + Math.ceil(length / block) * block;
    const name = safeName(header.name);
    if (name === undefined) throw new InputError(`${shown} has an entry outside of itself: ${quoted(header.name)}.`);
    const entry = entryOf(header, name, shown);
    if (!entry) continue;
    if (entries.has(name)) throw new InputError(`${shown} has ${quoted(name)} twice, so it is not clear which counts.`);
    entries.set(name, entry);
  }
  return {
    shown,
    async find(name) {
      let entry = entries.get(name);
      for (let links = 0; entry && 'link' in entry; links++) {
        if (links === mostLinks) throw new InputError(`${shown} has links in a circle at ${quoted(name)}.`);
        entry = entries.get(entry.link);
      }
      return entry && partOf(handle, shown, entry.offset, entry.size);
    },
    close: () => handle.close(),
  };
}

/** @returns undefined for what is no file: a folder, a device */
function entryOf(header: Header & { offset: number }, name: string, shown: string): Entry | undefined {
  const { type, linkname, offset, size } = header;
  // Old tools write a folder as a file with such a name.
  if (header.name.endsWith('/')) return undefined;
  if (type === 'file' || type === 'contiguous-file') return { offset, size };
  if (type !== 'symlink' && type !== 'link') return undefined;
  // A symbolic link begins where it is, a hard one at the top of the archive.
  const relative = type === 'symlink' && !linkname.startsWith('/');
  const link = safeName(relative ? `${path.posix.dirname(name)}/${linkname}` : linkname);
  if (link === undefined)
    throw new InputError(`${shown} has a link that leads outside of it: ${quoted(name)} to ${quoted(linkname)}.`);
  return { link };
}

/** @returns the header that begins at a place, and where its content begins; undefined at the archive's end */
async function headerAt(
  handle: FileHandle,
  shown: string,
  at: number,
  end: number,
): Promise<(Header & { offset: number }) | undefined> {
  // Nearly always the first read has it; a header with a very long name before it needs more.
  for (let length = 8 * block; ; length *= 32) {
    const buffer = Buffer.allocUnsafe(Math.min(length, end - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.length < block) throw at === 0 ? noArchive(shown) : cutShort(shown);
    if (bytes.subarray(0, block).every((byte) => byte === 0)) return undefined;
    const header = await firstHeader(bytes);
    if (header) return { ...header, offset: at + header.byteOffset };
    if (at + bytes.length < end && length < mostHeader) continue;
    if (at === 0) throw noArchive(shown);
    throw new InputError(`${shown} is no whole tar archive: what is at byte ${at} is no entry. Make it again.`);
  }
}

/** The types of tar-stream do not have where the content begins. */
type FoundHeader = Header & { byteOffset: number };

function firstHeader(bytes: Buffer): Promise<FoundHeader | undefined> {
  return new Promise((resolve) => {
    const parser = extract();
    parser.on('entry', (header) => {
      resolve(header as FoundHeader);
      parser.destroy();
    });
    parser.on('error', () => resolve(undefined));
    parser.on('close', () => resolve(undefined));
    parser.end(bytes);
  });
}

const cutShort = (shown: string) =>
  new InputError(`${shown} is cut short: it ends in the middle of an entry. Make it again.`);

const noArchive = (shown: string) =>
  new InputError(`${shown} is no image: it is neither a tar archive (it may be gzipped) nor a folder.`);
