import { directLimit } from '@ci-actions/aws/lambda/limits';
import { bytes } from '@ci-actions/format/units';
import { sizeOf, type ZipEntry } from '@ci-actions/zip/entry';
import { shown } from './capped.ts';

/** What a function may unpack to, in bytes: 250 MiB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const mostUnzipped = 262_144_000;

/** How many files and folders are named. */
const mostNamed = 10;
/** A folder says no more than the one thing in it that is most of it. */
const nearlyAll = 0.95;

/**
 * Looks whether what goes into a function unpacks to more than Lambda takes. What its layers add is not known here.
 *
 * @returns one problem, with the ten largest files and folders, or undefined
 */
export function checkUnzippedSize(entries: readonly ZipEntry[]): string | undefined {
  const total = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (total <= mostUnzipped) return undefined;
  return `The archive unpacks to ${bytes(total)}, and Lambda takes ${bytes(mostUnzipped)} (250 MiB) with all layers; leave out what the function does not need by \`exclude\`, or publish it as a container image. The largest:\n${largest(entries)}`;
}

/**
 * Looks whether an archive can be sent to Lambda without a bucket.
 *
 * @param size of the archive, in bytes
 * @returns one problem, with the ten largest files and folders, or undefined
 */
export function checkDirectSize(size: number, entries: readonly ZipEntry[]): string | undefined {
  if (size <= directLimit) return undefined;
  return `The archive is ${bytes(size)} large, and Lambda takes ${bytes(directLimit)} (50 MiB) directly; set the input \`bucket\`, or leave out what the function does not need by \`exclude\`. The largest, unpacked:\n${largest(entries)}`;
}

/** @returns a line for each of the ten largest files and folders, the largest first */
export function largest(entries: readonly ZipEntry[]): string {
  const sizes = new Map<string, number>();
  for (const entry of entries) {
    const size = sizeOf(entry);
    sizes.set(entry.path, (sizes.get(entry.path) ?? 0) + size);
    for (let at = entry.path.indexOf('/'); at >= 0; at = entry.path.indexOf('/', at + 1)) {
      const folder = entry.path.slice(0, at + 1);
      sizes.set(folder, (sizes.get(folder) ?? 0) + size);
    }
  }
  const inside = new Map<string, number>();
  for (const [path, size] of sizes) {
    const folder = path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
    inside.set(folder, Math.max(inside.get(folder) ?? 0, size));
  }
  return [...sizes]
    .filter(([path, size]) => (inside.get(path) ?? 0) <= size * nearlyAll)
    .sort(([aPath, a], [bPath, b]) => b - a || (aPath < bPath ? -1 : 1))
    .slice(0, mostNamed)
    .map(([path, size]) => `${bytes(size)} ${shown(path)}`)
    .join('\n');
}
