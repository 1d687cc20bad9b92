import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { type ExecResult, exec } from '@ci-actions/exec/exec';
import { count } from '@ci-actions/format/units';
import { gitEnvironment } from '../github/commits.ts';

/** A repository on this machine: a bare remote, and a clone to work in. */
export interface LocalRepository {
  name: string;
  /** The bare repository: what GitHub would have. */
  remote: string;
  /** The work tree. */
  work: string;
  defaultBranch: string;
  /** What a person should know of the copy, in sentences. */
  notes: string[];
}

const author = { GIT_AUTHOR_NAME: 'A developer', GIT_AUTHOR_EMAIL: 'developer@example.com' };

/** Runs git, whatever a person has configured. @returns what it prints, trimmed. @throws Error with git's own words when it fails */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(folder, args, {
    ...author,
    GIT_COMMITTER_NAME: author.GIT_AUTHOR_NAME,
    GIT_COMMITTER_EMAIL: author.GIT_AUTHOR_EMAIL,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  });
  if (code !== 0) throw new Error(`git ${args[0]} failed in ${folder}: ${stderr.trim()}`);
  return stdout.trim();
}

/** Asks the repository of a person, with her own settings (`safe.directory`), in words that can be told apart. */
function ask(source: string, ...args: string[]): Promise<ExecResult> {
  return run(source, args, { LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' });
}

function run(cwd: string, args: readonly string[], more: Record<string, string>): Promise<ExecResult> {
  return exec('git', args, { cwd, env: { ...(gitEnvironment() as Record<string, string>), ...more } });
}

/**
 * Makes a repository of a folder that is none: its files are the first commit on `main`, pushed to a new bare remote.
 *
 * @param source the folder; what git would ignore in it is left out
 * @param below where the remote and the work tree are made
 * @param extra more files for the first commit, by their path: the workflow that the repository gets
 */
export async function makeRepository(
  source: string,
  below: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<LocalRepository> {
  const name = repositoryName(source);
  const work = path.join(below, name);
  const remote = path.join(below, `${name}.git`);
  mkdirSync(remote, { recursive: true });
  await git(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
  cpSync(source, work, { recursive: true, filter: (file) => !['.git', '__pycache__'].includes(path.basename(file)) });
  for (const [file, text] of Object.entries(extra)) {
    mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
    writeFileSync(path.join(work, file), text);
  }
  await git(work, 'init', '--quiet', '--initial-branch=main');
  await git(work, 'remote', 'add', 'origin', remote);
  await commit(work, 'feat: the first version');
  await git(work, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  return { name, remote, work, defaultBranch: 'main', notes: [] };
}

/**
 * Copies a git repository as its last commit has it: the original is only read.
 *
 * @throws InputError for a folder that is no repository, or has no commit or no workflow
 */
export async function copyRepository(source: string, below: string): Promise<LocalRepository> {
  const top = await topOf(source);
  const branch = (await ask(source, 'symbolic-ref', '--quiet', '--short', 'HEAD')).stdout.trim();
  const hasCommit = (await ask(source, 'rev-parse', '--quiet', '--verify', 'HEAD^{commit}')).code === 0;
  if (branch === '' || !hasCommit) throw new InputError(`${source} is on no branch with a commit; check out a branch.`);
  const name = repositoryName(top);
  const remote = path.join(below, `${name}.git`);
  const cloned = await ask(below, 'clone', '--quiet', '--bare', '--template=', source, remote);
  if (cloned.code !== 0) throw new InputError(`git cannot copy ${source}: ${cloned.stderr.trim()}`);
  // What the steps push goes no further.
  await git(remote, 'remote', 'remove', 'origin');
  const work = path.join(below, name);
  await git(below, 'clone', '--quiet', '--branch', branch, remote, work);
  if (!existsSync(path.join(work, '.github/workflows'))) {
    throw new InputError(
      `${source} has no workflow in its last commit; copy one of action-templates/ to its .github/workflows/ and commit it.`,
    );
  }
  return {
    name,
    remote,
    work,
    defaultBranch: await defaultBranchOf(source, branch),
    notes: await notesOn(source, top, below),
  };
}

/** A folder's name as GitHub makes it the name of a repository. */
function repositoryName(folder: string): string {
  return (
    path
      .basename(folder)
      .replace(/[^\w.-]/g, '-')
      .replace(/\.git$/, '') || 'repository'
  );
}

async function topOf(source: string): Promise<string> {
  if (!existsSync(source)) throw new InputError(`There is no folder ${source}; give --repo the path of a repository.`);
  const top = await ask(source, 'rev-parse', '--show-toplevel');
  if (top.code !== 0 && !top.stderr.includes('not a git repository')) {
    throw new InputError(`git cannot read ${source}: ${top.stderr.trim()}`);
  }
  if (top.code !== 0 || (await ask(source, 'rev-parse', '--show-prefix')).stdout.trim() !== '') {
    throw new InputError(
      `${source} is not the top of a git repository; run \`git init\` and commit, or give its top folder.`,
    );
  }
  return top.stdout.trim();
}

async function notesOn(source: string, top: string, below: string): Promise<string[]> {
  const notes: string[] = [];
  // The copy itself may lie in the repository.
  const own = path.relative(top, path.dirname(below));
  const inside = own !== '' && !own.startsWith('..');
  const status = await ask(source, 'status', '--porcelain', '--', '.', ...(inside ? [`:(exclude)${own}`] : []));
  const changes = status.stdout.split('\n').filter(Boolean).length;
  if (changes > 0) {
    notes.push(`Left out: ${count(changes, 'uncommitted change')} of ${source}. What runs is its last commit.`);
  }
  if ((await ask(source, 'rev-parse', '--is-shallow-repository')).stdout.trim() === 'true') {
    notes.push(`${source} is a shallow clone, and so is its copy: jobs see no more of the history than it has.`);
  }
  return notes;
}

/** Commits everything in the work tree. @returns the commit's id */
export async function commit(work: string, message: string): Promise<string> {
  await git(work, 'add', '--all');
  await git(work, 'commit', '--quiet', '--message', message);
  return git(work, 'rev-parse', 'HEAD');
}

async function defaultBranchOf(source: string, current: string): Promise<string> {
  const head = await ask(source, 'rev-parse', '--abbrev-ref', 'origin/HEAD');
  const name = head.stdout.trim();
  if (head.code === 0 && name.startsWith('origin/')) return name.slice('origin/'.length);
  const branches = (await ask(source, 'branch', '--format=%(refname:short)')).stdout.split('\n');
  return ['main', 'master'].find((known) => branches.includes(known)) ?? current;
}
