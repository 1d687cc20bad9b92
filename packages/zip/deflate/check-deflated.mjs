import { constants, gunzipSync, inflateRawSync } from 'node:zlib';

/** What was deflated is not what inflates again. */
export class Mismatch extends Error {}

/**
 * Inflates what was deflated by Node's own zlib, and compares it.
 *
 * @param {Uint8Array} packed
 * @param {Uint8Array} bytes
 * @throws {Mismatch}
 */
export function check(packed, bytes) {
  let inflated;
  try {
    // One byte more than expected: what is too long shows, and the result is one buffer.
    const limits = { chunkSize: Math.max(64, bytes.length + 1), maxOutputLength: bytes.length + 1 };
    inflated = inflateRawSync(packed, { ...limits, finishFlush: constants.Z_FINISH });
  } catch (cause) {
    throw new Mismatch('What was deflated does not inflate.', { cause });
  }
  const same = Buffer.compare(inflated, bytes) === 0;
  release(inflated);
  if (!same) throw new Mismatch('What was deflated inflates to something else.');
}

/** A gzip header that says nothing: Deflate, no name, no time, an unknown system. @see RFC 1952 */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const trailerLength = 8;

/**
 * The same for many small ones at once: an inflater of Node's for each would cost more than the inflating. Each becomes a
 * member of one gzip file, which zlib reads to its end.
 *
 * @template {import('./check-deflated.mjs').Deflated} D
 * @param {readonly D[]} all
 * @returns {D | undefined} the first that is not right
 */
export function findMismatch(all) {
  if (all.length > 1 && areRight(all)) return undefined;
  return all.find(({ packed, bytes }) => {
    try {
      check(packed, bytes);
      return false;
    } catch {
      return true;
    }
  });
}

/** @returns whether all of them are, by one inflater; what it cannot read is not right */
export function areRight(/** @type {readonly import('./check-deflated.mjs').Deflated[]} */ all) {
  const sum = (/** @type {(one: import('./check-deflated.mjs').Deflated) => number} */ of) =>
    all.reduce((total, one) => total + of(one), 0);
  const size = sum(({ bytes }) => bytes.length);
  const file = Buffer.allocUnsafe(sum(({ packed }) => header.length + packed.length + trailerLength));
  let at = 0;
  for (const { packed, bytes, crc } of all) {
    file.set(header, at);
    file.set(packed, at + header.length);
    at = file.writeUInt32LE(crc, at + header.length + packed.length);
    at = file.writeUInt32LE(bytes.length, at);
  }
  let inflated;
  try {
    inflated = gunzipSync(file, { chunkSize: Math.max(64, size + 1), maxOutputLength: size + 1 });
  } catch {
    return false;
  }
  let from = 0;
  const right = all.every(({ bytes }) => {
    const piece = inflated.subarray(from, from + bytes.length);
    from += bytes.length;
    return Buffer.compare(piece, bytes) === 0;
  });
  const whole = inflated.length === size;
  release(inflated);
  return right && whole;
}

/**
 * Gives the memory of a large buffer back now, and not when it is found to be garbage, which may be a hundred megabytes
 * later. Node 20 cannot; small buffers may share their memory with others.
 *
 * @param {Uint8Array} bytes whose buffer nobody uses any more
 */
export function release({ buffer }) {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > 2 ** 16) buffer.transfer?.(0);
}
