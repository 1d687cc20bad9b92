import { closeSync, openSync, readSync } from 'node:fs';
import { unreadable } from '@ci-actions/workspace/unreadable';
import type { ZipEntry } from '@ci-actions/zip/entry';

/** An entry with bytes: all but a link. */
export type Content = Exclude<ZipEntry, { kind: 'link' }>;

/** The bytes of an entry from a place on; fewer than asked for at its end. */
export type ReadAt = (offset: number, length: number) => Buffer;

/**
 * Lets somebody look into an entry, without reading more of it than they ask for.
 *
 * @throws InputError that names it, when it cannot be read
 */
export function withContent<T>(entry: Content, look: (read: ReadAt) => T): T {
  if (entry.kind === 'bytes') {
    const { buffer, byteOffset, length: size } = entry.bytes;
    const whole = Buffer.from(buffer, byteOffset, size);
    return look((offset, length) => whole.subarray(offset, offset + length));
  }
  let descriptor: number;
  try {
    descriptor = openSync(entry.file, 'r');
  } catch (cause) {
    throw unreadable(entry.path, cause);
  }
  try {
    return look((offset, length) => {
      // No more than there is: a length may come from a file that is broken.
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, entry.size - offset)));
      try {
        return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, offset));
      } catch (cause) {
        throw unreadable(entry.path, cause);
      }
    });
  } finally {
    closeSync(descriptor);
  }
}

/** @returns the beginning of an entry as text, at most so many bytes; what is no UTF-8 is replaced */
export function textOf(entry: Content, limit: number): string {
  return withContent(entry, (read) => read(0, limit)).toString('utf8');
}
