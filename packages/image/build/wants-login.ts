import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** An image that is not Docker Hub's: its name begins with a host, or a variable may stand for one. */
const foreign = /(?:^\s*FROM\s[^\n]*?|--from=|\bfrom=|^)(?:\$|[\w-]+(?:\.[\w-]+)*(?:\.[\w-]+|:\d+)\/|localhost\/)/im;
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
  return found.some((text) => foreign.test(text)) || texts.some((text) => named.test(text));
}
