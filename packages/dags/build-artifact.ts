import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { count } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { Artifact } from '@ci-actions/release/protocol';
import { findDuplicates, readSuspects } from './duplicate-ids.ts';
import type { Inspected } from './inspect.ts';
import type { Published } from './manifest.ts';
import type { Pin } from './pins.ts';
import { checkSyntax } from './python-syntax.ts';
import { capped, type SourceFile } from './scan.ts';

/** A DAG folder as it is published. */
export interface DagsArtifact extends Artifact {
  kind: 'dags';
  /** Sorted by bytes. */
  files: readonly SourceFile[];
  pins: readonly Pin[];
  /** The Python that passed every file, such as `3.11.7`; null where there is none. */
  checkedWith: string | null;
}

/**
 * Holds the source to what Airflow will ask of it, before anything is written: the syntax of every Python file, and that no
 * literal dag_id is defined twice. Files that the last publish has checked, by the same minor version of Python, pass.
 *
 * @param source how the workflow names the folder
 * @param inspected what the files say; asked while Python works
 * @returns the Python that passed every file
 * @throws InputError that lists the problems, with file and line
 */
export async function checkSource(
  source: string,
  files: readonly SourceFile[],
  pins: readonly Pin[],
  inspected: () => Promise<readonly Inspected[]>,
  published: Published | undefined,
  log: Log,
): Promise<string | null> {
  const passed = published?.checkedWith ? publishedHashes(published) : new Set<string>();
  const scripts = files
    .filter((file) => file.path.endsWith('.py'))
    .map((file) => ({ ...file, path: path.posix.join(source, file.path), passed: passed.has(file.sha256) }));
  const packed = pins.flatMap((pin) =>
    pin.packed
      .filter((file) => file.path.endsWith('.py'))
      .map((file) => ({ ...file, path: `plugins: ${file.path}`, passed: passed.has(pin.sha256) })),
  );
  const all = [...scripts, ...packed];
  const fresh = all.filter((file) => !file.passed);
  const again = all.filter((file) => file.passed);
  const minor = published?.checkedWith?.split('.').slice(0, 2).join('.');

  const running = checkSyntax(
    fresh.map(({ file }) => file),
    again.map(({ file }) => file),
    minor,
  );
  // Awaited below; a failure meanwhile is not an unhandled one.
  running.catch(() => {});
  const suspects = readSuspects(await inspected());
  const duplicates = findDuplicates(
    suspects.map(({ path: name, dags }) => ({ path: path.posix.join(source, name), dags })),
  );
  const { python, checked, problems } = await running;

  const order = [...fresh, ...again];
  const syntax = problems.map(({ index, line, message }) => `${order[index]?.path}:${line}: ${message}`);
  if (syntax.length > 0 || duplicates.length > 0) {
    const parts = [
      ...(syntax.length > 0
        ? [`${count(syntax.length, 'Python file')} cannot be read by Python ${python}:\n${capped(syntax)}`]
        : []),
      ...(duplicates.length > 0
        ? [`Airflow would silently keep one of two DAGs with one id:\n${capped(duplicates)}`]
        : []),
    ];
    throw new InputError(`The DAGs have faults, so nothing was published.\n${parts.join('\n')}`);
  }
  if (all.length === 0) return null;
  if (python === undefined) {
    log.notice('This machine has no python3, so the syntax of the Python files was not checked.');
    return null;
  }
  const rest = all.length - checked;
  log.info(
    `Python ${python} passed ${count(checked, 'file')}${rest > 0 ? `; ${rest} passed at the last publish` : ''}.`,
  );
  return python;
}

function publishedHashes({ files, plugins }: Published): Set<string> {
  const hashes = new Set(files.map(([, sha256]) => sha256));
  if (plugins) hashes.add(plugins.sha256);
  return hashes;
}
