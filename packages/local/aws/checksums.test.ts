import { expect, test } from '@jest/globals';
import { type Algorithm, algorithms, checksum, checksumLength } from './checksums.ts';

// The check values that the algorithms' authors publish for the nine bytes "123456789".
const published: Record<Algorithm, string> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

for (const algorithm of algorithms) {
  test(`${algorithm} has its published check value`, () => {
    const bytes = Buffer.from(checksum(algorithm, Buffer.from('123456789')), 'base64');
    expect(bytes.toString('hex')).toBe(published[algorithm]);
    expect(bytes).toHaveLength(checksumLength(algorithm));
  });

  test(`${algorithm} differs after one flipped bit`, () => {
    const body = Buffer.alloc(1000, 7);
    const flipped = Buffer.from(body);
    flipped[999] = 6;
    expect(checksum(algorithm, flipped)).not.toBe(checksum(algorithm, body));
  });
}
