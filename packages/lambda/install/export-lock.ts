import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import type { FoundLock } from './find-upwards.ts';
import { type Ended, programFailed, runProgram } from './run-program.ts';

export interface ExportOptions {
  /** The function's folder: in a workspace of uv, a member of its own. */
  project: string;
  /** A private folder. */
  own: string;
  env: NodeJS.ProcessEnv;
  log: Log;
}

/**
 * Has the tool of a lock file write what it has locked as requirements with their hashes. The tool only reads the project.
 *
 * @returns the path of the requirements file
 * @throws InputError when the tool is not there or cannot do it, Error when it fails
 */
export async function exportLock(lock: FoundLock, { project, own, env, log }: ExportOptions): Promise<string> {
  const file = path.join(own, 'requirements.txt');
  const uv = lock.name === 'uv.lock';
  const command = uv ? 'uv' : 'poetry';
  const args = uv
    ? // As it is locked, without a look at the index; not the project itself, which is the source.
      ['export', '--frozen', '--no-dev', '--no-emit-project', '--format', 'requirements-txt', '--output-file', file]
    : ['export', '--no-interaction', '--only', 'main', '--format', 'requirements.txt', '--output', file];
  // uv finds the member of a workspace by where it runs, poetry the project; neither takes code from there.
  const cwd = uv ? project : lock.folder;
  const ended = await runProgram({ command, args, cwd, env: { ...env, PYTHONDONTWRITEBYTECODE: '1' } }, log);
  if (ended.missing) {
    throw new InputError(
      `${lock.name} is read by ${command}, which is not on PATH; ${
        uv ? 'run astral-sh/setup-uv' : 'install poetry and its plugin poetry-plugin-export'
      } in a step before this one, or commit a requirements.txt with hashes beside the function.`,
    );
  }
  if (!uv && hasNoExport(ended)) {
    throw new InputError(
      'poetry.lock is read by `poetry export`, which this poetry does not have; install its plugin poetry-plugin-export (`pipx inject poetry poetry-plugin-export`), or commit a requirements.txt with hashes beside the function.',
    );
  }
  if (ended.code !== 0) throw programFailed(`${command} could not export ${lock.name}`, ended);
  return file;
}

const hasNoExport = ({ code, lines }: Ended) =>
  code !== 0 && lines.some((line) => /command "?export"? (does not exist|is not defined)/i.test(line));
