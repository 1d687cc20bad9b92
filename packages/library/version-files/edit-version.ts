import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@ci-actions/errors/errors';
import { pythonKey, pythonVersion } from '../version/python-version.ts';
import { type Found, findValue } from './find-value.ts';
import { type Place, type VersionFile, valueAt } from './version-file.ts';

/** A version that is in a file, and where. */
export interface PlacedVersion extends Place {
  /** Undefined where it is written so that it cannot be found; see `findValue`. */
  found: Found | undefined;
  /** `"pyproject.toml:3"`, for messages: paths come from pull requests too. */
  shown: string;
}

/** How the version of a release is written in a file. @throws InputError where Python does not know its pre-release */
export function spelling({ path, format }: VersionFile, version: string): string {
  const spelled = format.python ? pythonVersion(version) : version;
  if (spelled !== undefined) return spelled;
  throw new InputError(
    `The version ${JSON.stringify(version)} cannot be written into ${JSON.stringify(path)}: Python knows no pre-releases but alpha, beta, rc and dev; use one of these.`,
  );
}

/** Whether two spellings are of one version, in a file of this kind. */
export function isSame({ format }: VersionFile, one: string, other: string): boolean {
  return one === other || (format.python && pythonKey(one) !== undefined && pythonKey(one) === pythonKey(other));
}

/**
 * The versions of a file, and where they are.
 *
 * @throws InputError where one stands there twice
 */
export function placedVersions(file: VersionFile): PlacedVersion[] {
  return file.places.map((place) => {
    const found = findValue(file.text, file.format, place);
    const shown = JSON.stringify(found ? `${file.path}:${found.line}` : file.path);
    if (found?.twice) throw new InputError(`${shown} is not the only version there; keep one of them.`);
    return { ...place, found, shown };
  });
}

/**
 * A file with another version; every other byte is what it was.
 *
 * @returns the whole text
 * @throws InputError where the version is written so that it cannot be changed in place
 */
export function withVersion(file: VersionFile, version: string): string {
  const mark = file.text.startsWith('\uFEFF') ? 1 : 0;
  const parse = (text: string) => file.format.parse(text.slice(mark));
  const expected = parse(file.text);
  const edits = placedVersions(file).map(({ keys, value, found, shown }) => {
    if (!found)
      throw new InputError(`The version in ${shown} cannot be changed in place; write it as version and plain quotes.`);
    (valueAt(expected, keys.slice(0, -1)) as Record<string | number, string>)[keys.at(-1) as string] = version;
    return { at: found.at, value };
  });
  const text = edits
    .sort((a, b) => b.at - a.at)
    .reduce((before, { at, value }) => before.slice(0, at) + version + before.slice(at + value.length), file.text);
  if (isDeepStrictEqual(parse(text), expected)) return text;
  throw new InputError(
    `The version in ${JSON.stringify(file.path)} cannot be changed without changing more; write it in plain quotes.`,
  );
}
