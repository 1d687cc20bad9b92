import { InputError } from '@ci-actions/errors/errors';

/** The format counts the bytes of a name in two bytes. */
const longestName = 0xffff;

/**
 * The entries as they follow one another in the archive: by the bytes of their names, which no locale changes.
 *
 * @param entries in any order
 * @throws InputError for a name that would be unpacked elsewhere or not at all, for two entries of one name, and for an
 *   entry whose path is the folder of another
 */
export function orderEntries<T extends { path: string }>(entries: readonly T[]): T[] {
  const paths = new Set<string>();
  for (const { path } of entries) {
    const wrong = faultOf(path);
    if (wrong) throw new InputError(`The archive cannot hold ${JSON.stringify(path)}, ${wrong}.`);
    if (paths.has(path)) throw new InputError(`The archive would hold ${JSON.stringify(path)} twice; leave one out.`);
    paths.add(path);
  }
  for (const path of paths) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      if (!paths.has(folder)) continue;
      throw new InputError(
        `The archive would hold ${JSON.stringify(folder)} both as a file and as the folder of ${JSON.stringify(path)}; leave one out.`,
      );
    }
  }
  const plain = entries.every(({ path }) => !beyond.test(path));
  return entries.toSorted(plain ? (a, b) => (a.path < b.path ? -1 : 1) : byBytes);
}

/** The units by which UTF-16 has another order than UTF-8. Without one, strings are compared as they are, and none is copied. */
const beyond = /[\ud800-\uffff]/;
const byBytes = (a: { path: string }, b: { path: string }) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

/** What is wrong with a path, and what to do; undefined when nothing is. */
function faultOf(path: string): string | undefined {
  if (path === '') return 'an empty name; give it one';
  if (!path.isWellFormed() || path.includes('\0')) return 'a name that UTF-8 cannot hold; rename the file';
  if (path.includes('\\')) return 'whose backslash some programs take for a folder; rename the file';
  if (path.startsWith('/')) return 'an absolute path; name it relative to the root of the archive';
  const parts = path.split('/');
  if (parts.includes('..')) return 'which leads out of the archive; name it relative to the root of the archive';
  if (parts.includes('') || parts.includes('.')) return 'which has an empty part; write the path without it';
  return Buffer.byteLength(path) > longestName
    ? `whose name has more than ${longestName} bytes; shorten it`
    : undefined;
}
