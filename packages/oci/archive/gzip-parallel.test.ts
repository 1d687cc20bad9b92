import { randomBytes } from 'node:crypto';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gzipParallel } from './gzip-parallel.ts';

async function pack(chunks: readonly Buffer[]): Promise<Buffer> {
  async function* source() {
    yield* chunks;
  }
  return collect(source());
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const packed: Buffer[] = [];
  for await (const chunk of gzipParallel(chunks, 4)) packed.push(chunk);
  return Buffer.concat(packed);
}

/** Cut at places that are shares of it. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const block = 1 << 18;
const text = Buffer.from(Array.from({ length: 150_000 }, (_, i) => `line ${i}\n`).join(''));

test.each([
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['one block', text.subarray(0, block)],
  ['one block and a byte', text.subarray(0, block + 1)],
  ['many blocks', text],
  ['what cannot be made smaller', randomBytes(block * 5 + 3)],
  ['zeros', Buffer.alloc(block * 6)],
])('%s is the same after gunzip', async (_, bytes) => {
  const packed = await pack([bytes]);
  expect(gunzipSync(packed).equals(bytes)).toBe(true);
  expect(packed.length).toBeLessThan(bytes.length * 1.001 + 100);
});

test('the chunks that the bytes come in do not count', async () => {
  const whole = await pack([text]);
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(shares, async (places) => {
      expect((await pack(cut(text, places))).equals(whole)).toBe(true);
    }),
    { seed: 4, numRuns: 15 },
  );
});

test('it is one member, with a header that says nothing of this machine', async () => {
  const packed = await pack([text]);
  expect(packed.subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
  // What is between the header and the trailer is read to its end, and no more: a second member would be left over.
  const body = packed.subarray(10, -8);
  const { buffer, engine } = inflateRawSync(body, { info: true }) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  expect([buffer.length, engine.bytesWritten]).toEqual([text.length, body.length]);
});

test('blocks know what is before them: repeated bytes cost nothing at their borders', async () => {
  const noise = randomBytes(16_384);
  const repeated = Buffer.concat(Array.from({ length: 64 }, () => noise));
  expect((await pack([repeated])).length).toBeLessThan(noise.length * 2);
});

test('a source that fails, fails it', async () => {
  async function* source() {
    yield text;
    throw new Error('the disk is gone');
  }
  await expect(collect(source())).rejects.toThrow('the disk is gone');
});
