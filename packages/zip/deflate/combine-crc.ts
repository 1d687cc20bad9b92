/** The polynomial of CRC-32, its bits in reverse. */
const polynomial = 0xedb88320;

/**
 * The CRC-32 of two pieces from the CRC-32 of each, so that the pieces of a file can be read in any order.
 *
 * @param first of what comes first
 * @param second of what follows
 * @param length of what follows, in bytes
 * @see https://github.com/madler/zlib/blob/v1.3.1/crc32.c crc32_combine
 */
export function combineCrc(first: number, second: number, length: number): number {
  // The second piece moves the first by 8 bits a byte: multiply by x^(8 * length), made of squares of x^8.
  let shift = 0x80000000;
  let square = 0x00800000;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = multiply(square, shift);
    square = multiply(square, square);
  }
  return (multiply(shift, first) ^ second) >>> 0;
}

/** a times b modulo the polynomial; bit 31 is x^0. */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ polynomial : factor >>> 1;
  }
  return product >>> 0;
}
