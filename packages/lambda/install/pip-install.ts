import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { type Architecture, type Runtime, wheelAbis, wheelPlatforms } from '../platform.ts';
import { explainPip } from './explain-pip.ts';
import { pipSettings } from './pip-settings.ts';
import { judgeConstraints } from './requirements.ts';
import { programFailed, runProgram } from './run-program.ts';

export interface PipOptions {
  /** The checkout, links resolved. */
  workspace: string;
  /** The requirements. */
  file: string;
  /** How the person knows the file that they come from. */
  shown: string;
  /** The folder to install into; made by pip, when there is anything. */
  target: string;
  /** Whether the list is whole: then nothing is added to it. */
  locked: boolean;
  /** A private folder to run in. */
  own: string;
  runtime: Runtime;
  architecture: Architecture;
  env: NodeJS.ProcessEnv;
  log: Log;
}

/**
 * Installs wheels for the function's platform.
 *
 * @throws InputError where there is no pip, or no wheel that fits
 * @see https://pip.pypa.io/en/stable/cli/pip_install/
 */
export async function pipInstall(options: PipOptions): Promise<void> {
  const { workspace, file, shown, target, locked, own, runtime, architecture, log } = options;
  const { PYTHONPATH, PYTHONHOME, ...plain } = options.env;
  const python = await findPip({ env: plain, own, runtime, log });
  const settings = await pipSettings({ python, workspace, own, env: options.env });
  // A list that is whole has its versions, and hashes, which a limit has not.
  const constraints = locked ? [] : settings.constraints;
  await judgeConstraints(constraints, { workspace, env: options.env });
  const env = { ...settings.env, PYTHONDONTWRITEBYTECODE: '1' };
  const args = [
    ...['-m', 'pip', 'install', '--target', target, '--requirement', file],
    ...constraints.flatMap((each) => ['--constraint', each]),
    ...wheelPlatforms(runtime, architecture).flatMap((platform) => ['--platform', platform]),
    ...['--implementation', 'cp', '--python-version', runtime.version],
    ...wheelAbis(runtime).flatMap((abi) => ['--abi', abi]),
    ...['--only-binary=:all:', '--no-compile', '--no-input', '--disable-pip-version-check'],
    ...['--no-warn-script-location', '--progress-bar=off'],
    ...(locked ? ['--no-deps'] : []),
  ];
  const title = `Install ${shown} for ${runtime.name} on ${architecture}`;
  const ended = await runProgram({ command: python, args, cwd: own, env }, log, title);
  if (ended.code === 0) return;
  const known = explainPip(ended.lines, { runtime, architecture });
  if (known !== undefined) throw new InputError(`${JSON.stringify(shown)} cannot be installed: ${known}`);
  throw programFailed(`pip could not install ${JSON.stringify(shown)}`, ended);
}

/** Quicker than to start pip. */
const hasPip =
  'import importlib.util, sys; print("%d.%d" % sys.version_info[:2], importlib.util.find_spec("pip") is not None)';

/**
 * Finds a Python with pip, best of the function's own version: pip asks the Python that it runs on which conditions such
 * as `python_version < "3.11"` hold.
 */
async function findPip({
  env,
  own,
  runtime,
  log,
}: Pick<PipOptions, 'env' | 'own' | 'runtime' | 'log'>): Promise<string> {
  for (const command of [`python${runtime.version}`, 'python3', 'python']) {
    const { code, lines } = await runProgram({ command, args: ['-c', hasPip], cwd: own, env }, log);
    const version = /^(\d+\.\d+) True$/.exec(lines.at(-1) ?? '')?.[1];
    if (code !== 0 || version === undefined) continue;
    if (version !== runtime.version) {
      log.notice(
        `pip runs on Python ${version}, and judges by it which dependencies with a condition on the version are needed; a step with actions/setup-python for ${runtime.version} before this one makes it exact.`,
      );
    }
    return command;
  }
  throw new InputError(
    'There is no Python with pip on PATH to install the dependencies; run actions/setup-python in a step before this one, or set `install: none`.',
  );
}
