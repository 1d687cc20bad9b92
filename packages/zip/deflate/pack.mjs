import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { findMismatch, Mismatch } from './check-deflated.mjs';
import { deflateSegment, deflateWhole } from './deflate-segment.mjs';

/**
 * The most that is deflated at once, in bytes. It is part of what decides the bytes of an archive. A thread holds about six
 * of it at a time; segments of twice the length make an archive of libraries 0.03 % smaller, and need 12 MB more.
 */
export const segmentLength = 2 * 2 ** 20;

/** @type {Buffer | undefined} every thread has its own, and uses it for everything that it reads */
let space;

/**
 * Packs items one after the other; in a worker thread or in this one.
 *
 * @param {readonly import('./pack.mjs').Item[]} items
 * @returns {import('./pack.mjs').Packed | import('./pack.mjs').Failed}
 */
export function pack(items) {
  const packed = [];
  const unchecked = [];
  /** Where in the space the next file is read to: what is packed together is read side by side. */
  let free = 0;
  for (const [index, item] of items.entries()) {
    try {
      const bytes = 'bytes' in item ? item.bytes : readItem(item, free);
      if ('file' in item) free += bytes.length;
      const piece = packItem(item, bytes);
      const [deflated, crc] = [piece !== bytes, crc32(bytes)];
      packed.push({ piece, result: { size: bytes.length, crc, deflated, length: piece.length } });
      if (deflated && item.how === 'smaller') unchecked.push({ index, bytes, packed: piece, crc });
    } catch (thrown) {
      return { failed: index, ...reasonOf(thrown) };
    }
  }
  const wrong = findMismatch(unchecked);
  if (wrong) return { failed: wrong.index, why: 'mismatch' };
  return { results: packed.map(({ result }) => result), data: join(packed) };
}

/** @returns the bytes themselves where they are stored as they are */
function packItem(/** @type {import('./pack.mjs').Item} */ item, /** @type {Uint8Array} */ bytes) {
  if (item.how === 'store' || bytes.length === 0) return bytes;
  if (item.how !== 'smaller') return deflateSegment(bytes, item.how === 'last');
  const deflated = deflateWhole(bytes);
  return deflated.length >= bytes.length ? bytes : deflated;
}

class Changed extends Error {}

/** Reads a file, or a part of it, and looks before and after whether it is still the one that was found. */
function readItem(
  /** @type {import('./pack.mjs').FileItem} */ { file, size, mtimeMs, from, length },
  /** @type {number} */ free,
) {
  // Without waiting: opening a named pipe would not return.
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const unchanged = () => {
      const stats = fstatSync(handle);
      if (!stats.isFile() || stats.size !== size || stats.mtimeMs !== mtimeMs) throw new Changed();
    };
    unchanged();
    space ??= Buffer.allocUnsafeSlow(segmentLength);
    const bytes = free + length > space.length ? Buffer.allocUnsafeSlow(length) : space.subarray(free, free + length);
    let read = 0;
    while (read < length) {
      const count = readSync(handle, bytes, read, length - read, from + read);
      if (count === 0) throw new Changed();
      read += count;
    }
    unchanged();
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/** @returns bytes of their own: what is stored lies where the next files are read to, or is the caller's */
function join(/** @type {{ piece: Uint8Array, result: { deflated: boolean } }[]} */ packed) {
  if (packed.length === 1 && packed[0].result.deflated) return packed[0].piece;
  const all = new Uint8Array(packed.reduce((sum, { piece }) => sum + piece.length, 0));
  let at = 0;
  for (const { piece } of packed) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function reasonOf(/** @type {unknown} */ thrown) {
  if (thrown instanceof Changed) return { why: 'changed' };
  if (thrown instanceof Mismatch) return { why: 'mismatch' };
  // An error of the system may be of another realm, where Error is another.
  if (typeof thrown === 'object' && thrown !== null && 'syscall' in thrown)
    return { why: 'unreadable', code: String(thrown.code) };
  throw thrown;
}
