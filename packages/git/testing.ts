import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** For tests: repositories in a temporary folder. */
export interface Sandbox {
  root: string;
  /** The bare repository that clones come from. */
  origin: string;
  /** Where a clone gets it from; a path would be copied as a whole. */
  url: string;
  /** Runs git in a folder. @returns what it prints, without blank space around it */
  git(folder: string, ...args: string[]): string;
  /** Makes a commit in the origin, one minute later than the one before. @returns its id */
  commit(options?: NewTestCommit): string;
  /** Clones the branch `main` as `actions/checkout` does: one commit, no tags. @returns the folder */
  shallow(...options: string[]): string;
  remove(): void;
}

export interface NewTestCommit {
  parents?: readonly string[];
  message?: string;
  /** Contents by path, on top of those of the first parent. */
  files?: Readonly<Record<string, string>>;
  /** A ref that gets the commit as its value. */
  ref?: string;
}

export function sandbox(): Sandbox {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'git-sandbox-')));
  const origin = path.join(root, 'origin.git');
  const url = pathToFileURL(origin).href;
  let minutes = 0;
  let clones = 0;
  const run = (folder: string, args: readonly string[], input?: string, more: Record<string, string> = {}) => {
    const date = `@${1_700_000_000 + minutes * 60} +0100`;
    const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_CONFIG_NOSYSTEM: '1', HOME: root, ...more };
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org'];
    return execFileSync('git', ['-C', folder, ...who, ...args], {
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...env },
      ...(input === undefined ? {} : { input }),
    }).trim();
  };
  run(root, ['init', '-q', '--bare', '-b', 'main', origin]);
  for (const setting of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant']) {
    run(origin, ['config', setting, 'true']);
  }
  return {
    root,
    origin,
    url,
    git: (folder, ...args) => run(folder, args),
    commit({ parents = [], message = `commit ${minutes}`, files = {}, ref } = {}) {
      minutes++;
      const index = { GIT_INDEX_FILE: path.join(root, 'index') };
      run(origin, parents[0] ? ['read-tree', parents[0]] : ['read-tree', '--empty'], undefined, index);
      for (const [name, content] of Object.entries(files)) {
        const blob = run(origin, ['hash-object', '-w', '--stdin'], content);
        run(origin, ['update-index', '--add', '--cacheinfo', `100644,${blob},${name}`], undefined, index);
      }
      const tree = run(origin, ['write-tree'], undefined, index);
      const options = parents.flatMap((parent) => ['-p', parent]);
      const made = run(origin, ['commit-tree', tree, ...options, '-F', '-'], message);
      if (ref !== undefined) run(origin, ['update-ref', ref, made]);
      return made;
    },
    shallow(...options) {
      const folder = path.join(root, `clone-${++clones}`);
      run(root, ['clone', '-q', '--no-tags', '--depth=1', ...options, url, folder]);
      return folder;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
