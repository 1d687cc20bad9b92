import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a line of a Dockerfile names an image. */
const naming = /^[ \t]*(?:FROM[ \t]|#[ \t]*syntax[ \t]*=)|--from=|\bfrom=/i;
/** An image that is not Docker Hub's: its name begins with a host, or a variable may stand for one. */
const foreign = /\$|(?:^|[\s=,])(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?|[\w-]+:\d+|localhost)\//i;
/** No line that names an image is longer. */
const longest = 1_000;
/** In the value of a build argument, or as a cache. */
const named = /(?:^|=)(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?|localhost(?::\d+)?)\//;

/**
 * Whether a build may need the logins of the registries that the image goes to. One that does not, need not wait for them.
 *
 * @param places what the build reads, relative to the workspace
 * @param texts build arguments and caches, which may name a registry too
 */
export async function wantsLogin(
  workspace: string,
  places: { context: string; file?: string },
  texts: readonly string[],
): Promise<boolean> {
  const names = places.file === undefined ? ['Dockerfile', 'dockerfile'] : [];
  const files = [
    ...names.map((name) => path.join(workspace, places.context, name)),
    ...(places.file === undefined ? [] : [path.join(workspace, places.file)]),
  ];
  const found = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const lines = found.flatMap((text) => text.replace(/\\[ \t]*\r?\n/g, ' ').split(/\r?\n/));
  const cut = lines.map((line) => line.slice(0, longest));
  return cut.some((line) => naming.test(line) && foreign.test(line)) || texts.some((text) => named.test(text));
}
