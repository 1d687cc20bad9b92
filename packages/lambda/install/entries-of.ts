import { walk } from '@ci-actions/workspace/walk';
import type { ZipEntry } from '@ci-actions/zip/entry';

/**
 * Lists what was installed into a folder.
 *
 * @param folder absolute; it must stay until the archive is written
 * @param leftOut whether a path below it stays out; that of a folder ends with `/`
 * @param prefix what the paths in the archive begin with: empty, or a folder and `/`
 */
export function entriesOf(folder: string, leftOut: (path: string) => boolean, prefix = ''): readonly ZipEntry[] {
  return walk(folder, leftOut, 'preserve')
    .map(({ path, file, size, mtimeMs, executable, link }): ZipEntry => {
      if (link !== undefined) return { path: prefix + path, kind: 'link', target: link };
      return { path: prefix + path, kind: 'file', file, size, mtimeMs, executable };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
