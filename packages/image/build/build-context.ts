import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isInside } from '@ci-actions/workspace/is-inside';

/** What engines take for an address: https://docs.docker.com/build/concepts/context/ */
const address = /^(?:[a-z][a-z0-9+-]*:\/\/|git@|github\.com\/|docker-image:|oci-layout:)|^-$/i;

/**
 * Finds the folder that is built from and its Dockerfile.
 *
 * @param workspace absolute
 * @param context relative to the workspace
 * @param file relative to the workspace too; empty for the Dockerfile of the context
 * @returns both relative to the workspace, with `/`; no file where none was given
 * @throws InputError for what is not there, or lies outside the workspace, also by a link
 */
export async function findContext(
  workspace: string,
  context: string,
  file: string,
): Promise<{ context: string; file?: string }> {
  const folder = path.resolve(workspace, context);
  const kind = await kindOf(folder);
  if (kind === undefined && address.test(context)) {
    throw new InputError(
      `The input \`context\` is ${JSON.stringify(context)}, which is no folder of the workspace; what is published is built from the commit that was checked out, so check it out and name its folder.`,
    );
  }
  if (kind !== 'folder') {
    throw new InputError(
      `The input \`context\` is ${JSON.stringify(context)}, which ${kind === 'file' ? 'is a file' : 'is not there'}; set it to a folder of the workspace.`,
    );
  }
  await mustBeInside(workspace, folder, 'context', context);
  const found = { context: relativeTo(workspace, folder) };

  if (file === '') {
    const names = ['Dockerfile', 'dockerfile', 'Containerfile'];
    const kinds = await Promise.all(names.map((name) => kindOf(path.join(folder, name))));
    if (!kinds.includes('file')) {
      throw new InputError(
        `The folder ${JSON.stringify(context)} has no Dockerfile; set \`file\` to it, or \`context\` to its folder.`,
      );
    }
    await mustBeInside(workspace, path.join(folder, names[kinds.indexOf('file')] ?? ''), 'context', context);
    // Docker does not look for the last name by itself; podman and buildah take it first: all are told the same.
    if (kinds[2] !== 'file') return found;
    return { ...found, file: relativeTo(workspace, path.join(folder, names[kinds.indexOf('file')] ?? '')) };
  }
  const recipe = path.resolve(workspace, file);
  if ((await kindOf(recipe)) !== 'file') {
    const inContext = (await kindOf(path.resolve(folder, file))) === 'file';
    const remedy = inContext
      ? `it is looked for from the workspace, so set it to ${path.posix.join(found.context, file)}`
      : 'set it to a file of the workspace';
    throw new InputError(`The input \`file\` is ${JSON.stringify(file)}, which is not there; ${remedy}.`);
  }
  await mustBeInside(workspace, recipe, 'file', file);
  return { ...found, file: relativeTo(workspace, recipe) };
}

async function kindOf(file: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) return 'folder';
  return found?.isFile() ? 'file' : undefined;
}

async function mustBeInside(workspace: string, file: string, input: string, given: string): Promise<void> {
  if (isInside(await realpath(workspace), await realpath(file))) return;
  throw new InputError(
    `The input \`${input}\` is ${JSON.stringify(given)}, which lies outside the workspace; name one inside it.`,
  );
}

function relativeTo(workspace: string, file: string): string {
  return path.relative(workspace, file).split(path.sep).join('/') || '.';
}
