import { InputError } from '@ci-actions/errors/errors';
import { pythonKey } from '../version/python-version.ts';
import { type Place, type Places, valueAt } from './version-file.ts';

/**
 * The versions in a `pyproject.toml`: that of `[project]`, and that of `[tool.poetry]`, which is the only one for older
 * versions of Poetry, and stands beside `dynamic = ["version"]` for newer ones.
 *
 * @param shown its path, for messages
 * @throws InputError where there is no version, or one too many
 * @see https://packaging.python.org/en/latest/specifications/pyproject-toml/#version
 * @see https://python-poetry.org/docs/pyproject/#version
 */
export function placesOfPyproject(document: unknown, shown: string): Places {
  const own = valueAt(document, ['project', 'version']);
  const listed = valueAt(document, ['project', 'dynamic']);
  const isListed = Array.isArray(listed) && listed.includes('version');
  const byPlugin = valueAt(document, ['tool', 'poetry-dynamic-versioning', 'enable']) === true;
  if (own !== undefined && isListed) {
    throw new InputError(
      `${shown} has a version in [project] and lists it in \`dynamic\` too; keep one of the two, as its build refuses both.`,
    );
  }
  const places = (
    byPlugin
      ? [['project', 'version']]
      : [
          ['project', 'version'],
          ['tool', 'poetry', 'version'],
        ]
  ).flatMap((keys): Place[] => {
    const value = valueAt(document, keys);
    if (value === undefined) return [];
    if (typeof value === 'string') return [{ keys, value }];
    throw new InputError(`The version in ${shown} is no text; put it in quotes.`);
  });
  const [first, second] = places.map(({ value }) => value);
  if (first !== undefined && second !== undefined && pythonKey(first) !== pythonKey(second)) {
    throw new InputError(
      `${shown} has two versions, ${JSON.stringify(first)} in [project] and ${JSON.stringify(second)} in [tool.poetry]; make them one.`,
    );
  }
  if (places.length === 0 && !isListed && !byPlugin) {
    throw new InputError(
      `${shown} has no version, neither in [project] nor in [tool.poetry]; add one, list it in \`dynamic\`, or take the file out of \`version-files\`.`,
    );
  }
  return { places, dynamic: places.length === 0 };
}
