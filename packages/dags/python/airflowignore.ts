import type { Log } from '@ci-actions/log/log';
import { readWhole } from '@ci-actions/workspace/unreadable';
import ignore, { type Ignore } from 'ignore';
import { matchRegexps } from './regexp-rules.ts';

/** `glob` is Airflow 3's default, `regexp` was Airflow 2's. */
export type AirflowignoreSyntax = 'glob' | 'regexp';

const fileName = '.airflowignore';

interface Rules {
  /** The folder of the file, empty or ending with `/`. */
  folder: string;
  lines: readonly string[];
}

/**
 * Finds the files that Airflow leaves alone because an `.airflowignore` names them. They are published all the same, as
 * DAGs import them; they are just no DAG files.
 *
 * @param files every file of the source, with where it is on this machine
 * @param syntax which of Airflow's two syntaxes the files are in
 * @returns the paths that are ignored, the `.airflowignore` files too
 * @throws InputError for a regular expression that takes too long
 * @see https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html#airflowignore
 */
export function findIgnored(
  files: readonly { path: string; file: string }[],
  syntax: AirflowignoreSyntax,
  log: Pick<Log, 'warning'>,
): ReadonlySet<string> {
  const rules = files.filter(({ path }) => path === fileName || path.endsWith(`/${fileName}`)).map(readRules);
  const ignored = new Set(rules.map(({ folder }) => folder + fileName));
  if (rules.length === 0) return ignored;
  const paths = files.map(({ path }) => path).filter((path) => !ignored.has(path));
  const matches = syntax === 'glob' ? globMatcher(rules) : regexpMatcher(rules, paths, log);

  const folders = new Map<string, boolean>();
  const folderIgnored = (folder: string): boolean => {
    if (folder === '') return false;
    let known = folders.get(folder);
    if (known === undefined) {
      // A folder that is ignored is not looked into: nothing below it can be taken back in.
      known = folderIgnored(parentOf(folder)) || matches(folder);
      folders.set(folder, known);
    }
    return known;
  };
  for (const path of paths) if (folderIgnored(parentOf(path)) || matches(path)) ignored.add(path);
  return ignored;
}

/** Airflow drops everything from a `#` on, with the blanks before it, also in the middle of a line. */
function readRules({ path, file }: { path: string; file: string }): Rules {
  const lines = readWhole(file, path)
    .toString()
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  return {
    folder: path.slice(0, -fileName.length),
    lines: lines.map((line) => line.replace(/#.*/, '').trimEnd()).filter((line) => line !== ''),
  };
}

/** Outer files first, so that an inner one can take back what an outer one ignores. */
function globMatcher(rules: readonly Rules[]): (path: string) => boolean {
  const matchers: (readonly [folder: string, rules: Ignore])[] = [...rules]
    .sort((a, b) => a.folder.length - b.folder.length)
    .map(({ folder, lines }) => [folder, ignore({ ignorecase: false }).add([...lines])]);
  return (path) => {
    let matched = false;
    for (const [folder, matcher] of matchers) {
      if (!path.startsWith(folder) || path.length === folder.length) continue;
      const verdict = matcher.test(path.slice(folder.length));
      if (verdict.ignored) matched = true;
      else if (verdict.unignored) matched = false;
    }
    return matched;
  };
}

/** A pattern of a nested file counts below its folder only, but it is held against the path from the DAG folder. */
function regexpMatcher(
  rules: readonly Rules[],
  paths: readonly string[],
  log: Pick<Log, 'warning'>,
): (path: string) => boolean {
  const candidates = new Set(paths);
  for (const path of paths) for (let at = parentOf(path); at !== ''; at = parentOf(at)) candidates.add(at);
  const matched = new Set<string>();
  for (const { folder, lines } of rules) {
    // A folder is held against patterns without the slash at its end.
    const below = [...candidates].filter((path) => path.startsWith(folder) && path !== folder);
    const found = matchRegexps(
      lines,
      below.map((path) => path.replace(/\/$/, '')),
      `${folder}${fileName}`,
      log,
    );
    for (const index of found) matched.add(below[index] as string);
  }
  return (path) => matched.has(path);
}

/** @returns `a/b/` for `a/b/c` and for `a/b/c/`, empty for what lies at the top */
function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
}
