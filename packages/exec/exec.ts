import { exec as run } from '@actions/exec';

export interface ExecResult {
  /** The exit code; 0 is success. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface ExecOptions {
  /** The working directory; the process's own by default. */
  cwd?: string;
  /** What the process reads on standard input: the way for secrets and for long lists. */
  input?: string | Buffer;
  /** The whole environment of the process; this process's own by default. */
  env?: Record<string, string>;
}

/**
 * Runs a program by its argv, without a shell, and keeps what it prints. A non-zero exit is a result, not an error.
 * Give `input` only to a program that reads it: the toolkit does not survive one that ends before.
 *
 * @param command the program, found on PATH; never a string that a shell would split
 * @param args its arguments, each passed on as it is
 * @throws Error when the program cannot be started at all, for example because it is not installed
 */
export async function exec(command: string, args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  // The toolkit splits its first argument at blanks as a shell would; quotes keep it one word.
  const code = await run(`"${command}"`, [...args], {
    silent: true,
    ignoreReturnCode: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.input === undefined ? {} : { input: Buffer.from(options.input) }),
    listeners: {
      stdout: (data) => stdout.push(unread(data)),
      stderr: (data) => stderr.push(unread(data)),
    },
  });
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/**
 * Next the toolkit would decode the bytes and cut them into lines, for listeners that nobody has set; many short lines
 * take it longer than the program itself, and one long line the square of its length.
 *
 * @returns the same bytes, which it takes for an empty text
 */
function unread(data: Buffer): Buffer {
  return Object.defineProperty(data, 'toString', { value: () => '' });
}
