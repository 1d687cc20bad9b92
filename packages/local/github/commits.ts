import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One commit, as git keeps it. */
export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Person;
  committer: Person;
  message: string;
}

export interface Person {
  name: string;
  email: string;
  /** In UTC, as in `2026-01-31T12:00:00Z`. */
  date: string;
}

/** How two commits stand to each other. */
export interface Comparison {
  base: string;
  head: string;
  mergeBase: string;
  /** Commits that head has and base has not, the oldest first. */
  ahead: string[];
  /** How many commits base has and head has not. */
  behind: number;
}

/** This process's environment without the variables by which a hook or a caller points git at another repository. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const local =
    /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !local.test(name)));
}

/** What git prints for a bare repository. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const options = { maxBuffer: 256 * 1024 * 1024, env: gitEnvironment() };
  return (await run('git', ['--git-dir', folder, ...args], options)).stdout;
}

/** @returns the commit that a branch, a tag or a SHA names in a bare repository; undefined when there is none */
export async function findCommit(folder: string, name: string): Promise<string | undefined> {
  // A ref never starts with a hyphen, so nothing that git would read as an option comes through here.
  if (!/^[^-\s:^~@{}?*[\\\0][^\s:^~@{}?*[\\\0]*$/.test(name)) return undefined;
  try {
    return (await git(folder, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`)).trim();
  } catch {
    return undefined;
  }
}

/** The branch that HEAD of a bare repository names. */
export async function defaultBranch(folder: string): Promise<string> {
  return (await git(folder, 'symbolic-ref', '--short', 'HEAD')).trim();
}

/**
 * Compares two commits of a bare repository, as git sees them.
 *
 * @returns undefined when they have no common ancestor
 */
export async function compareCommits(folder: string, base: string, head: string): Promise<Comparison | undefined> {
  let mergeBase: string;
  try {
    mergeBase = (await git(folder, 'merge-base', base, head)).trim();
  } catch {
    return undefined;
  }
  const ahead = await git(folder, 'rev-list', '--reverse', `${base}..${head}`);
  const behind = Number(await git(folder, 'rev-list', '--count', `${head}..${base}`));
  return { base, head, mergeBase, ahead: ahead.split('\n').filter(Boolean), behind };
}

const fields = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'];

/** Reads commits of a bare repository, in the order in which they are named. */
export async function readCommits(folder: string, shas: readonly string[]): Promise<Commit[]> {
  if (shas.length === 0) return [];
  const out = await git(folder, 'log', '-z', '--no-walk=unsorted', `--format=${fields.join('%x00')}`, ...shas, '--');
  const values = out.split('\0');
  // git prints a commit once, however often it is named.
  const found = new Map<string, Commit>();
  for (let i = 0; i + fields.length <= values.length; i += fields.length) {
    const commit = toCommit(values.slice(i, i + fields.length));
    found.set(commit.sha, commit);
  }
  return shas.map((sha) => found.get(sha)).filter((commit) => commit !== undefined);
}

function toCommit([sha = '', tree = '', parents = '', ...rest]: readonly string[]): Commit {
  const [author = '', authorEmail = '', authored = '', committer = '', email = '', committed = '', message = ''] = rest;
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: author, email: authorEmail, date: utc(authored) },
    committer: { name: committer, email, date: utc(committed) },
    message: message.trimEnd(),
  };
}

/** A time as GitHub writes it: UTC, in whole seconds. */
export function utc(time: string | number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
