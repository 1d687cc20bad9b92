import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { escapePath, glob } from 'tinyglobby';
import { isInside } from './inside.ts';

/** Where test runners usually put JUnit XML. */
export const usualPlaces = ['**/junit*.xml', '**/TEST-*.xml', '.junitxml/*.xml', 'test-results/**/*.xml'] as const;

/** Never searched: thousands of files, and none of them is a result of this run. */
const excluded = ['**/node_modules/**', '**/.git/**'];

export interface FoundFile {
  /** Absolute. */
  path: string;
  /** Relative to the workspace, with `/`. */
  name: string;
  /** Whether it lies outside of the workspace, by a link that a pattern names; such a file must not be read. */
  outside: boolean;
}

/**
 * Finds the files of test results. Links are not followed.
 *
 * @param workspace the checkout; nothing outside is looked at
 * @param folder where relative patterns start: the workspace or a folder in it
 * @param patterns globs; one that begins with `!` takes files out again, a folder stands for the XML files in it;
 * none but such: the usual places
 * @returns each file once, sorted by name
 * @throws InputError for a pattern that leads out of the workspace
 */
export async function findFiles(
  workspace: string,
  folder: string,
  patterns: readonly string[],
): Promise<readonly FoundFile[]> {
  const wanted = patterns.some((pattern) => !pattern.startsWith('!')) ? patterns : [...usualPlaces, ...patterns];
  const globs = await Promise.all(wanted.map((pattern) => fromFolder(workspace, folder, pattern)));
  const found = await glob(
    globs.filter((pattern) => !pattern.startsWith('!')),
    {
      cwd: workspace,
      ignore: [...excluded, ...globs.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))],
      dot: true,
      followSymbolicLinks: false,
      expandDirectories: false,
    },
  );
  const root = await realpath(workspace);
  const names = [...new Set(found)].sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(workspace, name);
      const real = await realpath(file).catch(() => file);
      return { path: file, name, outside: !isInside(root, real) && !isInside(workspace, real) };
    }),
  );
}

/** The pattern relative to the workspace, with its `!` if it has one. */
async function fromFolder(workspace: string, folder: string, pattern: string): Promise<string> {
  const not = pattern.startsWith('!') ? '!' : '';
  const plain = pattern.slice(not.length);
  const absolute = path.resolve(folder, plain);
  // Only at the start can `..` be followed by its text; behind a glob or in braces it leads anywhere.
  const goesUpLater = /(^|[/{,|(])\.\.($|[/},|)])/.test(plain.replace(/^(\.\.?\/)+/, ''));
  if (goesUpLater || !isInside(workspace, absolute)) {
    throw new InputError(
      `The pattern ${JSON.stringify(pattern)} of \`files\` leads out of the workspace; name files of the checkout, relative to its root or to \`working-directory\`.`,
    );
  }
  const isFolder = await stat(absolute).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return `${not}${escapePath(relative(workspace, absolute))}/**/*.xml`;
  // The folder is a path, not a pattern: its brackets and braces mean themselves.
  if (path.isAbsolute(plain) || plain.startsWith('..')) return `${not}${relative(workspace, absolute)}`;
  const prefix = relative(workspace, folder);
  return `${not}${prefix === '.' ? '' : `${escapePath(prefix)}/`}${path.posix.normalize(plain)}`;
}

function relative(from: string, to: string): string {
  return path.relative(from, to).split(path.sep).join('/') || '.';
}
