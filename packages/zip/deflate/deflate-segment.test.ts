import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deflate } from 'libdeflate';
import { Mismatch } from './check-deflated.mjs';
import { combineCrc } from './combine-crc.ts';
import { deflateSegment } from './deflate-segment.mjs';
import { findLastBlock } from './find-last-block.mjs';

/** Bytes as files have them: noise, runs and words, in any order. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 3_000 }),
      fc.tuple(fc.nat(255), fc.nat(70_000)).map(([byte, length]) => Buffer.alloc(length, byte)),
      fc.tuple(fc.string({ minLength: 1 }), fc.nat(20_000)).map(([word, length]) => Buffer.alloc(length, word)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Buffer.concat(parts));

describe('findLastBlock', () => {
  test('finds the end of every stream of zlib and of libdeflate', () => {
    fc.assert(
      fc.property(content, fc.nat(9), fc.nat(4), (bytes, level, strategy) => {
        for (const stream of [deflateRawSync(bytes, { level, strategy }), deflate(bytes, 1 + level)]) {
          expect(Math.ceil(findLastBlock(stream).end / 8)).toBe(stream.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['nothing', []],
    ['a type that does not exist', [7]],
    ['a stored block without its bytes', [1, 9, 0, 0xf6, 0xff]],
    ['a stream without an end', [...deflateRawSync(Buffer.from('abcabcabcabc')).subarray(0, -2)]],
  ])('refuses %s', (_what, bytes) => {
    expect(() => findLastBlock(Uint8Array.from(bytes))).toThrow('no Deflate stream');
  });
});

describe('deflateSegment', () => {
  test('segments follow one another as one stream', () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 4 }), (parts) => {
        const packed = parts.map((part, index) => deflateSegment(part, index === parts.length - 1));
        expect(inflateRawSync(Buffer.concat(packed)).equals(Buffer.concat(parts))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  // A young library: nothing that it packs is believed.
  test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['another byte', (bytes) => deflateRawSync(Buffer.from(bytes).fill(1, 10, 11))],
    ['a byte too few', (bytes) => deflateRawSync(bytes.subarray(1))],
    ['a byte too many', (bytes) => deflateRawSync(Buffer.concat([bytes, Buffer.of(0)]))],
    ['half a stream', (bytes) => deflateRawSync(bytes).subarray(0, -3)],
    ['no stream', () => Buffer.alloc(20, 0xff)],
  ])('finds %s', (_what, compress) => {
    const bytes = Buffer.from('some text that is long enough to be packed, to be packed, to be packed');
    expect(() => deflateSegment(bytes, true, compress)).toThrow(Mismatch);
    expect(() => deflateSegment(bytes, false, compress)).toThrow();
  });

  test('leaves the handlers of uncaught errors as they were', () => {
    const count = () => process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
    const before = count();
    deflateSegment(Buffer.from('x'), true);
    expect(count()).toBe(before);
  });
});

test('the CRC of two pieces is that of the whole', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.uint8Array({ maxLength: 5_000 }), (a, b) => {
      expect(combineCrc(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])));
    }),
    { numRuns: 100 },
  );
});

// The bytes of every archive come out of this one file of WebAssembly, of a package that is young and little used: another
// one, whatever its version says, would give other archives to the same sources, or worse. An update is a decision.
test('libdeflate is the one that is known', () => {
  const index = createRequire(import.meta.url).resolve('libdeflate');
  const root = path.resolve(path.dirname(index), '../..');
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  expect(lock.packages['node_modules/libdeflate']).toMatchObject({
    version: '0.1.0',
    integrity: 'sha512-HubE+lY04UnnaAjH32SiToef3s/JJ6yApb+QTjY/3BfSlY8AqAjcUga9NTIJZ4NzKU2sKttCefBu3T3toLXCfQ==',
  });
  const text = readFileSync(path.join(path.dirname(index), 'dist/libdeflate.wasm.mjs'), 'latin1');
  const wasm = Buffer.from(/;base64,([A-Za-z0-9+/=]+)"/.exec(text)?.[1] ?? '', 'base64');
  const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect({ file: sha256(Buffer.from(text, 'latin1')), wasm: sha256(wasm) }).toEqual({
    file: '0fb97852aab6f9a8938eb1e6c244d941d733554ea64ce40e21d88e5e56fd526d',
    wasm: 'f75470cc665db1d83e231ec57bf38696852cba5c2594813d47fc43117816affe',
  });
});
