import { InputError } from '@ci-actions/errors/errors';
import type { ZipEntry } from '@ci-actions/zip/entry';
import type { Architecture, Runtime } from '../platform.ts';
import { checkBinaries } from './check-binaries.ts';
import { checkHandler } from './check-handler.ts';
import { checkLayer } from './check-layer.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkUnzippedSize } from './check-sizes.ts';

export interface CheckOptions {
  /** As Lambda has it; empty where none is to be looked for, as in a layer. */
  handler: string;
  /** Undefined where it is not known: less can be said then. */
  runtime: Runtime | undefined;
  architecture: Architecture;
  /** The same files as they lie in the layer; undefined where it is none. */
  layer: readonly ZipEntry[] | undefined;
  /** Whether a person means a file to be there, by a pattern with `!`: `sourcePatterns` says it. */
  takenBack?: (path: string) => boolean;
}

/**
 * Looks at all that goes into an archive, before it is written.
 *
 * @param entries of the source and of what was installed, by the paths of which patterns say something
 * @throws InputError with everything that is wrong
 */
export function checkArchive(entries: readonly ZipEntry[], options: CheckOptions): void {
  const { handler, runtime, architecture, layer, takenBack } = options;
  const problems = [
    handler === '' || layer ? undefined : checkHandler(entries, handler, runtime),
    layer && runtime ? checkLayer(layer, runtime) : undefined,
    checkBinaries(entries, { architecture, glibc: runtime?.glibc, ...(takenBack ? { takenBack } : {}) }),
    checkSecrets(entries, takenBack),
    checkUnzippedSize(entries),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InputError(problems.join('\n'));
}
