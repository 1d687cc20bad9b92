/** One entry of an archive. `path` is relative, with `/` between its parts. */
export type ZipEntry =
  /** A file that is read when it is written: `size` and `mtimeMs` are those that it had when it was found. */
  | { path: string; kind: 'file'; file: string; size: number; mtimeMs: number; executable: boolean }
  /** A file that is in memory already. */
  | { path: string; kind: 'bytes'; bytes: Uint8Array; executable: boolean }
  /** A symbolic link, kept as one. */
  | { path: string; kind: 'link'; target: string };

/** @returns the length of what the entry holds, in bytes */
export function sizeOf(entry: ZipEntry): number {
  if (entry.kind === 'file') return entry.size;
  return entry.kind === 'bytes' ? entry.bytes.length : Buffer.byteLength(entry.target);
}

/** @returns the Unix mode of the entry, with its type: one of three, whatever the machine says */
export function modeOf(entry: ZipEntry): number {
  if (entry.kind === 'link') return 0o120777;
  return entry.executable ? 0o100755 : 0o100644;
}
