import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { segmentLength } from './deflate/pack.mjs';
import type { ZipEntry } from './entry.ts';
import { extractEntry, readDirectory } from './read-zip.ts';
import { writeZip } from './write-zip.ts';
import { writeZipFile } from './write-zip-file.ts';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zip-'));
  out = path.join(folder, 'out.zip');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const text = (entry: string, content: string | Buffer = entry, executable = false): ZipEntry => ({
  path: entry,
  kind: 'bytes',
  bytes: Buffer.from(content),
  executable,
});

/** Noise that is the same on every machine. */
const noise = (length: number) => longNoise.subarray(0, length);
const longNoise = makeNoise(segmentLength + 9);

function makeNoise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** A file on disk. */
function file(entry: string, content: string | Buffer, executable = false): ZipEntry {
  const at = path.join(folder, 'source', entry);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, content);
  const { size, mtimeMs } = statSync(at);
  return { path: entry, kind: 'file', file: at, size, mtimeMs, executable };
}

/** Some of everything: small and large, packed and not, a link, three segments. */
const some = () => [
  file('lib/large.so', Buffer.concat([noise(segmentLength), Buffer.alloc(segmentLength + 5, 'words and '), noise(99)])),
  file('lib/noise.bin', noise(segmentLength + 1)),
  file('lib/large.gz', Buffer.alloc(segmentLength + 1, 'stored all the same')),
  file('bin/run.sh', '#!/bin/sh\necho hello\n', true),
  file('a.PNG', 'x'.repeat(1_000)),
  file('empty', ''),
  file('ü/日本.py', 'x = 1\n'.repeat(100)),
  { path: 'link', kind: 'link', target: 'ü/日本.py' } satisfies ZipEntry,
];

test.each([0, 1])('what the caller has in memory stays there, with %i threads', async (threads) => {
  const content = noise(segmentLength);
  const entries = ['a.gz', 'b.so', 'c.gz'].map((name) => ({
    path: name,
    kind: 'bytes' as const,
    // Each in a buffer of its own, which could be given away.
    bytes: Uint8Array.from(content),
    executable: false,
  }));
  await writeZipFile(entries, out, { threads });
  for (const { bytes } of entries) expect(content.equals(bytes)).toBe(true);
});

describe('the same bytes', () => {
  test.each([0, 1, 3])('with %i threads as when this test was written', async (threads) => {
    const written = await writeZipFile(some(), out, { threads });
    expect(written.sha256).toBe('e50afc966d87f6ff0d0157157d84bcbb0cc9c921ee4da61347a1bd968aef160b');
    expect(written).toEqual({
      size: statSync(out).size,
      sha256: sha256(readFileSync(out)),
      unzippedSize: some().reduce(
        (sum, entry) => sum + (entry.kind === 'file' ? entry.size : 'ü/日本.py'.length + 5),
        0,
      ),
      entries: 8,
    });
  });

  test('whatever the order, the times and the place; in memory too', async () => {
    const entries = some().filter(({ kind }) => kind === 'file');
    const first = await writeZipFile(entries, out);
    const memory = entries.map((entry) => ({
      path: entry.path,
      bytes: entry.kind === 'file' ? readFileSync(entry.file) : Buffer.alloc(0),
      executable: entry.kind === 'file' && entry.executable,
    }));
    expect(sha256(writeZip(memory))).toBe(first.sha256);
    const old = entries.map((entry) => {
      if (entry.kind !== 'file') return entry;
      utimesSync(entry.file, 1_000, 1_000);
      return { ...entry, mtimeMs: 1_000_000 };
    });
    expect(await writeZipFile(old.reverse(), out)).toEqual(first);
    const bytes = memory.map((one) => ({ ...one, kind: 'bytes' as const }));
    expect(await writeZipFile(bytes, out, { threads: 2 })).toEqual(first);
    // What is in memory is the caller's, and stays.
    expect(memory.every((one) => one.bytes.length > 0 || one.path === 'empty')).toBe(true);
  });
});

