import type { ZipEntry } from '@ci-actions/zip/entry';

/** An entry that is in memory. */
export function entry(path: string, content: string | Uint8Array = '', executable = false): ZipEntry {
  return { path, kind: 'bytes', bytes: typeof content === 'string' ? Buffer.from(content) : content, executable };
}

export interface ElfOptions {
  machine?: number;
  bits?: 32 | 64;
  bigEndian?: boolean;
  /** Of the file: 2 a program, 3 a library, 1 an object for a linker. */
  type?: number;
  needed?: readonly string[];
  versions?: readonly string[];
  /** Versions that it does without. */
  weak?: readonly string[];
}

/** A library as small as one can be that still says what it needs. */
export function elf(options: ElfOptions = {}): Buffer {
  const { machine = 62, bits = 64, bigEndian = false, type = 3, needed = [], versions = [], weak = [] } = options;
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head[4] = bits === 32 ? 1 : 2;
  head[5] = bigEndian ? 2 : 1;
  for (const [at, value] of [
    [16, type],
    [18, machine],
    [54, 56],
    [56, 2],
  ] as const) {
    if (bigEndian) head.writeUInt16BE(value, at);
    else head.writeUInt16LE(value, at);
  }
  head.writeBigUInt64LE(64n, 32);

  const names = ['', 'libc.so.6', ...needed, ...versions, ...weak];
  const strings = Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1');
  const at = (name: string) => strings.indexOf(`\0${name}\0`, 0, 'latin1') + 1;
  const all = [...versions, ...weak];
  const verneed = Buffer.alloc(all.length === 0 ? 0 : 16 + 16 * all.length);
  if (all.length > 0) {
    verneed.writeUInt16LE(1, 0);
    verneed.writeUInt16LE(all.length, 2);
    verneed.writeUInt32LE(at('libc.so.6'), 4);
    verneed.writeUInt32LE(16, 8);
    for (const [index, version] of all.entries()) {
      const aux = 16 + 16 * index;
      verneed.writeUInt16LE(index < versions.length ? 0 : 2, aux + 4);
      verneed.writeUInt32LE(at(version), aux + 8);
      verneed.writeUInt32LE(index < all.length - 1 ? 16 : 0, aux + 12);
    }
  }
  const stringsAt = 64 + 112;
  const verneedAt = stringsAt + strings.length;
  const dynamicAt = verneedAt + verneed.length;
  /** Where it lies in memory is not where it lies in the file. */
  const base = 0x10000;
  const dynamic = longs([
    ...needed.flatMap((name) => [1, at(name)]),
    ...[5, base + stringsAt, 10, strings.length],
    ...(all.length > 0 ? [0x6ffffffe, base + verneedAt, 0x6fffffff, 1] : []),
    ...[0, 0],
  ]);
  const size = dynamicAt + dynamic.length;
  return Buffer.concat([
    head,
    segment(1, 0, base, size),
    segment(2, dynamicAt, base + dynamicAt, dynamic.length),
    strings,
    verneed,
    dynamic,
  ]);
}

function segment(type: number, offset: number, address: number, size: number): Buffer {
  const flags = Buffer.alloc(8);
  flags.writeUInt32LE(type, 0);
  return Buffer.concat([flags, longs([offset, address, address, size, size, 8])]);
}

function longs(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(8 * values.length);
  for (const [index, value] of values.entries()) buffer.writeBigUInt64LE(BigInt(value), 8 * index);
  return buffer;
}
