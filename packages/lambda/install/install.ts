import { realpathSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { insideWorkspace } from '@ci-actions/workspace/inside-workspace';
import type { ZipEntry } from '@ci-actions/zip/entry';
import type { Architecture, Runtime } from '../platform.ts';
import { findNode, installNode } from './install-node.ts';
import { findPython, installPython } from './install-python.ts';

export interface InstallOptions {
  /** The checkout, absolute; nothing is written into it. */
  workspace: string;
  /** The folder of the function, relative to the workspace; a single file has no dependencies. */
  source: string;
  install: 'auto' | 'none';
  /** Undefined where nobody knows it: then nothing is installed, because nobody knows what fits; `mustInstall` says more. */
  runtime: Runtime | undefined;
  architecture: Architecture;
  /** As Lambda has it, `index.handler`: where a bundle begins. */
  handler?: string;
  /** A layer is not bundled: others import from it. */
  layer?: boolean;
  /**
   * Whether the archive is going to be published: one without the dependencies that it needs would fail there only, so what
   * cannot be installed because the runtime is not known is an error then, and not a notice.
   */
  mustInstall?: boolean;
  /** A folder of the job's own. What is installed lies in it until the archive is written; the caller removes it. */
  temporary: string;
  env: NodeJS.ProcessEnv;
  log: Log;
}

/** The dependencies of a function. */
export interface Installed {
  /** What was installed, at the paths that it has in the archive. */
  entries: readonly ZipEntry[];
  /** Whether a bundle stands for the sources. */
  replacesSource: boolean;
  /** Folders of the source, ending with `/`, for which the entries stand: those in which a person has installed already. */
  replaces: readonly string[];
  /** For the log: `uv.lock`, `package-lock.json`, `esbuild`, `nothing`. */
  how: string;
}

const nothing: Installed = { entries: [], replacesSource: false, replaces: [], how: 'nothing' };

/**
 * Installs what a function needs, for the machine that it runs on rather than for this one. What there is to install is
 * found by the files in its folder, lock files also in those that it is in: `uv.lock`, `poetry.lock`, `requirements.txt`;
 * `package-lock.json`, which is bundled where the project has esbuild.
 *
 * @throws InputError for what cannot be installed so, with what to do
 * @throws Error when an installer fails, with what it printed last
 */
export async function installDependencies(options: InstallOptions): Promise<Installed> {
  const { install, runtime, source, log } = options;
  if (install === 'none') return nothing;
  const workspace = realpathSync(options.workspace);
  const { file: folder, stats } = insideWorkspace(workspace, source, 'source');
  if (!stats.isDirectory()) return nothing;
  const where = { ...options, workspace, folder };
  if (runtime === undefined) {
    const found = findPython(workspace, folder) ?? (await findNode(workspace, folder));
    if (found && options.mustInstall) {
      throw new InputError(
        `There is ${JSON.stringify(path.relative(workspace, path.join(found.folder, found.name)))}, and what fits of it cannot be installed, because the runtime is not given, or not known to this version of the action; set the input \`runtime\` to one that is, or \`install: none\` where the source holds its dependencies.`,
      );
    }
    if (found) {
      log.notice(
        `Nothing of ${found.name} is installed, because what fits depends on the runtime; set the input \`runtime\`, or \`install: none\`.`,
      );
    }
    return nothing;
  }
  if (runtime.family === 'python') return { ...nothing, ...(await installPython({ ...where, runtime })) };
  if (runtime.family === 'node') return { ...nothing, ...(await installNode({ ...where, runtime })) };
  return nothing;
}

/** What the installers of the languages are told. */
export interface LanguageOptions extends InstallOptions {
  /** The function's folder, absolute, links resolved. */
  folder: string;
  runtime: Runtime;
}
