import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import type { ZipEntry } from '@ci-actions/zip/entry';
import { npmPlatform } from '../platform.ts';
import { bundle, findEntry } from './bundle.ts';
import { entriesOf } from './entries-of.ts';
import { type FoundLock, findUpwards, isFile } from './find-upwards.ts';
import type { Installed, LanguageOptions } from './install.ts';
import { npmCi } from './npm-ci.ts';
import { readProject } from './read-project.ts';

/** By what a project of Node is found. */
const nodeFiles: readonly string[] = ['package.json'];

/** @returns what a Node function's dependencies are read from; undefined where its package.json asks for none */
export async function findNode(workspace: string, folder: string): Promise<FoundLock | undefined> {
  const found = findUpwards(workspace, folder, nodeFiles);
  if (!found) return undefined;
  try {
    const { lock } = await readProject(found.folder, path.relative(workspace, found.folder));
    return lock === undefined ? undefined : { ...found, name: lock };
  } catch {
    // It asks for something that cannot be installed either; that is said once there is a runtime.
    return found;
  }
}

/** Installs the packages of a Node function, or bundles it. @throws InputError, Error as `installDependencies` does */
export async function installNode(options: LanguageOptions): Promise<Partial<Installed>> {
  const { workspace, folder, temporary, env, log, runtime, architecture, handler = '', layer = false } = options;
  const found = findUpwards(workspace, folder, nodeFiles);
  if (!found) return {};
  const shown = path.relative(workspace, found.folder);
  const project = await readProject(found.folder, shown);
  const { lock } = project;
  if (lock === undefined) return {};
  if (project.bundles && !layer) {
    const entry = findEntry(folder, handler);
    if (entry) return bundle({ ...project, lock }, entry, options);
    log.notice(
      'The project has esbuild, but nothing is bundled, because there is no source file of the handler; set the input `handler`, such as index.handler for index.ts.',
    );
  }
  const own = await mkdtemp(path.join(temporary, 'node-'));
  const title = `Install ${path.join(shown, lock)} for ${runtime.name} on ${architecture}`;
  const args = ['--omit=dev', ...npmPlatform(architecture)];
  await npmCi({ project: project.folder, lock, into: own, args, title, env, log });
  if (project.withScripts.length > 0) {
    log.notice(
      `These packages would run a script when they are installed, which is not done for another machine: ${project.withScripts.slice(0, 10).join(', ')}. If one of them builds something there, bundle or install in a step before this one and set \`install: none\`.`,
    );
  }
  const packages = path.join(own, 'node_modules');
  const entries = existsSync(packages) ? entriesOf(packages, leftOut, 'node_modules/') : [];
  return {
    entries: [...typeOf(options, project.esm, found.folder), ...entries],
    replaces: ['node_modules/'],
    how: lock,
  };
}

/** What npm notes for itself, and links to programs that nothing in Lambda calls. */
function leftOut(name: string): boolean {
  return name === '.package-lock.json' || /(^|\/)\.bin\/$/.test(name) || name === '.cache/';
}

/** Whether files are modules is said by a package.json; that of a project whose source is a folder of it stays behind. */
function typeOf({ folder }: LanguageOptions, esm: boolean, project: string): readonly ZipEntry[] {
  if (!esm || folder === project || isFile(path.join(folder, 'package.json'))) return [];
  return [{ path: 'package.json', kind: 'bytes', bytes: Buffer.from('{"type":"module"}\n'), executable: false }];
}
