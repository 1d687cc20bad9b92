import { stream } from '@ci-actions/exec/stream';
import { stripColours } from '@ci-actions/format/strip-colours';
import type { Log } from '@ci-actions/log/log';
import { installerEnv } from './installer-env.ts';

export interface ProgramOptions {
  /** Found on PATH, or a path. */
  command: string;
  args: readonly string[];
  /** A folder of ours: what lies in a checkout must not come before what is installed. */
  cwd: string;
  /** That of the job; the program gets no secret of it that is not for packages. */
  env: NodeJS.ProcessEnv;
}

/** How a program ended. */
export interface Ended {
  /** 127 where it could not be started. */
  code: number;
  /** What it printed last, oldest first, without colours and empty lines. Untrusted text. */
  lines: readonly string[];
  /** Whether there is no such program. */
  missing: boolean;
}

/** So many lines are kept: enough to find out what an installer complains of. */
const kept = 400;
/** So many are in an error. */
const told = 20;

/**
 * Runs a program that installs something; its lines go to the log as they come, under a heading.
 *
 * @param title of the group in the log; without one, only debugging shows the lines
 */
export async function runProgram(options: ProgramOptions, log: Log, title?: string): Promise<Ended> {
  const { command, args, cwd, env } = options;
  const lines: string[] = [];
  const run = async (): Promise<Ended> => {
    try {
      const code = await stream(command, args, {
        cwd,
        env: installerEnv(env),
        onLine(line) {
          const plain = stripColours(line);
          if (title === undefined) log.debug(plain);
          else log.info(plain);
          if (plain.trim() === '') return;
          lines.push(plain.slice(0, 1_000));
          if (lines.length > kept) lines.shift();
        },
      });
      return { code, lines, missing: false };
    } catch (thrown) {
      const code = ((thrown as Error).cause as NodeJS.ErrnoException | undefined)?.code;
      if (code !== 'ENOENT' && code !== 'EACCES') throw thrown;
      return { code: 127, lines, missing: true };
    }
  };
  return title === undefined ? run() : log.group(title, run);
}

/**
 * The error for a program that failed.
 *
 * @param sentence what is wrong, without a full stop
 */
export function programFailed(sentence: string, { code, lines }: Ended): Error {
  const last = lines.slice(-told);
  return new Error(
    `${sentence} (exit code ${code}).${last.length === 0 ? '' : ` It printed at last:\n${last.join('\n')}`}`,
  );
}
