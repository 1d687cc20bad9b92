const block = 512;

/**
 * A tar archive (POSIX ustar) of files and the folders that they are in, with the same bytes for the same files.
 *
 * @param files `{ name, bytes, executable? }`; a name has 100 bytes at most
 * @param epoch the time of each, in seconds
 */
export function tarOf(files, epoch) {
  const folders = new Set(files.flatMap(({ name }) => foldersOf(name)));
  const entries = [
    ...[...folders].sort().map((name) => ({ name, bytes: Buffer.alloc(0), mode: 0o755, type: '5' })),
    ...files.map(({ name, bytes, executable }) => ({ name, bytes, mode: executable ? 0o755 : 0o644, type: '0' })),
  ];
  const parts = entries.flatMap((entry) => [header(entry, epoch), entry.bytes, padding(entry.bytes.length)]);
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function header({ name, bytes, mode, type }, epoch) {
  const buffer = Buffer.alloc(block);
  if (Buffer.byteLength(name) > 100) throw new Error(`The name ${name} is too long for a tar archive.`);
  const octal = (number, length) => `${number.toString(8).padStart(length - 1, '0')}\0`;
  buffer.write(name, 0);
  buffer.write(octal(mode, 8), 100);
  // Everything is root's.
  buffer.write(octal(0, 8), 108);
  buffer.write(octal(0, 8), 116);
  buffer.write(octal(bytes.length, 12), 124);
  buffer.write(octal(epoch, 12), 136);
  buffer.write(' '.repeat(8), 148);
  buffer.write(type, 156);
  buffer.write('ustar\x0000', 257);
  const sum = buffer.reduce((all, byte) => all + byte, 0);
  buffer.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return buffer;
}

function padding(length) {
  return Buffer.alloc((block - (length % block)) % block);
}

/** `a/b/c` -> `a/`, `a/b/` */
function foldersOf(name) {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}
