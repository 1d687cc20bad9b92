import { InputError } from '@ci-actions/errors/errors';
import type { ZipEntry } from '@ci-actions/zip/entry';
import type { Runtime } from '../platform.ts';

/**
 * The folders of a layer in which somebody looks: a runtime for its packages, the system for programs and libraries, Lambda
 * for extensions. A layer is unpacked to /opt.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html#packaging-layers-paths
 */
const layerRoots: readonly string[] = ['python', 'nodejs', 'java', 'ruby', 'bin', 'lib', 'extensions'];

/** Where the packages of a language lie in a layer. */
function layerRoot(family: Runtime['family']): 'python' | 'nodejs' | undefined {
  if (family === 'python') return 'python';
  return family === 'node' ? 'nodejs' : undefined;
}

/**
 * Puts what goes into a layer where the runtime looks for it: a source that has no such folders yet as a whole into that
 * of its language (`python/`, `nodejs/`), and what was installed too.
 *
 * @param source the files of the source, as they lie in its folder
 * @param installed the dependencies, as they would lie in a function
 * @throws InputError for a source without such folders, when the runtime has no such place or is not known
 */
export function layOutLayer(
  source: readonly ZipEntry[],
  installed: readonly ZipEntry[],
  runtime: Runtime | undefined,
): readonly ZipEntry[] {
  const root = runtime && layerRoot(runtime.family);
  const laidOut = isLaidOut(source, root);
  if ((!laidOut || installed.length > 0) && root === undefined) {
    throw new InputError(
      `A layer of this source has no folder in which Lambda looks: it needs one of ${layerRoots.map((name) => `${name}/`).join(', ')} at its root. Lay the files out so${
        runtime === undefined ? ', or set the input `runtime`' : ''
      }.`,
    );
  }
  const into = (entry: ZipEntry): ZipEntry => ({ ...entry, path: `${root}/${entry.path}` });
  return [...(laidOut ? source : source.map(into)), ...installed.map(into)];
}

/** Whether somebody has thought of the folders: the language's is there, or there are no others. */
function isLaidOut(source: readonly ZipEntry[], root: string | undefined): boolean {
  const folders = new Set<string>();
  let others = false;
  for (const { path } of source) {
    const [top = '', ...rest] = path.split('/');
    if (rest.length > 0 && layerRoots.includes(top)) folders.add(top);
    else others = true;
  }
  return (root !== undefined && folders.has(root)) || (folders.size > 0 && (!others || root === undefined));
}
