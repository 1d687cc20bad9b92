import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { GitError, git, tryGit } from './git-command.ts';

/** @returns whether this is a whole commit id, and so nothing that git could take for anything else */
export function isCommitId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/**
 * The commit that a name means in a clone.
 *
 * @param name a commit id, a branch, a tag, `HEAD`
 * @throws InputError where there is none, as on a branch without commits
 */
export async function resolveCommit(folder: string, name: string): Promise<string> {
  if (isCommitId(name)) return name;
  const safe = /^[^-\s\0][^\s\0]*$/.test(name);
  const { stdout } = safe
    ? await tryGit(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`])
    : { stdout: '' };
  const commit = stdout.trim();
  if (isCommitId(commit)) return commit;
  throw new InputError(`There is no commit ${name} in ${folder}; check out a branch that has commits first.`);
}

/** The commits of a clone whose parents it does not have. */
export interface Cuts {
  /** Where git keeps them (https://git-scm.com/docs/gitrepository-layout, `shallow`). */
  file: string;
  commits: ReadonlySet<string>;
}

/**
 * @param known what was found before: then only the file is read again, and git need not be started
 * @returns undefined where the history of the clone is not cut off anywhere
 */
export async function cutsOf(folder: string, known?: Pick<Cuts, 'file'>): Promise<Cuts | undefined> {
  const file = known?.file ?? (await fileOfCuts(folder));
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : { file, commits: new Set(text.split('\n').filter(isCommitId)) };
}

async function fileOfCuts(folder: string): Promise<string | undefined> {
  const printed = await git(folder, ['rev-parse', '--is-shallow-repository', '--git-path', 'shallow']);
  const [shallow, name = ''] = printed.split('\n');
  return shallow === 'true' ? path.resolve(folder, name) : undefined;
}

/** Takes commits from the list of those without parents; their parents must be there. */
export async function dropCuts(cuts: Cuts, dropped: ReadonlySet<string>): Promise<void> {
  await writeCuts(cuts, new Set([...cuts.commits].filter((commit) => !dropped.has(commit))));
}

/** Puts another list of commits without parents in the place of this one. */
export async function writeCuts({ file }: Pick<Cuts, 'file'>, commits: ReadonlySet<string>): Promise<void> {
  if (commits.size === 0) return rm(file);
  const lock = `${file}.lock`;
  // Whose lock is there already keeps it; one of ours goes, whatever happens, or no git could cut or deepen this clone again.
  const own = await open(lock, 'wx');
  try {
    await own.writeFile(`${[...commits].sort().join('\n')}\n`).finally(() => own.close());
    await rename(lock, file);
  } catch (error) {
    await rm(lock, { force: true });
    throw error;
  }
}

/**
 * The history of commits, as far as the clone has it; nothing where it does not have the commits.
 *
 * @param without commits whose history does not count; they must be in the clone
 */
export async function commitsOf(
  folder: string,
  commits: string | readonly string[],
  without: string | readonly string[] = [],
): Promise<Set<string>> {
  const args = ['rev-list', ...[commits].flat(), ...[without].flat().map((commit) => `^${commit}`), '--'];
  // A partial clone would fetch what is not there.
  const result = await tryGit(folder, args, { env: { GIT_NO_LAZY_FETCH: '1' } });
  if (result.code !== 0 && !/bad (?:object|revision)|missing commit/.test(result.stderr)) {
    throw new GitError(folder, args, result);
  }
  return new Set(result.stdout.split('\n').filter(Boolean));
}

/** The parents that commits name, whether the clone has them or not (git calls this format `raw`). */
export async function namedParents(
  folder: string,
  commits: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (commits.length === 0) return new Map();
  const args = ['log', '-z', '--no-walk=unsorted', '--no-decorate', '--format=raw', '--stdin', '--'];
  const printed = await git(folder, args, { input: `${commits.join('\n')}\n` });
  // No commit holds a NUL, so no message can pass for another commit.
  const records = printed.split('\0').filter(Boolean);
  return new Map(
    records.map((record) => {
      const [head = ''] = record.split('\n\n', 1);
      const lines = head.split('\n');
      const parents = lines.flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? []);
      return [lines[0]?.slice('commit '.length) ?? '', parents];
    }),
  );
}
