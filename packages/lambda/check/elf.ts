import type { ReadAt } from './content.ts';

/** What the header of a program or library says, as far as it decides whether it can be loaded. */
export interface Elf {
  /** 32 or 64. */
  bits: number;
  littleEndian: boolean;
  /** The number of the processor: 62 is x86_64, 183 is arm64. */
  machine: number;
  /** The newest version of glibc that it cannot do without, such as `2.28`; undefined where it needs none. */
  glibc: string | undefined;
  /** The libraries that it is linked with. */
  needed: readonly string[];
}

const magic = '\x7fELF';
const segment = { load: 1, dynamic: 2 };
const tag = { end: 0, needed: 1, strings: 5, versions: 0x6ffffffe, versionCount: 0x6fffffff };
/** A version that the library gives where it can, and does without. */
const weak = 2;
/** No file that is sound has a table that is longer. In bytes. */
const longest = 1_000_000;
/** Of a library or version. */
const longestName = 256;

/**
 * Reads what an ELF file needs: from the tables that the loader itself reads, so that it makes no difference whether the
 * file is stripped.
 *
 * @returns undefined for what is no ELF file, or only an object that a linker takes
 * @see https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
 * @see https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
 */
export function readElf(read: ReadAt): Elf | undefined {
  const head = read(0, 64);
  if (head.length < 52 || head.toString('latin1', 0, 4) !== magic) return undefined;
  const bits = head[4] === 1 ? 32 : 64;
  const littleEndian = head[5] === 1;
  const type = littleEndian ? head.readUInt16LE(16) : head.readUInt16BE(16);
  const machine = littleEndian ? head.readUInt16LE(18) : head.readUInt16BE(18);
  // Programs (2) and what can be loaded (3).
  if (type !== 2 && type !== 3) return undefined;
  const none = { bits, littleEndian, machine, glibc: undefined, needed: [] };
  // Lambda has 64-bit, little-endian processors only: of others no more is asked.
  if (bits !== 64 || !littleEndian || head.length < 64) return none;
  try {
    return { ...none, ...readDynamic(read, head) };
  } catch (thrown) {
    // Cut off in the middle or broken: what it needs cannot be said.
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS') return none;
    throw thrown;
  }
}

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

function readDynamic(read: ReadAt, head: Buffer): Pick<Elf, 'glibc' | 'needed'> {
  const segments = readSegments(read(long(head, 32), head.readUInt16LE(54) * head.readUInt16LE(56)), head);
  const dynamic = segments.find(({ type }) => type === segment.dynamic);
  // Linked statically: it needs nobody.
  if (!dynamic) return { glibc: undefined, needed: [] };
  const table = read(dynamic.offset, Math.min(dynamic.size, longest));
  const values = new Map<number, number>();
  const neededAt: number[] = [];
  for (let at = 0; at + 16 <= table.length; at += 16) {
    const name = long(table, at);
    if (name === tag.end) break;
    if (name === tag.needed) neededAt.push(long(table, at + 8));
    else values.set(name, long(table, at + 8));
  }
  const place = (address: number | undefined) => {
    if (address === undefined) return undefined;
    const found = segments.find(
      (each) => each.type === segment.load && address >= each.address && address < each.address + each.size,
    );
    return found && { offset: found.offset + address - found.address, left: found.address + found.size - address };
  };
  const stringsAt = place(values.get(tag.strings));
  if (!stringsAt) return { glibc: undefined, needed: [] };
  // One by one: all names of a large program are megabytes.
  const text = (at: number) => {
    const name = read(stringsAt.offset + at, longestName);
    const end = name.indexOf(0);
    return end < 0 ? '' : name.toString('latin1', 0, end);
  };
  const versionsAt = place(values.get(tag.versions));
  const versions = versionsAt
    ? readVersions(read(versionsAt.offset, Math.min(versionsAt.left, longest)), values.get(tag.versionCount) ?? 0)
    : [];
  return { needed: neededAt.map(text), glibc: newest(versions.map(text)) };
}

function readSegments(table: Buffer, head: Buffer): readonly Segment[] {
  const step = head.readUInt16LE(54);
  if (step < 56) return [];
  const segments: Segment[] = [];
  for (let at = 0; at + step <= table.length; at += step) {
    segments.push({
      type: table.readUInt32LE(at),
      offset: long(table, at + 8),
      address: long(table, at + 16),
      size: long(table, at + 32),
    });
  }
  return segments;
}

/** @returns where the names of the versions are that must be there */
function readVersions(table: Buffer, count: number): readonly number[] {
  const names: number[] = [];
  // Each step leads forward, so a broken file cannot lead in a circle.
  for (let at = 0, files = 0; files < count; files++) {
    let aux = at + table.readUInt32LE(at + 8);
    for (let left = table.readUInt16LE(at + 2); left > 0; left--) {
      if ((table.readUInt16LE(aux + 4) & weak) === 0) names.push(table.readUInt32LE(aux + 8));
      const next = table.readUInt32LE(aux + 12);
      if (next === 0) break;
      aux += next;
    }
    const next = table.readUInt32LE(at + 12);
    if (next === 0) break;
    at += next;
  }
  return names;
}

function newest(names: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const name of names) {
    // The packed relocations of newer linkers: understood since 2.36.
    const version = name === 'GLIBC_ABI_DT_RELR' ? '2.36' : /^GLIBC_(\d+\.\d+)/.exec(name)?.[1];
    if (version !== undefined && (best === undefined || isNewer(version, best))) best = version;
  }
  return best;
}

/** @returns whether a version such as `2.28` is newer than another */
export function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major > thanMajor || (major === thanMajor && minor > thanMinor);
}

const long = (buffer: Buffer, at: number) => Number(buffer.readBigUInt64LE(at));
