import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { exec } from '@ci-actions/exec/exec';

/** A repository on this machine: a bare remote, and a clone to work in. */
export interface LocalRepository {
  name: string;
  /** The bare repository: what GitHub would have. */
  remote: string;
  /** The work tree. */
  work: string;
  defaultBranch: string;
}

const author = { GIT_AUTHOR_NAME: 'A developer', GIT_AUTHOR_EMAIL: 'developer@example.com' };

/** Runs git. @returns what it prints, trimmed. @throws Error with git's own words when it fails */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const env = {
    ...inherited(),
    ...author,
    GIT_COMMITTER_NAME: author.GIT_AUTHOR_NAME,
    GIT_COMMITTER_EMAIL: author.GIT_AUTHOR_EMAIL,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  const { code, stdout, stderr } = await exec('git', args, { cwd: folder, env });
  if (code !== 0) throw new Error(`git ${args[0]} failed in ${folder}: ${stderr.trim()}`);
  return stdout.trim();
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
  const name = path.basename(source);
  const work = path.join(below, name);
  const remote = await makeRemote(below, name);
  cpSync(source, work, { recursive: true, filter: (file) => !['.git', '__pycache__'].includes(path.basename(file)) });
  for (const [file, text] of Object.entries(extra)) {
    mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
    writeFileSync(path.join(work, file), text);
  }
  await git(work, 'init', '--quiet', '--initial-branch=main');
  await git(work, 'remote', 'add', 'origin', remote);
  await commit(work, 'feat: the first version');
  await git(work, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  return { name, remote, work, defaultBranch: 'main' };
}

/**
 * Copies a git repository as its last commit has it: the original is only read.
 *
 * @throws InputError for a folder that is no repository, or has no commit or no workflow
 */
export async function copyRepository(source: string, below: string): Promise<LocalRepository> {
  if (!existsSync(source)) throw new InputError(`There is no folder ${source}; give --repo the path of a repository.`);
  const top = await git(source, 'rev-parse', '--show-toplevel').catch(() => '');
  if (top === '' || (await git(source, 'rev-parse', '--show-prefix')) !== '') {
    throw new InputError(
      `${source} is not the top of a git repository; run \`git init\` and commit, or give its top folder.`,
    );
  }
  const branch = await git(source, 'rev-parse', '--abbrev-ref', 'HEAD').catch(() => '');
  if (branch === '' || branch === 'HEAD')
    throw new InputError(`${source} is on no branch with a commit; check out a branch.`);
  const name = path.basename(top);
  const remote = await makeRemote(below, name);
  await git(source, 'push', '--quiet', remote, '+refs/heads/*:refs/heads/*');
  const work = path.join(below, name);
  await git(below, 'clone', '--quiet', '--branch', branch, remote, work);
  if (!existsSync(path.join(work, '.github/workflows'))) {
    throw new InputError(
      `${source} has no workflow in its last commit; copy one of action-templates/ to its .github/workflows/ and commit it.`,
    );
  }
  return { name, remote, work, defaultBranch: await defaultBranchOf(source, branch) };
}

/** Commits everything in the work tree. @returns the commit's id */
export async function commit(work: string, message: string): Promise<string> {
  await git(work, 'add', '--all');
  await git(work, 'commit', '--quiet', '--message', message);
  return git(work, 'rev-parse', 'HEAD');
}

async function makeRemote(below: string, name: string): Promise<string> {
  const remote = path.join(below, `${name}.git`);
  mkdirSync(remote, { recursive: true });
  await git(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
  return remote;
}

async function defaultBranchOf(source: string, current: string): Promise<string> {
  const head = await git(source, 'rev-parse', '--abbrev-ref', 'origin/HEAD').catch(() => '');
  if (head.startsWith('origin/')) return head.slice('origin/'.length);
  const branches = (await git(source, 'branch', '--format=%(refname:short)')).split('\n');
  return ['main', 'master'].find((name) => branches.includes(name)) ?? current;
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
