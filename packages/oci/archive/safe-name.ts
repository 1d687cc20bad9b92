import { onOneLine } from '../one-line.ts';

/**
 * The name of something in an archive, in one form: no `./` in front, no `//`, no slash at the end.
 *
 * @returns undefined where it leads out of the archive: `/etc/passwd`, `../x`
 * @example safeName('./blobs//sha256/x') // 'blobs/sha256/x'
 */
export function safeName(name: string): string | undefined {
  if (name.startsWith('/') || name.includes('\0')) return undefined;
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** @returns a name out of an archive for a sentence: in quotes, and on one line */
export function quoted(name: string): string {
  return `"${onOneLine(name)}"`;
}
