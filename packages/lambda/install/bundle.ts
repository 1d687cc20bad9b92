import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { entriesOf } from './entries-of.ts';
import { isFile } from './find-upwards.ts';
import type { Installed, LanguageOptions } from './install.ts';
import { mirror } from './mirror.ts';
import { npmCi, npmFiles } from './npm-ci.ts';
import type { NodeProject } from './read-project.ts';
import { programFailed, runProgram } from './run-program.ts';

/** In the order in which esbuild takes them. */
const endings = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** Where a bundle begins. */
export interface Entry {
  /** The file, relative to the function's folder: `src/index.ts`. */
  file: string;
  /** The module of the handler, without an ending: `src/index`. */
  module: string;
}

/** @returns the source file of a handler `src/index.handler`; undefined where there is none */
export function findEntry(folder: string, handler: string): Entry | undefined {
  const module = path.posix.normalize(/^(.*\/)?[^./]+(?=\.)/.exec(handler)?.[0] ?? 'index');
  if (module.startsWith('../') || path.posix.isAbsolute(module)) return undefined;
  const file = endings.map((ending) => module + ending).find((each) => isFile(path.join(folder, each)));
  return file === undefined ? undefined : { file, module };
}

/**
 * Bundles a function into one file, with the esbuild of its project. That and the packages are installed as the lock file
 * says, never taken from the project's node_modules, which an earlier step has left: the bytes would depend on it. It works on
 * a mirror of the checkout, whose paths are the same on every machine.
 *
 * @throws InputError, Error as `npmCi` does; Error when esbuild fails, with what it printed
 * @see https://esbuild.github.io/api/
 */
export async function bundle(
  project: NodeProject & { lock: string },
  entry: Entry,
  options: LanguageOptions,
): Promise<Partial<Installed>> {
  const { workspace, folder, temporary, env, log, runtime } = options;
  const own = await mkdtemp(path.join(temporary, 'bundle-'));
  const mirrored = path.join(own, 'workspace');
  const out = path.join(own, 'out');
  await Promise.all([mkdir(mirrored), mkdir(out)]);
  const cwd = await mirror(workspace, project.folder, mirrored, npmFiles);
  const program = path.join('node_modules', 'esbuild', 'bin', 'esbuild');
  // All of them, and for this machine: esbuild runs here.
  const title = `Install ${project.lock} for the bundle`;
  await npmCi({ project: project.folder, lock: project.lock, into: cwd, args: ['--include=dev'], title, env, log });

  const source = path.join(mirrored, path.relative(workspace, folder), entry.file);
  const args = [
    path.relative(cwd, source),
    ...['--bundle', '--platform=node', `--target=node${runtime.version}`, '--preserve-symlinks'],
    ...(project.esm ? ['--format=esm', `--banner:js=${requireInModules}`] : ['--format=cjs']),
    `--outfile=${path.join(out, `${entry.module}${project.esm ? '.mjs' : '.js'}`)}`,
    ...['--log-level=info', '--log-limit=20', '--color=false'],
  ];
  const ended = await runProgram(
    { command: path.join(cwd, program), args, cwd, env: { ...env, PWD: cwd } },
    log,
    `Bundle ${entry.file} for ${runtime.name}`,
  );
  if (ended.code !== 0) {
    // The script that starts esbuild adds a stack trace of its own.
    const trace = ended.lines.findIndex((line) => /^node:\S+:\d+$/.test(line));
    const lines = trace < 0 ? ended.lines : ended.lines.slice(0, trace);
    throw programFailed(`esbuild could not bundle ${JSON.stringify(entry.file)}`, { ...ended, lines });
  }
  return { entries: entriesOf(out, () => false), replacesSource: true, how: 'esbuild' };
}

/** Packages of CommonJS in a bundle that is a module ask for Node's own by `require`, which a module does not have. */
const requireInModules =
  "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);";