const has = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
/** A test for which a program is needed; where it is not there the name of the test says so. */
const needs = (program: string, probe: string) => {
  if (has(program, probe)) return test;
  console.warn(`Skipped: what ${program} reads, as it is not installed.`);
  return test.skip;
};
function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}
const python = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps([[i.filename, i.file_size, hashlib.sha256(z.read(i)).hexdigest(), oct(i.external_attr >> 16), i.compress_type, list(i.date_time), i.extra.hex()] for i in z.infolist()][:int(sys.argv[2])]))
    print(len(z.infolist()))
`;

describe('what others read', () => {
  needs('unzip', '-v')('unzip: modes and links', async () => {
    await writeZipFile(some(), out);
    expect(run('unzip', '-t', out)).toContain('No errors detected');
    run('unzip', '-q', out, '-d', 'unpacked');
    const at = (name: string) => path.join(folder, 'unpacked', name);
    expect(readlinkSync(at('link'))).toBe('ü/日本.py');
    expect(readFileSync(at('link'), 'utf8')).toBe('x = 1\n'.repeat(100));
    expect(['bin/run.sh', 'empty'].map((name) => lstatSync(at(name)).mode & 0o777)).toEqual([0o755, 0o644]);
    for (const entry of some()) {
      if (entry.kind === 'file') expect(readFileSync(at(entry.path)).equals(readFileSync(entry.file))).toBe(true);
    }
  });

  needs('python3', '--version')('Python’s zipfile: content, modes, methods, one date, no extra field', async () => {
    await writeZipFile(some(), out);
    const [list = ''] = run('python3', '-c', python, out, '100').split('\n');
    const date = [1980, 1, 1, 0, 0, 0];
    const expected = some().map((entry) => {
      const bytes = entry.kind === 'file' ? readFileSync(entry.file) : Buffer.from('ü/日本.py');
      const mode = entry.kind === 'link' ? '0o120777' : entry.path === 'bin/run.sh' ? '0o100755' : '0o100644';
      const deflated = ['lib/large.so', 'ü/日本.py'].includes(entry.path);
      return [entry.path, bytes.length, sha256(bytes), mode, deflated ? 8 : 0, date, ''];
    });
    const byName = (a: unknown[], b: unknown[]) => Buffer.compare(Buffer.from(String(a[0])), Buffer.from(String(b[0])));
    expect(JSON.parse(list)).toEqual(expected.sort(byName));
  });

  needs('jar', '--version')('Java’s jar', async () => {
    await writeZipFile(some(), out);
    expect(run('jar', 'tf', out).split('\n')).toContain('lib/large.so');
    run('jar', 'xf', out);
    expect(
      readFileSync(path.join(folder, 'lib/large.so')).equals(readFileSync(path.join(folder, 'source/lib/large.so'))),
    ).toBe(true);
  });

  needs('python3', '--version')('70,000 entries: zip64, and only then', async () => {
    const entries = (count: number) => Array.from({ length: count }, (_, index) => text(`${index}`, ''));
    await writeZipFile(entries(65_535), out);
    expect(readFileSync(out).includes('PK\x06\x06')).toBe(false);
    const written = await writeZipFile(entries(70_000), out);
    expect(written.entries).toBe(70_000);
    expect(readFileSync(out).includes('PK\x06\x06')).toBe(true);
    expect(run('python3', '-c', python, out, '0').trim().split('\n')).toEqual(['[]', '70000']);
  });

  needs('python3', '--version')('100 MB of zeros, in segments', async () => {
    const zeros = file('zeros', '');
    if (zeros.kind !== 'file') throw new Error('It is a file.');
    truncateSync(zeros.file, 100_000_000);
    const { size, mtimeMs } = statSync(zeros.file);
    const before = process.resourceUsage().maxRSS;
    const written = await writeZipFile([{ ...zeros, size, mtimeMs }], out);
    expect(written.size).toBeLessThan(150_000);
    // Far less than the file has; in kB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(90_000);
    expect(run('python3', '-c', python, out, '0')).toContain('1');
  });

  test('read-zip gives back what went in', async () => {
    const name = fc.stringMatching(/^\w[\w é-]{0,12}$/);
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(5_000).map((length) => Buffer.alloc(length, 'abc')),
    );
    const files = fc.uniqueArray(fc.record({ name, content, executable: fc.boolean() }), {
      selector: (one) => one.name,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(files, async (all) => {
        await writeZipFile(
          all.map((one) => ({ path: one.name, kind: 'bytes', bytes: one.content, executable: one.executable })),
          out,
        );
        const handle = await open(out);
        try {
          const found = await readDirectory(handle);
          expect(found.map((one) => one.name).sort()).toEqual(all.map((one) => one.name).sort());
          for (const one of found) {
            const target = path.join(folder, 'extracted');
            await extractEntry(handle, one, target, 10_000);
            const expected = all.find((other) => other.name === one.name)?.content ?? Buffer.alloc(0);
            expect(readFileSync(target).equals(expected)).toBe(true);
          }
        } finally {
          await handle.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('bad input leaves nothing', () => {
  const good = () => Array.from({ length: 30 }, (_, index) => file(`good-${index}`, 'x'.repeat(1_000)));
  test.each<[string, () => ZipEntry, RegExp]>([
    [
      'a file that is gone',
      () => ({ ...file('m', 'x'), file: path.join(folder, 'gone') }) as ZipEntry,
      /gone" cannot be read for "m" in the archive \(ENOENT\); make it readable/,
    ],
    [
      'a file that is longer',
      () => {
        const entry = file('m', 'x');
        appendFileSync(path.join(folder, 'source/m'), 'y');
        return entry;
      },
      /is not the one any more that was found for "m", when it had 1 B; write/,
    ],
    [
      'a file that is shorter',
      () => {
        const entry = file('m', 'xyz');
        truncateSync(path.join(folder, 'source/m'), 1);
        return entry;
      },
      /is not the one any more/,
    ],
    [
      'a file of another time',
      () => {
        const entry = file('m', 'x');
        utimesSync(path.join(folder, 'source/m'), 5, 5);
        return entry;
      },
      /is not the one any more/,
    ],
    ['a folder', () => ({ ...file('m', ''), file: folder }) as ZipEntry, /is not the one any more/],
    [
      'a large file that is shorter',
      () => {
        const entry = file('m', noise(segmentLength + 9));
        truncateSync(path.join(folder, 'source/m'), 1);
        return entry;
      },
      /is not the one any more/,
    ],
    ['a name that leads out', () => text('../m'), /leads out/],
  ])('%s', async (_what, make, message) => {
    const entries = [...good(), make()];
    for (const threads of [0, 2]) {
      const writing = writeZipFile(entries, out, { threads });
      await expect(writing).rejects.toThrow(message);
      await expect(writing).rejects.toBeInstanceOf(InputError);
    }
    expect(readdirSync(folder)).toEqual(['source']);
  });

  test('a file that nobody may read', async () => {
    if (process.getuid?.() === 0) return console.warn('Not shown: root may read every file.');
    const entry = file('m', 'x');
    chmodSync(path.join(folder, 'source/m'), 0);
    await expect(writeZipFile([...good(), entry], out)).rejects.toThrow(
      /cannot be read for "m" in the archive \(EACCES\)/,
    );
    expect(readdirSync(folder)).toEqual(['source']);
  });

  test('a place that cannot be written', async () => {
    const writing = writeZipFile([text('a')], path.join(folder, 'no/out.zip'));
    await expect(writing).rejects.toThrow(/no\/out\.zip" \(ENOENT\); name a file in a folder that exists/);
    mkdirSync(path.join(folder, 'full/x'), { recursive: true });
    await expect(writeZipFile([text('a')], path.join(folder, 'full'))).rejects.toThrow(InputError);
    expect(readdirSync(folder)).toEqual(['full']);
  });

  test.each([0, 5, 60])('a signal after %i ms; what was there stays', async (after) => {
    writeFileSync(out, 'before');
    const entries = some();
    const controller = new AbortController();
    const reason = new Error('Stop.');
    if (after === 0) controller.abort(reason);
    else setTimeout(() => controller.abort(reason), after);
    const many = Array.from({ length: 40 }, (_, index) =>
      entries.filter((one) => one.kind === 'file').map((one) => ({ ...one, path: `${index}/${one.path}` })),
    ).flat();
    await expect(writeZipFile(many, out, { signal: controller.signal, threads: 2 })).rejects.toBe(reason);
    expect(readdirSync(folder).sort()).toEqual(['out.zip', 'source']);
    expect(readFileSync(out, 'utf8')).toBe('before');
  });
});
