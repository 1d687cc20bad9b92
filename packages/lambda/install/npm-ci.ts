import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { isFile } from './find-upwards.ts';
import { programFailed, runProgram } from './run-program.ts';

export interface NpmOptions {
  /** The project in the checkout. */
  project: string;
  /** The name of its lock file. */
  lock: string;
  /** A folder of ours, in which `node_modules` is made. */
  into: string;
  /** More arguments of npm: what to leave out, for which machine. */
  args: readonly string[];
  /** For the group in the log. */
  title: string;
  env: NodeJS.ProcessEnv;
  log: Log;
}

/** What of a project npm reads; the settings say which registry, and may name a token by an environment variable. */
export const npmFiles: readonly string[] = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc'];

/**
 * Installs exactly what a lock file says, in a copy of the project's own. No package runs a script.
 *
 * @throws InputError where there is no npm, or the lock file does not fit, Error when npm fails
 * @see https://docs.npmjs.com/cli/commands/npm-ci
 */
export async function npmCi({ project, lock, into, args, title, env, log }: NpmOptions): Promise<void> {
  for (const name of npmFiles) {
    if (isFile(path.join(project, name))) await copyFile(path.join(project, name), path.join(into, name));
  }
  const ended = await runProgram(
    {
      command: 'npm',
      args: ['ci', ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--no-progress'],
      cwd: into,
      env,
    },
    log,
    title,
  );
  if (ended.code === 0) return;
  if (ended.missing) {
    throw new InputError(
      `${lock} is installed by npm, which is not on PATH; run actions/setup-node in a step before this one, or set \`install: none\`.`,
    );
  }
  if (ended.lines.some((line) => /can only install packages when your package\.json and .* are in sync/.test(line))) {
    throw new InputError(
      `${lock} does not fit package.json; run \`npm install\` and commit both. npm says:\n${ended.lines
        .filter((line) => /(Missing|Invalid): /.test(line))
        .slice(0, 10)
        .join('\n')}`,
    );
  }
  throw programFailed(`npm could not install ${lock}`, ended);
}
