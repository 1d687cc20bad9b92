import { InputError } from '@ci-actions/errors/errors';
import { type Place, type Places, valueAt } from './version-file.ts';

/**
 * The versions of the projects themselves in a `uv.lock`: of its packages those that are a folder of the repository.
 *
 * @param shown its path, for messages
 * @param folders of the projects, relative to the file; `.` for the one beside it
 * @param isNeeded whether it has to have an entry
 * @returns no place for a project whose version is dynamic: uv writes none
 * @throws InputError where there is no entry
 * @see https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
 */
export function placesOfUvLock(
  document: unknown,
  shown: string,
  { folders, isNeeded }: { folders: readonly string[]; isNeeded: boolean },
): Places {
  const packages = valueAt(document, ['package']);
  const own = (Array.isArray(packages) ? packages : []).flatMap((entry: unknown, at) => {
    const folder = valueAt(entry, ['source', 'editable']) ?? valueAt(entry, ['source', 'virtual']);
    return typeof folder === 'string' && folders.includes(folder) ? [{ entry, at }] : [];
  });
  if (own.length === 0 && isNeeded) {
    throw new InputError(
      `${shown} has no entry for the project itself; run \`uv lock\`, or take the file out of \`version-files\`.`,
    );
  }
  const places = own.flatMap(({ entry, at }): Place[] => {
    const value = valueAt(entry, ['version']);
    return typeof value === 'string' ? [{ keys: ['package', at, 'version'], value }] : [];
  });
  return { places, dynamic: places.length === 0 };
}
