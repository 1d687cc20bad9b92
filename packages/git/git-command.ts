import path from 'node:path';
import { type ExecResult, exec } from '@ci-actions/exec/exec';

/** What one git command is given besides its arguments. */
export interface GitOptions {
  /** Variables on top of this process's own. */
  env?: Readonly<Record<string, string>>;
  /** What it reads on standard input; only for a command that does read it. */
  input?: string | Buffer;
}

/** git did not do what it was asked; the message names the command, the folder, and what git said. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly stderr: string;

  constructor(folder: string, args: readonly string[], { code, stderr }: Pick<ExecResult, 'code' | 'stderr'>) {
    const said = stderr.trim().split('\n').slice(-3).join(' ') || `it ended with status ${code}`;
    super(`git ${args[0]} failed in ${folder}: ${said}`);
    this.stderr = stderr;
  }
}

/**
 * Settings that hold whatever the person or the repository has set: no program of theirs is run (hooks, a file-system
 * monitor, a signer, a password prompt), nothing is tidied in the background, and the output has one form only.
 */
const settings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'commit.gpgSign=false',
  'tag.gpgSign=false',
  'push.gpgSign=false',
  'protocol.version=2',
  'gc.auto=0',
  'maintenance.auto=false',
  'color.ui=false',
  'i18n.commitEncoding=UTF-8',
  'log.showSignature=false',
  'log.follow=false',
].flatMap((setting) => ['-c', setting]);

/** Variables by which a hook or a caller points git at another repository (`git rev-parse --local-env-vars`). */
const pointers =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|SHALLOW_FILE|GRAFT_FILE)$/;

function environment(folder: string): Record<string, string> {
  const known = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !pointers.test(entry[0]),
  );
  return {
    // A server that has fallen silent for a minute is not waited for. In bytes per second, and seconds.
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '60',
    ...Object.fromEntries(known),
    // A repository around the folder is another one.
    GIT_CEILING_DIRECTORIES: path.dirname(path.resolve(folder)),
    GIT_TERMINAL_PROMPT: '0',
    // Empty, and not unset: then git looks no further for a program that would ask.
    GIT_ASKPASS: '',
    GCM_INTERACTIVE: 'never',
    GIT_NO_REPLACE_OBJECTS: '1',
    // Our patterns read what git says.
    LC_ALL: 'C',
    LANGUAGE: 'C',
  };
}

/**
 * Runs git without a shell, without prompts, and without programs that the configuration names. What comes from outside
 * goes behind `--` or `--end-of-options`; that is the caller's part.
 *
 * @param folder the root of a work tree, or a bare repository
 * @returns also where git fails: a non-zero code is a result
 * @throws Error where git cannot be started
 */
export function tryGit(folder: string, args: readonly string[], options: GitOptions = {}): Promise<ExecResult> {
  const { env = {}, input } = options;
  return exec('git', ['-C', folder, ...settings, ...args], {
    env: { ...environment(folder), ...env },
    ...(input === undefined ? {} : { input }),
  });
}

/**
 * Runs git as `tryGit` does, for what it prints.
 *
 * @throws GitError where git fails
 */
export async function git(folder: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const result = await tryGit(folder, args, options);
  if (result.code !== 0) throw new GitError(folder, args, result);
  return result.stdout;
}
