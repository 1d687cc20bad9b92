import { createHash } from 'node:crypto';
import type { Pin } from './pins.ts';
import type { SourceFile } from './scan.ts';

/**
 * What the content of a whole publish is called: the same files give the same digest, from any commit, for any
 * environment and bucket.
 *
 * @param files sorted by bytes
 * @returns `sha256:<hex>` over a line `path NUL sha256` for each file, then the requirements and the plugins
 */
export function artifactDigest(
  files: readonly Pick<SourceFile, 'path' | 'sha256'>[],
  pins: readonly Pick<Pin, 'what' | 'sha256'>[],
): string {
  const hash = createHash('sha256');
  for (const { path, sha256 } of files) hash.update(`${path}\0${sha256}\n`);
  // A path cannot begin with NUL, so these lines are nobody's file.
  for (const { what, sha256 } of pins) hash.update(`\0${what}\0${sha256}\n`);
  return `sha256:${hash.digest('hex')}`;
}
