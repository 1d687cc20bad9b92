import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** S3's checksum algorithms, in the spelling of its API. */
export type Algorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

export const algorithms: readonly Algorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];

/** The header that carries a checksum of this algorithm. */
export const checksumHeader = (algorithm: Algorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The XML element and SDK member that carries it. */
export const checksumElement = (algorithm: Algorithm) => `Checksum${algorithm}`;

/**
 * The checksum of a body as S3 writes it: base64 of the big-endian bytes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checksum(algorithm: Algorithm, body: Buffer): string {
  switch (algorithm) {
    case 'CRC32':
      return word(crc32(body));
    case 'CRC32C':
      return word(crc32c(body));
    case 'CRC64NVME':
      return crc64nvme(body).toString('base64');
    default:
      return createHash(algorithm.toLowerCase()).update(body).digest('base64');
  }
}

/** How many bytes a checksum of this algorithm has. */
export function checksumLength(algorithm: Algorithm): number {
  return { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 }[algorithm];
}

function word(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
}

// Castagnoli's polynomial, reflected. https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
const table32c = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32c(body: Buffer): number {
  let value = 0xffffffff;
  for (let i = 0; i < body.length; i++) {
    value = (table32c[(value ^ (body[i] as number)) & 0xff] as number) ^ (value >>> 8);
  }
  return ~value >>> 0;
}

// The polynomial of NVM Express, 0xad93d23594c93659, reflected; as halves, because a BigInt is thirty times slower.
const [tableHigh, tableLow] = (() => {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
    high[byte] = Number(value >> 32n);
    low[byte] = Number(value & 0xffffffffn);
  }
  return [high, low];
})();

function crc64nvme(body: Buffer): Buffer {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (let i = 0; i < body.length; i++) {
    const index = (low ^ (body[i] as number)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (tableLow[index] as number);
    high = (high >>> 8) ^ (tableHigh[index] as number);
  }
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(~high >>> 0);
  bytes.writeUInt32BE(~low >>> 0, 4);
  return bytes;
}
