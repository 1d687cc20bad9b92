import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isInside } from '@ci-actions/workspace/is-inside';
import { escapePath, glob } from 'tinyglobby';

/** What files of test results are called; a folder stands for such files in it. */
const extensions = { files: '{xml,trx,json,jsonl,ndjson,tap}', coverage: '{xml,info,lcov}' };

/**
 * Where test runners put their results when nobody tells them otherwise, or where their manuals tell to put them:
 * surefire and gradle (`TEST-*.xml`), jest-junit, pytest and PHPUnit (`junit*.xml`), `dotnet test` (`*.trx`), NUnit
 * (`TestResult.xml`), TestNG (`testng-results.xml`), Robot Framework (`output.xml` beside its `log.html` is too common a
 * name to be searched for), CTRF, nextest, Playwright and Vitest (`test-results/`).
 *
 * Files in these places that are no test results (`test-results/` of Playwright holds traces and states as well) are no
 * error: see `isOtherKind`; `FoundFile.named` tells them from files that the user named.
 */
export const usualPlaces = [
  '**/junit*.xml',
  '**/TEST-*.xml',
  '**/*.trx',
  '**/TestResult*.xml',
  '**/testng-results.xml',
  '**/{test-report,test-results,test_results}.{xml,json}',
  '**/ctrf-report.json',
  '**/ctrf/*.json',
  '.junitxml/*.xml',
  `test-results/**/*.${extensions.files}`,
] as const;

/** Never searched: thousands of files, and none of them is a result of this run. */
const excluded = ['**/node_modules/**', '**/.git/**'];

export interface FoundFile {
  /** Absolute. */
  path: string;
  /** Relative to the workspace, with `/`. */
  name: string;
  /** Whether it lies outside of the workspace, by a link that a pattern names; such a file must not be read. */
  outside: boolean;
  /** Whether the user named it, rather than that it lies in one of the usual places. */
  named: boolean;
}

/**
 * Finds the files of test results. Links are not followed.
 *
 * @param workspace the checkout; nothing outside is looked at
 * @param folder where relative patterns start: the workspace or a folder in it
 * @param patterns globs; one that begins with `!` takes files out again, a folder stands for the files of test results in it;
 * none but such: the usual places
 * @param input which of the action's inputs the patterns are of: `coverage` has no usual places
 * @returns each file once, sorted by name
 * @throws InputError for a pattern that leads out of the workspace
 */
export async function findFiles(
  workspace: string,
  folder: string,
  patterns: readonly string[],
  input: 'files' | 'coverage' = 'files',
): Promise<readonly FoundFile[]> {
  const named = patterns.some((pattern) => !pattern.startsWith('!'));
  const wanted = named || input === 'coverage' ? patterns : [...usualPlaces, ...patterns];
  const globs = await Promise.all(wanted.map((pattern) => fromFolder(workspace, folder, pattern, input)));
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
      return { path: file, name, outside: !isInside(root, real) && !isInside(workspace, real), named };
    }),
  );
}

/** The pattern relative to the workspace, with its `!` if it has one. */
async function fromFolder(
  workspace: string,
  folder: string,
  pattern: string,
  input: 'files' | 'coverage',
): Promise<string> {
  const not = pattern.startsWith('!') ? '!' : '';
  const plain = pattern.slice(not.length);
  const absolute = path.resolve(folder, plain);
  // Only at the start can `..` be followed by its text; behind a glob or in braces it leads anywhere.
  const goesUpLater = /(^|[/{,|(])\.\.($|[/},|)])/.test(plain.replace(/^(\.\.?\/)+/, ''));
  if (goesUpLater || !isInside(workspace, absolute)) {
    throw new InputError(
      `The pattern ${JSON.stringify(pattern)} of \`${input}\` leads out of the workspace; name files of the checkout, relative to its root or to \`working-directory\`.`,
    );
  }
  const isFolder = await stat(absolute).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return `${not}${escapePath(relative(workspace, absolute))}/**/*.${extensions[input]}`;
  // The folder is a path, not a pattern: its brackets and braces mean themselves.
  if (path.isAbsolute(plain) || plain.startsWith('..')) return `${not}${relative(workspace, absolute)}`;
  const prefix = relative(workspace, folder);
  return `${not}${prefix === '.' ? '' : `${escapePath(prefix)}/`}${path.posix.normalize(plain)}`;
}

function relative(from: string, to: string): string {
  return path.relative(from, to).split(path.sep).join('/') || '.';
}
