import { deflate as libdeflate } from 'libdeflate';
import { check } from './check-deflated.mjs';
import { findLastBlock } from './find-last-block.mjs';

/**
 * Part of what decides the bytes of an archive. Measured with a tree of 66 MB: 5 packs smaller than zlib's 9 (28.76 MB, 28.81 MB),
 * and 6 smaller still (28.64 MB) for a tenth more time; with 63 MB of libraries for Python 5 and zlib's 9 are equal.
 */
const level = 5;
/** An empty block with fixed codes that says that it is the last. */
const lastBlock = [3, 0];

/**
 * Deflates one segment of a file by libdeflate, and inflates it again by Node's own zlib. libdeflate packs whole buffers
 * only; a large file is cut into segments that know nothing of each other, so that no thread ever holds more than one,
 * several threads can work on one file, and 5 GB of zeros need no more memory than a page of text. What that costs is what
 * a segment could have copied from the 32 kB before it: well under a percent.
 *
 * @param {Uint8Array} bytes
 * @param {boolean} last whether nothing follows; otherwise the stream stays open and ends at a whole byte, so that the
 *   next segment's can follow
 * @param {(bytes: Uint8Array) => Uint8Array} [compress] what deflates
 * @returns {Uint8Array} the same for the same bytes on every host: it is computed by WebAssembly
 * @throws {Mismatch}
 */
export function deflateSegment(bytes, last, compress = deflateWhole) {
  const whole = compress(bytes);
  if (last) {
    check(whole, bytes);
    return whole;
  }
  const open = withoutEnd(whole);
  check(open, bytes);
  return open.subarray(0, -lastBlock.length);
}

/**
 * A stream whose last block says that another follows, with an empty block after it that ends at a whole byte (what zlib
 * calls a sync flush); behind it an empty last block, for the check.
 */
function withoutEnd(/** @type {Uint8Array} */ whole) {
  const { header, end } = findLastBlock(whole);
  // The empty block: three bits that are 0, zeros to the next byte, the length 0 and its complement.
  const open = new Uint8Array(Math.ceil((end + 3) / 8) + 4 + lastBlock.length);
  open.set(whole);
  open[header >>> 3] &= ~(1 << (header & 7));
  open.set([0, 0, 0xff, 0xff, ...lastBlock], open.length - 4 - lastBlock.length);
  return open;
}

let quiet = false;

/**
 * Deflates the whole of something by libdeflate; what it gives is not checked yet.
 *
 * The package's WebAssembly, made for programs, installs handlers of uncaught errors when it starts, which would change how
 * this process ends. (It allocates a compressor for each call, at no cost that shows: 11 microseconds.)
 *
 * @param {Uint8Array} bytes
 * @returns {Uint8Array}
 */
export function deflateWhole(bytes) {
  if (quiet) return libdeflate(bytes, level);
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = events.map((event) => process.listeners(event));
  const packed = libdeflate(bytes, level);
  for (const [index, event] of events.entries()) {
    for (const listener of process.listeners(event)) {
      if (!before[index].includes(listener)) process.removeListener(event, listener);
    }
  }
  quiet = true;
  return packed;
}
