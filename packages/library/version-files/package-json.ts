import { InputError } from '@ci-actions/errors/errors';
import { type Place, type Places, valueAt } from './version-file.ts';

/**
 * The version in a `package.json`.
 *
 * @param shown its path, for messages
 * @throws InputError where there is none
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#version
 */
export function placesOfPackageJson(document: unknown, shown: string): Places {
  const value = valueAt(document, ['version']);
  if (typeof value === 'string') return { places: [{ keys: ['version'], value }], dynamic: false };
  throw new InputError(
    value === undefined
      ? `${shown} has no version; add one, or take the file out of \`version-files\`.`
      : `The version in ${shown} is no text; put it in quotes.`,
  );
}

/**
 * The versions of the package itself in a `package-lock.json`: at its root, and in the entry for the root folder. A
 * package without a version has none there.
 *
 * @see https://docs.npmjs.com/cli/configuring-npm/package-lock-json#file-format
 */
export function placesOfPackageLock(document: unknown): Places {
  const ways = [['version'], ['packages', '', 'version']];
  const places = ways.flatMap((keys): Place[] => {
    const value = valueAt(document, keys);
    return typeof value === 'string' ? [{ keys, value }] : [];
  });
  return { places, dynamic: false };
}
