import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { entriesOf } from './entries-of.ts';
import { exportLock } from './export-lock.ts';
import { type FoundLock, findUpwards, isFile } from './find-upwards.ts';
import type { Installed, LanguageOptions } from './install.ts';
import { pipInstall } from './pip-install.ts';
import { judgeRequirements } from './requirements.ts';

/** Lock files in the order of how exact they are. */
const locks = ['uv.lock', 'poetry.lock'] as const;

/** @returns what a Python function's dependencies are read from: its own files first, then the lock of its project */
export function findPython(workspace: string, folder: string): FoundLock | undefined {
  const own = [...locks, 'requirements.txt'].find((name) => isFile(path.join(folder, name)));
  return own === undefined ? findUpwards(workspace, folder, locks) : { name: own, folder };
}

/** Installs the wheels of a Python function. @throws InputError, Error as `installDependencies` does */
export async function installPython(options: LanguageOptions): Promise<Partial<Installed>> {
  const { workspace, folder, temporary, env, log, runtime, architecture } = options;
  const found = findPython(workspace, folder);
  if (!found) return {};
  const own = await mkdtemp(path.join(temporary, 'python-'));
  const shown = path.relative(workspace, path.join(found.folder, found.name));
  const locked = found.name !== 'requirements.txt';
  const file = locked
    ? await exportLock(found, { project: folder, own, env, log })
    : path.join(found.folder, found.name);
  if (!(await judgeRequirements({ workspace, file, shown, env }))) return { how: found.name };
  const target = path.join(own, 'packages');
  await pipInstall({ workspace, file, shown, target, locked, own, runtime, architecture, env, log });
  return { entries: existsSync(target) ? entriesOf(target, leftOut) : [], how: found.name };
}

/**
 * What differs from machine to machine, or is of no use in Lambda: programs that begin with the path of this machine's
 * Python, compiled files, and pip's notes of what it has installed how.
 */
const notes = /(^|\/)[^/]+\.dist-info\/(RECORD(\.jws|\.p7s)?|INSTALLER|REQUESTED|direct_url\.json)$/;
function leftOut(name: string): boolean {
  return name === 'bin/' || /(^|\/)__pycache__\/$|\.py[co]$/.test(name) || notes.test(name);
}
