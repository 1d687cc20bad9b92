import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { insideWorkspace } from '@ci-actions/workspace/inside-workspace';
import { unreadable } from '@ci-actions/workspace/unreadable';
import { json, toml } from './formats.ts';
import { placesOfPackageJson, placesOfPackageLock } from './package-json.ts';
import { placesOfPyproject } from './pyproject.ts';
import { placesOfUvLock } from './uv-lock.ts';
import type { Format, Places, VersionFile } from './version-file.ts';

/** No lock file is larger. In bytes. */
const largest = 64 << 20;

/** A file to read. */
interface Wanted {
  /** Relative to the workspace, as a person wrote it. */
  given: string;
  /** Whether a person named it; otherwise it is a lock file beside one that a person named. */
  isNamed: boolean;
}

/** The lock files that tools keep beside a file, and complain about where its version is another one. */
const locks: Readonly<Record<string, readonly string[]>> = {
  'pyproject.toml': ['uv.lock'],
  'package.json': ['package-lock.json', 'npm-shrinkwrap.json'],
};

/**
 * Reads the files that have the library's version, and the lock files beside them.
 *
 * @param workspace the checkout
 * @param files relative to it: `pyproject.toml`, `package.json`, and their lock files
 * @returns each once, in this order
 * @throws InputError for a file that is not there, is of no known kind, is broken, has no version or more than one, or
 * is outside the workspace, also by a link
 */
export function readVersionFiles(workspace: string, files: readonly string[]): VersionFile[] {
  const root = realpathSync(workspace);
  const wanted = files.flatMap((given): Wanted[] => {
    const beside = (locks[path.basename(given)] ?? []).map((name) => path.join(path.dirname(given), name));
    const there = beside.filter((lock) => existsSync(path.resolve(workspace, lock)));
    return [{ given, isNamed: true }, ...there.map((lock) => ({ given: lock, isNamed: false }))];
  });
  const projects = files.filter((given) => path.basename(given) === 'pyproject.toml');
  const read = new Map<string, VersionFile>();
  for (const one of wanted.toSorted((a, b) => Number(b.isNamed) - Number(a.isNamed))) {
    const { given } = one;
    const { file, stats } = insideWorkspace(workspace, given, 'version-files');
    if (read.has(file)) continue;
    const shown = JSON.stringify(given);
    if (!stats.isFile()) throw new InputError(`${shown} in \`version-files\` is no file; set it to the path of one.`);
    if (stats.size > largest) throw new InputError(`${shown} is larger than 64 MB; is it the right file?`);
    const text = decode(file, shown);
    const { format, places } = kindOf(one, projects, shown);
    const found = places(parse(text, format, shown));
    read.set(file, { path: path.relative(root, file).split(path.sep).join('/'), file, text, format, ...found });
  }
  return [...read.values()];
}

function kindOf({ given, isNamed }: Wanted, projects: readonly string[], shown: string) {
  const name = path.basename(given);
  const kind = (format: Format, places: (document: unknown) => Places) => ({ format, places });
  if (name === 'pyproject.toml') return kind(toml, (document) => placesOfPyproject(document, shown));
  if (name === 'package.json') return kind(json, (document) => placesOfPackageJson(document, shown));
  if (name === 'package-lock.json' || name === 'npm-shrinkwrap.json') return kind(json, placesOfPackageLock);
  if (name === 'uv.lock') {
    const folder = path.dirname(given);
    const folders = projects.map((project) => path.relative(folder, path.dirname(project)).split(path.sep).join('/'));
    const all = [...(isNamed ? ['.'] : []), ...folders.map((inner) => inner || '.')];
    return kind(toml, (document) => placesOfUvLock(document, shown, { folders: all, isNeeded: isNamed }));
  }
  throw new InputError(
    `The input \`version-files\` names ${shown}, and only pyproject.toml, package.json, package-lock.json, npm-shrinkwrap.json and uv.lock are known; take it out.`,
  );
}

function decode(file: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new InputError(`${shown} is no text in UTF-8; save it as UTF-8.`, { cause });
  }
}

function parse(text: string, format: Format, shown: string): unknown {
  try {
    return format.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const line = (cause as { line?: unknown }).line;
    const where = typeof line === 'number' ? `: see line ${line}` : '';
    throw new InputError(`${shown} is no valid ${format.name}${where}; mend it.`, { cause });
  }
}
