import { count } from '@ci-actions/format/units';
import type { ZipEntry } from '@ci-actions/zip/entry';
import { type Architecture, elfMachine } from '../platform.ts';
import { capped, shown } from './capped.ts';
import { type Content, type ReadAt, withContent } from './content.ts';
import { isNewer, readElf } from './elf.ts';

export interface BinaryOptions {
  architecture: Architecture;
  /** The C library of the runtime; undefined where the runtime is not known, and nothing is said of it then. */
  glibc: string | undefined;
  /** Whether a person means this file to be there as it is. */
  takenBack?: (path: string) => boolean;
}

/** What is loaded or run by its name. */
const loaded = /\.(so(\.\d+)*|node|pyd)$/;
/** Builds for many platforms side by side, of which the package chooses one when it is loaded (`node-gyp-build`). */
const sideBySide = /(^|\/)prebuilds\/[a-z0-9]+-[^/]+\//;

const machines = new Map([
  [3, '32-bit x86'],
  [20, 'PowerPC'],
  [21, '64-bit PowerPC'],
  [22, 's390x'],
  [40, '32-bit arm'],
  [elfMachine.x86_64, 'x86_64'],
  [elfMachine.arm64, 'arm64'],
  [243, 'RISC-V'],
]);

/**
 * Looks whether the libraries and programs of an archive can be loaded on the function's processor and C library. Of most
 * files nothing is read, of the others the headers.
 *
 * @returns one problem that names all of them, or undefined
 */
export function checkBinaries(entries: readonly ZipEntry[], options: BinaryOptions): string | undefined {
  const problems: string[] = [];
  for (const entry of entries) {
    if (entry.kind === 'link' || !isCandidate(entry) || options.takenBack?.(entry.path)) continue;
    const why = withContent(entry, (read) => whyUnfit(read, options));
    if (why !== undefined) problems.push(`${shown(entry.path)} ${why}.`);
  }
  if (problems.length === 0) return undefined;
  const { architecture, glibc } = options;
  const what = `an ${architecture} function${glibc === undefined ? '' : ` with glibc ${glibc}`}`;
  return `${count(problems.length, 'binary', 'binaries')} cannot be loaded by ${what}; install the dependencies for that platform (\`install: auto\` does), or leave these files out by \`exclude\`, or, if nothing loads them, name them there with a \`!\` in front:\n${capped(problems)}`;
}

function isCandidate({ path, executable }: Content): boolean {
  if (sideBySide.test(path)) return false;
  if (loaded.test(path)) return true;
  // Programs that setuptools and pip carry for Windows are not run on Lambda.
  return executable && !path.endsWith('.exe');
}

function whyUnfit(read: ReadAt, { architecture, glibc }: BinaryOptions): string | undefined {
  const head = read(0, 4);
  const foreign = whoseFormat(head);
  if (foreign) return `is built for ${foreign}`;
  const elf = readElf(read);
  if (!elf) return undefined;
  if (elf.machine !== elfMachine[architecture] || elf.bits !== 64 || !elf.littleEndian) {
    return `is built for ${machines.get(elf.machine) ?? `processor ${elf.machine}`}${elf.littleEndian ? '' : ', big-endian'}`;
  }
  if (elf.needed.some((library) => /^libc\.musl|^ld-musl/.test(library))) {
    return 'is built for Alpine Linux (musl)';
  }
  if (glibc !== undefined && elf.glibc !== undefined && isNewer(elf.glibc, glibc)) {
    return `needs glibc ${elf.glibc}`;
  }
  return undefined;
}

/** @returns the system whose programs begin so, when it is not Linux */
function whoseFormat(head: Buffer): string | undefined {
  if (head.length >= 2 && head.toString('latin1', 0, 2) === 'MZ') return 'Windows';
  if (head.length < 4) return undefined;
  // The same number begins the class files of Java; these are neither libraries nor executable.
  const mac = ['cffaedfe', 'cefaedfe', 'feedfacf', 'feedface', 'cafebabe'];
  return mac.includes(head.toString('hex')) ? 'macOS' : undefined;
}
