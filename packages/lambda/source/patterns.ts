import ignore, { type Ignore } from 'ignore';

/**
 * What is left out of an archive without being named: what tools write for themselves on one machine. A pattern that
 * begins with `!`, in `.lambdaignore` or in `exclude`, takes one back.
 */
export const leftOutByDefault: readonly string[] = [
  '.lambdaignore',
  '__pycache__/',
  '*.pyc',
  '.venv/',
  '.pytest_cache/',
  '.mypy_cache/',
  '.ruff_cache/',
  'node_modules/.cache/',
  '.DS_Store',
];

/** What no pattern takes back: the repository itself, in whose settings a checkout leaves its token. */
const never = /(^|\/)\.git(\/|$)/;

/** What a person has said of paths. Paths are relative to the source; that of a folder ends with `/`. */
export interface Patterns {
  /** Whether a path stays out, itself or by a folder that it is in. A folder out of which something may go in does not. */
  leftOut(path: string): boolean;
  /**
   * Whether a path of an installed dependency stays out: by a pattern that begins at the root, such as `/boto3/` or
   * `node_modules/x/docs/`. A name such as `dist/` is meant for the source, and packages have folders of that name too.
   */
  leftOutOfInstalled(path: string): boolean;
  /**
   * Whether somebody means this very file to be there: a pattern with `!` names it, by its name or by what its name is like
   * (`!certs/dev.pem`, `!*.pem`). That a folder is taken back, or everything by `*`, says nothing of what lies in it.
   */
  takenBack(path: string): boolean;
}

/**
 * Reads what goes into an archive and what does not.
 *
 * @param include only what these name goes in; with none, everything does
 * @param exclude what these name stays out; a later one goes before an earlier one, and all before the defaults
 * @see https://git-scm.com/docs/gitignore#_pattern_format
 */
export function readPatterns(include: readonly string[], exclude: readonly string[]): Patterns {
  const out = rules([...leftOutByDefault, ...exclude]);
  const lines = exclude.map(readLine).reverse();
  const rooted = rules(exclude.filter(beginsAtRoot));
  const only = include.some(says) ? rules(include) : undefined;
  return {
    leftOut(path) {
      if (never.test(path) || out.ignores(path)) return true;
      if (!only || only.ignores(path)) return false;
      return !(path.endsWith('/') && include.some((pattern) => mayNameIn(path, pattern)));
    },
    leftOutOfInstalled: (path) => rooted.ignores(path),
    takenBack: (path) => lines.find((line) => line.says && line.names(path))?.takesBack === true,
  };
}

const rules = (patterns: readonly string[]): Ignore => ignore({ ignorecase: false }).add(patterns);

/** One line of the patterns, by itself. */
interface Line {
  takesBack: boolean;
  /** False for what takes back folders, or anything: it does not say that one file is meant. */
  says: boolean;
  /** Whether it names a file, and not only a folder that the file is in. */
  names(path: string): boolean;
}

function readLine(line: string): Line {
  const takesBack = line.startsWith('!');
  const pattern = takesBack ? line.slice(1) : line;
  const rule = rules([pattern]);
  return {
    takesBack,
    says: !takesBack || namesFiles(pattern),
    names: (path) => rule.ignores(path) && !foldersOf(path).some((folder) => rule.ignores(folder)),
  };
}

/** Whether the last part of a pattern is a file's, and has something of its name in it, which `*`, `**` and `.*` do not. */
function namesFiles(pattern: string): boolean {
  const last = pattern.trimEnd().split('/').at(-1) ?? '';
  return last.replace(/\[[^\]]*\]|[*?.\\]/g, '') !== '';
}

/** Whether a line is a pattern that takes in, not a comment, nothing or one with `!`. */
const says = (pattern: string) => pattern.trim() !== '' && !/^[#!]/.test(pattern);

/** Whether a pattern names a place from the root on; `node_modules` as a whole is what lies in the source. */
function beginsAtRoot(pattern: string): boolean {
  const plain = pattern.trim().replace(/^!/, '').replace(/\/$/, '');
  return plain.includes('/') && !plain.startsWith('**/') && !/^\/?node_modules(\/\*{1,2})?$/.test(plain);
}

/** @returns whether a pattern could name something below a folder; in doubt true */
function mayNameIn(folder: string, pattern: string): boolean {
  if (!says(pattern)) return false;
  const plain = pattern.trim().replace(/\/$/, '');
  // Without a slash but at its end, a pattern names things in any folder.
  if (!plain.includes('/')) return true;
  const wanted = plain.replace(/^\//, '').split('/');
  const have = folder.slice(0, -1).split('/');
  for (const [index, part] of have.entries()) {
    const name = wanted[index];
    if (name === undefined) return false;
    if (/[*?[\\]/.test(name)) return true;
    if (name !== part) return false;
  }
  return wanted.length > have.length;
}

/** @returns `a/` and `a/b/` for `a/b/c` */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}
