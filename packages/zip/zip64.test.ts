import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createArchiveFile } from './archive-file.ts';
import { type Packed, pack, segmentLength } from './deflate/pack.mjs';
import type { ZipEntry } from './entry.ts';
import { orderEntries } from './order-entries.ts';
import { writeZipFile } from './write-zip-file.ts';

// One file of more than 4 GiB. To read and deflate that much takes a minute and more; that its archive is right does not:
// all of its segments are alike, so one is packed, and written as often as it is needed.

const size = 4 * 2 ** 30 + 100 * 2 ** 20;
const segments = size / segmentLength;

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zip64-'));
  out = path.join(folder, 'out.zip');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function packed(how: 'segment' | 'last'): Packed {
  const done = pack([{ how, bytes: new Uint8Array(segmentLength) }]);
  if (!('data' in done)) throw new Error('Zeros can be packed.');
  return done;
}

async function* pieces() {
  const [segment, last] = [packed('segment'), packed('last')];
  for (let index = 1; index <= segments; index++) {
    const { results, data } = index < segments ? segment : last;
    const [piece] = results;
    if (piece) yield { piece, data };
  }
}

const readers = ['python3', 'unzip'].filter((program) => spawnSync(program, ['-h']).error === undefined);
const withPython = readers.includes('python3') ? test : test.skip;
if (readers.length < 2) console.warn(`Of the readers of large archives there are only: ${readers.join() || 'none'}.`);

/** What Python's zipfile says of the entries; of the first one it reads the beginning. */
const python = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    with z.open(z.infolist()[0]) as f: head = f.read(5000000)
    print(json.dumps([[[i.filename, i.file_size, i.compress_size] for i in z.infolist()], len(head), any(head)]))
`;
function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe('a file of 4.1 GiB', () => {
  withPython('has both sizes in zip64, in the local and in the central header', async () => {
    const file: ZipEntry = { path: 'zeros', kind: 'file', file: 'not read', size, mtimeMs: 0, executable: false };
    const [entry] = orderEntries([file]);
    if (!entry) throw new Error('It is there.');
    const handle = await open(out, 'wx+');
    const archive = createArchiveFile(handle);
    expect(await archive.addLarge(entry, pieces())).toBe(true);
    const written = await archive.finish();
    await handle.close();
    const length = (segments - 1) * packed('segment').data.length + packed('last').data.length;
    const [entries, read, any] = JSON.parse(run('python3', '-c', python, out));
    expect([entries, read, any]).toEqual([[['zeros', size, length]], 5_000_000, false]);

    const head = Buffer.alloc(55);
    const reading = await open(out);
    await reading.read(head, 0, head.length, 0);
    await reading.close();
    expect([head.readUInt16LE(4), head.readUInt32LE(18), head.readUInt32LE(22)]).toEqual([45, 0xffffffff, 0xffffffff]);
    // The extra field behind the name of five bytes: the two sizes, as they are.
    expect(head.readUInt16LE(35)).toBe(1);
    expect([Number(head.readBigUInt64LE(39)), Number(head.readBigUInt64LE(47))]).toEqual([size, length]);
    expect(written.size).toBe(statSync(out).size);
  });

  const really = process.env.ZIP_HUGE ? test : test.skip;
  if (!process.env.ZIP_HUGE) {
    console.warn(
      'Skipped: 4.1 GiB that are really deflated, stored and read by others; ZIP_HUGE=1 does it, in minutes.',
    );
  }
  really.each([
    ['deflated', 'zeros'],
    ['stored, so that the offset of what follows needs zip64 too', 'zeros.gz'],
  ])(
    '%s, as others read it',
    async (_how, name) => {
      const file = path.join(folder, name);
      writeFileSync(file, '');
      truncateSync(file, size);
      const { mtimeMs } = statSync(file);
      const entries: ZipEntry[] = [
        { path: name, kind: 'file', file, size, mtimeMs, executable: false },
        { path: 'zz-last', kind: 'bytes', bytes: Buffer.from('the end'), executable: false },
      ];
      const before = performance.now();
      const written = await writeZipFile(entries, out);
      console.warn(`${name}: ${written.size} bytes after ${Math.round(performance.now() - before)} ms`);
      for (const reader of readers) {
        if (reader === 'unzip') expect(run('unzip', '-t', out)).toContain('No errors detected');
        else expect(run('python3', '-m', 'zipfile', '-t', out)).toContain('Done testing');
      }
      expect(run('python3', '-c', python, out)).toContain(`["zz-last", 7, 7]`);
    },
    900_000,
  );
});
