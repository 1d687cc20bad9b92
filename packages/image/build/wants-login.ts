import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A registry that wants a login of ours: ECR's, or one on this machine. A variable may stand for one. */
const registry = /dkr[.-]ecr|public\.ecr\.aws|\b127\.0\.0\.1\b|\blocalhost\b|^\s*FROM\s[^\n]*\$|--from=\S*\$/im;

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
  return [...found, ...texts].some((text) => registry.test(text));
}
