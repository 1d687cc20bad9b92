import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../error.ts';
import { openArchive } from './archive.ts';
import { storedZip } from './stored-zip.ts';

test('files, folders, modes and links are read', () => {
  const { entries, text, file, unzipped } = openArchive(
    storedZip([
      { name: 'bin/', content: '', mode: 0o40755 },
      { name: 'bin/run', content: '#!/bin/sh', mode: 0o100755 },
      { name: 'run', content: 'bin/run', mode: 0o120777 },
    ]),
  );
  expect(entries.map(({ name, kind, mode }) => [name, kind, mode])).toEqual([
    ['bin/', 'folder', 0o755],
    ['bin/run', 'file', 0o755],
    ['run', 'link', 0o777],
  ]);
  expect([text('run'), text('bin/'), file('none')]).toEqual(['bin/run', undefined, undefined]);
  expect(unzipped).toBe('#!/bin/sh'.length + 'bin/run'.length);
});

test('a comment at the end is no matter', () => {
  const bytes = storedZip([{ name: 'a', content: 'x' }]);
  bytes.writeUInt16LE(5, bytes.length - 2);
  expect(openArchive(Buffer.concat([bytes, Buffer.from('hello')])).text('a')).toBe('x');
});

test('the directory of zip64 counts where there is one', () => {
  const plain = storedZip([{ name: 'a', content: 'x' }]);
  const end = Buffer.from(plain.subarray(-22));
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(1n, 32);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(plain.length - 22), 8);
  end.fill(0xff, 8, 20);
  const archive = (last: Buffer) => Buffer.concat([plain.subarray(0, -22), record, last, end]);
  expect(openArchive(archive(locator)).text('a')).toBe('x');
  locator.writeBigUInt64LE(7n, 8);
  expect(() => openArchive(archive(locator))).toThrow(/Could not unzip/);
});

describe('hostile archives', () => {
  test('a bomb is unpacked no further than it says', () => {
    const packed = deflateRawSync(Buffer.alloc(50_000_000));
    const archive = storedZip([{ name: 'a', content: packed, lie: { method: 8, size: 10 } }]);
    expect(() => openArchive(archive)).toThrow(/Could not unzip/);
  });

  test('whatever is changed in an archive, it is opened or refused in Lambda’s words', () => {
    const good = storedZip([
      { name: 'a.py', content: 'print()' },
      { name: 'b', content: deflateRawSync('x'.repeat(100)), lie: { method: 8, size: 100 } },
    ]);
    const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(good.length), (changes, length) => {
        const bytes = Buffer.from(good);
        for (const { at, to } of changes) bytes[at] = to;
        for (const given of [bytes, bytes.subarray(0, length)]) {
          try {
            openArchive(given);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(AwsError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
