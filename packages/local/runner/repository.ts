import { execFileSync } from 'node:child_process';
import { InputError } from '@ci-actions/errors/errors';
import type { WorkflowEvent } from './options.ts';

/** One commit of a repository, read by git; the working tree does not matter. */
export interface Commit {
  /** A file's content; undefined when the commit does not have it. */
  readFile(path: string): string | undefined;
  /** The paths that an event changes, for path filters. */
  changed(event: WorkflowEvent): string[];
}

/** A git hook sets GIT_DIR and more, which would lead git elsewhere. */
const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };

/** @param folder a checkout or a bare repository; @param sha the commit. @throws InputError when it is not there */
export function openCommit(folder: string, sha: string, defaultBranch: string): Commit {
  if (!/^[0-9a-f]{40}$/.test(sha))
    throw new InputError(`The event's sha '${sha}' is no full commit id of 40 hex digits.`);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: environment,
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const attempt = (...args: string[]) => {
    try {
      return git(...args);
    } catch {
      return undefined;
    }
  };
  if (attempt('cat-file', '-e', `${sha}^{commit}`) === undefined) {
    throw new InputError(`The repository ${folder} does not have the commit ${sha}. Commit and push before the event.`);
  }
  const lines = (output: string | undefined) => (output ?? '').split('\0').filter(Boolean);
  return {
    readFile: (file) => attempt('cat-file', 'blob', `${sha}:${file}`),
    changed({ payload }) {
      const pull = payload.pull_request as { base?: { sha?: string } } | undefined;
      const before = pull?.base?.sha ?? (payload.before as string | undefined);
      const known = typeof before === 'string' && /^[0-9a-f]*[1-9a-f][0-9a-f]*$/.test(before);
      if (known) return lines(git('diff', '--name-only', '-z', ...(pull ? [`${before}...${sha}`] : [before, sha])));
      // A new branch: what it has beyond the default branch; the first push of all changes everything.
      const base = attempt('merge-base', `refs/heads/${defaultBranch}`, sha)?.trim();
      if (base !== undefined && base !== sha) return lines(git('diff', '--name-only', '-z', base, sha));
      return lines(git('ls-tree', '-r', '--name-only', '-z', sha));
    },
  };
}
