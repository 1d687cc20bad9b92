import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { listZip } from './list-zip.ts';
import { writeZip, type ZipFile } from './write-zip.ts';

const entry = (path: string, text: string, executable = false): ZipFile => ({
  path,
  bytes: Buffer.from(text),
  executable,
});

describe('writeZip', () => {
  test('gives the bytes that it gave when this test was written', () => {
    const archive = writeZip([entry('b/ü.py', 'x = 1\n'.repeat(100)), entry('a.sh', '#!/bin/sh\n', true)]);
    expect(createHash('sha256').update(archive).digest('hex')).toBe(
      'c4893339c967dd800d3c435d412325cafc6318549ad08f120358d040f5d83beb',
    );
  });

  test('sorts by bytes, whatever the order of the entries', () => {
    const entries = ['b', 'a/c', '10', '9', 'a.b', 'Z', '\u{1f600}', '\uffee'].map((name) => entry(name, name));
    const archive = writeZip(entries);
    expect(writeZip([...entries].reverse()).equals(archive)).toBe(true);
    expect(listZip(archive)).toEqual(['10', '9', 'Z', 'a.b', 'a/c', 'b', '\uffee', '\u{1f600}']);
  });

  test('writes the date 1980-01-01, the modes 0644 and 0755 and no extra field', () => {
    const archive = writeZip([entry('a', 'x'), entry('b', 'y', true)]);
    const central = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const second = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]), central + 4);
    expect([archive.readUInt16LE(central + 12), archive.readUInt16LE(central + 14)]).toEqual([0, 33]);
    expect([central, second].map((at) => archive.readUInt32LE(at + 38) >>> 16)).toEqual([0o100644, 0o100755]);
    expect([central, second].map((at) => archive.readUInt16LE(at + 30))).toEqual([0, 0]);
  });

  test('refuses one name twice', () => {
    expect(() => writeZip([entry('a', '1'), entry('a', '2')])).toThrow('hold "a" twice');
  });

  test('an independent reader gets back what went in', () => {
    const files = fc.uniqueArray(
      fc.record({
        path: fc.stringMatching(/^\w[\w.é-]{0,20}(\/é\w{1,5})?$/),
        bytes: fc.uint8Array(),
        executable: fc.boolean(),
      }),
      { selector: ({ path }) => path.split('/')[0] ?? '', maxLength: 20 },
    );
    fc.assert(
      fc.property(files, (entries) => {
        const read = unzipSync(writeZip(entries));
        for (const { path, bytes } of entries) expect(Buffer.from(read[path] ?? []).equals(bytes)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

test('listZip says when a file is no archive', () => {
  expect(() => listZip(Buffer.from('not a zip'))).toThrow();
});
