import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { listFiles } from './list-files.ts';

/** Every job downloads dist/ with the action, so it stays small. In bytes; GitHub packs it to about a fifth. */
export const sizeLimit = 3_500_000;

/** Every door loads this file first, and a tenth of a second more at each start is soon there. In bytes. */
export const startLimit = 40_000;

/**
 * @param folder a built dist/
 * @param limit the most that it may have, in bytes
 * @param start the most that the file which each door loads first may have
 * @returns what is wrong with it, one sentence each; empty for a good one
 */
export function judgeDist(folder: string, limit = sizeLimit, start = startLimit): string[] {
  const wrong: string[] = [];
  const licenses = path.join(folder, 'bundle/licenses.txt');
  if (!existsSync(licenses) || statSync(licenses).size === 0) {
    wrong.push(
      'dist/bundle/licenses.txt is missing or empty: what is shipped needs the licenses of its dependencies beside it.',
    );
  }
  const size = sizeOf(folder);
  if (size > limit) {
    wrong.push(
      `dist/ has ${megabytes(size)}, more than ${megabytes(limit)}: find the dependency that grew, or raise the limit in scripts/judge-dist.ts on purpose.`,
    );
  }
  const first = path.join(folder, 'bundle/index.js');
  const firstSize = existsSync(first) ? statSync(first).size : 0;
  if (firstSize > start) {
    wrong.push(
      `dist/bundle/index.js has ${firstSize} bytes, more than ${start}: every door loads it first, so load what is not always needed by \`import()\`.`,
    );
  }
  return wrong;
}

/** @returns the bytes of all files below a folder */
export function sizeOf(folder: string): number {
  return listFiles(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
}

/** @returns a byte count to two digits: `3.18 MB` */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
