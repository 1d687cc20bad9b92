import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { silent } from '@ci-actions/log/log';
import type { ZipEntry } from '@ci-actions/zip/entry';
import { writeZip } from '@ci-actions/zip/write-zip';

const bytesOf = (content: string | Uint8Array) => (typeof content === 'string' ? Buffer.from(content) : content);

/** Writes files, making their folders. */
export function put(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

/** All files and links below a folder, with what they hold: to see that nothing was written. */
export function contents(folder: string, prefix = ''): Readonly<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    const name = prefix + entry.name;
    // By itself, because Node's own recursion goes into links on some versions.
    if (entry.isSymbolicLink()) all[name] = `-> ${readlinkSync(file)}`;
    else if (entry.isDirectory()) Object.assign(all, contents(file, `${name}/`));
    else all[name] = readFileSync(file, 'base64');
  }
  return all;
}

/** What an archive of these entries would hold, to compare two runs by. */
export function digest(entries: readonly ZipEntry[]): string {
  const hash = createHash('sha256');
  for (const entry of entries) {
    hash.update(`${entry.path}\0${entry.kind === 'link' ? entry.target : entry.executable}\0`);
    if (entry.kind !== 'link') hash.update(contentOf(entry)).update('\0');
  }
  return hash.digest('hex');
}

/** The bytes of an entry. */
export function contentOf(entry: ZipEntry | undefined): Uint8Array {
  if (!entry || entry.kind === 'link') throw new Error('There is no such file.');
  return entry.kind === 'bytes' ? entry.bytes : readFileSync(entry.file);
}

export interface Wheel {
  name: string;
  version: string;
  /** `py3-none-any`, `cp312-cp312-manylinux2014_x86_64`. */
  tag: string;
  files: Readonly<Record<string, string | Uint8Array>>;
  requires?: readonly string[];
  /** Programs that are made for it: `tool = pkg:main`. */
  scripts?: readonly string[];
}

/** A wheel, by its file name. https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
export function wheel({ name, version, tag, files, requires = [], scripts = [] }: Wheel): Record<string, Uint8Array> {
  const info = `${name}-${version}.dist-info`;
  const all: Record<string, string | Uint8Array> = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${requires
      .map((each) => `Requires-Dist: ${each}\n`)
      .join('')}`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: ${tag.endsWith('any')}\nTag: ${tag}\n`,
    ...(scripts.length > 0 ? { [`${info}/entry_points.txt`]: `[console_scripts]\n${scripts.join('\n')}\n` } : {}),
  };
  const record = [...Object.keys(all), `${info}/RECORD`].map((each) => `${each},,\n`).join('');
  const entries = Object.entries({ ...all, [`${info}/RECORD`]: record }).map(([file, content]) => ({
    path: file,
    bytes: bytesOf(content),
    executable: false,
  }));
  return { [`${name}-${version}-${tag}.whl`]: writeZip(entries) };
}

/** A package as `npm pack` makes it. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 */
export function tarball(
  files: Readonly<Record<string, string | Uint8Array>>,
  executable: readonly string[] = [],
): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const bytes = bytesOf(content);
    const head = Buffer.alloc(512);
    head.write(`package/${name}`, 0);
    head.write(executable.includes(name) ? '0000755\0' : '0000644\0', 100);
    head.write('0000000\x000000000\0', 108);
    head.write(`${bytes.length.toString(8).padStart(11, '0')}\x0000000000000\0`, 124);
    // The sum is taken over blanks in its own place.
    head.write('        0', 148);
    head.write('ustar\x0000', 257);
    head.write(
      `${head
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return [head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 1 });
}

/** An npm package, and how a lock file has it. */
export interface Package {
  tarball: Buffer;
  locked: Record<string, unknown>;
}

/** Makes a package; what its package.json says goes into the lock file too. */
export function npmPackage(
  manifest: { name: string; version: string } & Record<string, unknown>,
  files: Readonly<Record<string, string | Uint8Array>>,
  locked: Record<string, unknown> = {},
  executable: readonly string[] = [],
): Package {
  const packed = tarball({ 'package.json': JSON.stringify(manifest), ...files }, executable);
  const { name: _, version, ...rest } = manifest;
  return {
    tarball: packed,
    locked: {
      ...rest,
      version,
      integrity: `sha512-${createHash('sha512').update(packed).digest('base64')}`,
      ...locked,
    },
  };
}

/** The text of a package-lock.json. */
export function lockOf(manifest: Record<string, unknown>, packages: Readonly<Record<string, Package>>): string {
  const locked = Object.entries(packages).map(([name, { locked: each }]) => [`node_modules/${name}`, each]);
  return JSON.stringify({
    name: 'fn',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': manifest, ...Object.fromEntries(locked) },
  });
}

/** Puts a program on a PATH. @returns the folder that it is in */
export function program(folder: string, name: string, script: string): string {
  put(folder, { [name]: script });
  chmodSync(path.join(folder, name), 0o755);
  return folder;
}

/** A log that keeps what a person would see. */
export function keptLog() {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  return { lines, log: { ...silent, info: keep, notice: keep, warning: keep } };
}
