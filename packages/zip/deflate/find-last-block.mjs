// Plain JavaScript, as all that runs in a worker thread: a worker loads its file as it is, also where TypeScript is
// compiled on the way (the tests).

/** The order in which the lengths of the code length codes come. @see RFC 1951, section 3.2.7 */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** How many bits follow the code of a length (symbols 257 to 285) and of a distance. @see section 3.2.5 */
const lengthExtra = Uint8Array.from({ length: 288 }, (_, symbol) =>
  symbol < 265 || symbol > 284 ? 0 : ((symbol - 257) >> 2) - 1,
);
const distanceExtra = Uint8Array.from({ length: 32 }, (_, symbol) => (symbol < 4 ? 0 : (symbol >> 1) - 1));
const endOfBlock = 256;

/** Codes of up to so many bits are found at once, the few longer ones bit by bit. */
const quickBits = 10;
const longestCode = 15;

/** The codes of blocks that bring none of their own. @see section 3.2.6 */
const fixed = [
  makeCode(
    Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  ),
  makeCode(new Uint8Array(30).fill(5)),
];

/**
 * Walks a Deflate stream without inflating it.
 *
 * @param {Uint8Array} stream a whole one
 * @returns {{ header: number, end: number }} where the header of its last block is, whose first bit says that it is the
 *   last, and where the stream ends; both in bits
 * @throws {Error} when it is no Deflate stream
 * @see https://www.rfc-editor.org/rfc/rfc1951
 */
export function findLastBlock(stream) {
  for (let at = 0; ; ) {
    const header = at;
    const kind = peek(stream, at) & 7;
    at += 3;
    if (kind >> 1 === 0) {
      const from = (at + 7) >>> 3;
      at = (from + 4 + (peek(stream, from * 8) & 0xffff)) * 8;
    } else if (kind >> 1 === 1) at = skipSymbols(stream, at, fixed);
    else if (kind >> 1 === 2) {
      const { codes, end } = readCodes(stream, at);
      at = skipSymbols(stream, end, codes);
    } else throw broken();
    if (at > stream.length * 8) throw broken();
    if (kind & 1) return { header, end: at };
  }
}

/**
 * @param {Uint8Array} stream
 * @param {number} at the first bit after the three of a block's header
 */
function readCodes(stream, at) {
  const head = peek(stream, at);
  const [literals, distances, used] = [(head & 31) + 257, ((head >> 5) & 31) + 1, ((head >> 10) & 15) + 4];
  const lengthLengths = new Uint8Array(19);
  let end = at + 14;
  for (let i = 0; i < used; i++, end += 3) lengthLengths[order[i]] = peek(stream, end) & 7;
  const code = makeCode(lengthLengths);
  const lengths = new Uint8Array(literals + distances);
  for (let i = 0; i < lengths.length; ) {
    const found = decode(code, peek(stream, end));
    end += found & 15;
    const symbol = found >> 4;
    if (symbol < 16) lengths[i++] = symbol;
    else {
      const [bits, least] = symbol === 16 ? [2, 3] : symbol === 17 ? [3, 3] : [7, 11];
      const stop = i + least + (peek(stream, end) & ((1 << bits) - 1));
      end += bits;
      lengths.fill(symbol === 16 ? lengths[i - 1] : 0, i, stop);
      i = stop;
    }
  }
  return { codes: [makeCode(lengths.subarray(0, literals)), makeCode(lengths.subarray(literals))], end };
}

/**
 * @param {Uint8Array} stream
 * @param {number} at the first bit of a block's first symbol
 * @param {ReturnType<typeof makeCode>[]} codes
 * @returns {number} the first bit after the block
 */
function skipSymbols(stream, at, [symbols, distances]) {
  const end = stream.length * 8;
  for (let bit = at; bit < end; ) {
    const found = decode(symbols, peek(stream, bit));
    bit += found & 15;
    const symbol = found >> 4;
    if (symbol < endOfBlock) continue;
    if (symbol === endOfBlock) return bit;
    bit += lengthExtra[symbol];
    const distance = decode(distances, peek(stream, bit));
    bit += (distance & 15) + distanceExtra[distance >> 4];
  }
  throw broken();
}

/** At least 17 bits from a place on; nothing follows the end. */
function peek(/** @type {Uint8Array} */ stream, /** @type {number} */ at) {
  const from = at >>> 3;
  return (stream[from] | (stream[from + 1] << 8) | (stream[from + 2] << 16)) >>> (at & 7);
}

/** A Huffman code by the lengths of its codes in bits, 0 for a symbol that is not used. @see section 3.2.2 */
function makeCode(/** @type {Uint8Array} */ lengths) {
  const counts = new Uint16Array(longestCode + 1);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const next = new Uint16Array(longestCode + 2);
  const place = new Uint16Array(longestCode + 2);
  for (let length = 1; length <= longestCode; length++) {
    next[length + 1] = (next[length] + counts[length]) << 1;
    place[length + 1] = place[length] + counts[length];
  }
  /** The symbols by their codes. */
  const sorted = new Uint16Array(lengths.length);
  /** By the next bits: the symbol, and the length of its code in the lower four bits. */
  const quick = new Uint16Array(1 << quickBits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol];
    if (length === 0) continue;
    sorted[place[length]++] = symbol;
    const code = next[length]++;
    if (length > quickBits) continue;
    // A code begins with its most significant bit.
    let reversed = 0;
    for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
    for (let index = reversed; index < quick.length; index += 1 << length) quick[index] = (symbol << 4) | length;
  }
  return { counts, sorted, quick };
}

/**
 * @param {ReturnType<typeof makeCode>} code
 * @param {number} bits the next bits of the stream
 * @returns {number} the symbol, and the length of its code in the lower four bits
 */
function decode({ counts, sorted, quick }, bits) {
  const found = quick[bits & ((1 << quickBits) - 1)];
  if (found !== 0) return found;
  for (let [length, value, first, index] = [1, 0, 0, 0]; length <= longestCode; length++) {
    value |= (bits >> (length - 1)) & 1;
    const count = counts[length];
    if (value - count < first) return (sorted[index + value - first] << 4) | length;
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  throw broken();
}

const broken = () => new Error('This is no Deflate stream.');
