import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRuntime } from '../platform.ts';
import { type BinaryOptions, checkBinaries } from './check-binaries.ts';
import { withContent } from './content.ts';
import { readElf } from './elf.ts';
import { elf, entry } from './test-tools.ts';

const { glibc } = readRuntime('python3.12');
const check = (path: string, content: Uint8Array, options: Partial<BinaryOptions> = {}, executable = false) =>
  checkBinaries([entry(path, content, executable)], { architecture: 'x86_64', glibc, ...options });

const macho = Buffer.from('cffaedfe0c000001', 'hex');
const fat = Buffer.from('cafebabe00000002', 'hex');
const pe = Buffer.from('MZ\x90\0', 'latin1');

describe('what cannot be loaded', () => {
  test.each<[string, string, Uint8Array, Partial<BinaryOptions>, string]>([
    ['another processor', 'a/b.so', elf({ machine: 183 }), {}, '"a/b.so" is built for arm64.'],
    ['the other way round', 'b.node', elf({ machine: 62 }), { architecture: 'arm64' }, '"b.node" is built for x86_64.'],
    ['32 bits', 'b.so.1.2', elf({ machine: 3, bits: 32 }), {}, 'is built for 32-bit x86.'],
    ['x32', 'b.so', elf({ bits: 32 }), {}, 'is built for x86_64'],
    ['big-endian', 'b.so', elf({ machine: 183, bigEndian: true }), { architecture: 'arm64' }, 'arm64, big-endian.'],
    ['a processor without a name', 'b.so', elf({ machine: 4242 }), {}, 'is built for processor 4242.'],
    ['a newer glibc', 'b.so', elf({ versions: ['GLIBC_2.17', 'GLIBC_2.38'] }), {}, 'needs glibc 2.38.'],
    ['packed relocations', 'b.so', elf({ versions: ['GLIBC_ABI_DT_RELR'] }), {}, 'needs glibc 2.36.'],
    ['Alpine', 'b.so', elf({ needed: ['libc.musl-x86_64.so.1'] }), {}, 'is built for Alpine Linux (musl).'],
    ['macOS', 'b.so', macho, {}, 'is built for macOS.'],
    ['macOS, for two processors', 'b.node', fat, {}, 'is built for macOS.'],
    ['Windows', 'b.pyd', pe, {}, 'is built for Windows.'],
    ['Windows, as Node has it', 'b.node', pe, {}, 'is built for Windows.'],
  ])('%s', (_what, name, content, options, sentence) => {
    expect(check(name, content, options)).toContain(sentence);
  });

  test('a program is looked at by its right to run, whatever its name', () => {
    expect(check('bootstrap', elf({ machine: 183, type: 2 }), {}, true)).toContain('"bootstrap" is built for arm64.');
    expect(check('bin/tool', macho, {}, true)).toContain('"bin/tool" is built for macOS.');
  });

  test('all are in one error, and no more than twenty are named', () => {
    const many = Array.from({ length: 25 }, (_, index) => entry(`${index}.so`, elf({ machine: 183 })));
    const problem = checkBinaries(many, { architecture: 'x86_64', glibc });
    expect(problem).toContain('25 binaries cannot be loaded by an x86_64 function with glibc 2.34; install');
    expect(problem?.split('\n')).toHaveLength(22);
    expect(problem).toMatch(/\nand 5 more$/);
  });
});

describe('nothing is said of', () => {
  test.each<[string, string, Uint8Array, Partial<BinaryOptions>, boolean]>([
    ['what fits', 'b.so', elf({ versions: ['GLIBC_2.34', 'GLIBC_2.2.5'], needed: ['libc.so.6'] }), {}, false],
    [
      'a newer glibc, where the runtime is not known',
      'b.so',
      elf({ versions: ['GLIBC_2.38'] }),
      { glibc: undefined },
      false,
    ],
    ['a version that it does without', 'b.so', elf({ weak: ['GLIBC_2.38'] }), {}, false],
    ['a script that may be run', 'run.sh', Buffer.from('#!/bin/sh\n'), {}, true],
    ['an empty file', 'b.so', Buffer.alloc(0), {}, false],
    ['a script of a linker', 'b.so', Buffer.from('INPUT(libb.so.1)\n'), {}, false],
    ['an object for a linker', 'b.so', elf({ machine: 183, type: 1 }), {}, false],
    ['data that looks like a library', 'b.dat', elf({ machine: 183 }), {}, false],
    ['one of many builds', 'node_modules/x/prebuilds/darwin-arm64/x.node', macho, {}, false],
    ['a program for Windows in setuptools', 'setuptools/cli-64.exe', pe, {}, true],
    ['what a person means', 'b.so', macho, { takenBack: (name) => name === 'b.so' }, false],
  ])('%s', (_what, name, content, options, executable) => {
    expect(check(name, content, options, executable)).toBeUndefined();
  });

  test('a link', () => {
    const link = { path: 'b.so', kind: 'link', target: 'c.so' } as const;
    expect(checkBinaries([link], { architecture: 'x86_64', glibc })).toBeUndefined();
  });
});

test('a real program says what this machine is', () => {
  const { size, mtimeMs } = statSync(process.execPath);
  const real = { path: 'node', kind: 'file', file: process.execPath, size, mtimeMs, executable: true } as const;
  const read = withContent(real, readElf);
  if (process.platform !== 'linux') return console.warn('Not shown: this machine has no ELF files.');
  expect(read).toMatchObject({ bits: 64, littleEndian: true, machine: process.arch === 'arm64' ? 183 : 62 });
  expect(read?.needed.join()).toContain('libc.');
  expect(read?.glibc).toMatch(/^2\.\d+$/);
});

test('a file that is gone is named', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'binaries-'));
  try {
    const file = path.join(folder, 'b.so');
    writeFileSync(file, '');
    rmSync(file);
    const gone = { path: 'x/b.so', kind: 'file', file, size: 4, mtimeMs: 0, executable: false } as const;
    expect(() => checkBinaries([gone], { architecture: 'x86_64', glibc })).toThrow(
      '"x/b.so" cannot be read: it is gone',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file that is cut off or broken is no reason to stop', () => {
  const whole = elf({ versions: ['GLIBC_2.17', 'GLIBC_2.38'], needed: ['libm.so.6'] });
  fc.assert(
    fc.property(fc.nat(whole.length), fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255))), (length, changes) => {
      const broken = Buffer.from(whole);
      for (const [at, value] of changes) broken[at] = value;
      const read = withContent(
        { path: 'b', kind: 'bytes', bytes: broken.subarray(0, length), executable: false },
        readElf,
      );
      expect(read === undefined || typeof read.machine === 'number').toBe(true);
    }),
    { seed: 5, numRuns: 500 },
  );
});
