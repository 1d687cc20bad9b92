import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { listFiles } from './list-files.ts';

/** Every job downloads dist/ with the action, so it stays small. In bytes; GitHub packs it to about a fifth. */
export const sizeLimit = 3_500_000;

/**
 * @param folder a built dist/
 * @param limit the most that it may have, in bytes
 * @returns what is wrong with it, one sentence each; empty for a good one
 */
export function judgeDist(folder: string, limit = sizeLimit): string[] {
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
