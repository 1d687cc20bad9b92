import { gunzipSync } from 'node:zlib';

/** The size of a block of tar, and of its headers. */
const block = 512;

/**
 * The package.json of an npm package.
 *
 * @param tarball as `npm pack` makes it
 * @throws Error where it has none
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export function packageJsonOf(tarball: Uint8Array): { name: string; version: string } & Record<string, unknown> {
  const tar = gunzipSync(tarball);
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const field = (from: number, length: number) =>
      tar.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12), 8);
    const content = at + block;
    if (field(0, 100) === 'package/package.json') return JSON.parse(tar.toString('utf8', content, content + size));
    at = content + Math.ceil(size / block) * block;
  }
  throw new Error('The tarball has no package/package.json.');
}
