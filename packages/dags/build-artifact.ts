import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { count } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { Artifact } from '@ci-actions/release/protocol';
import type { Published } from './manifest.ts';
import { findDuplicates, readSuspects } from './python/duplicate-ids.ts';
import { checkSyntax } from './python/syntax.ts';
import type { Inspected } from './source/inspect.ts';
import type { Pin } from './source/pins.ts';
import { capped, type SourceFile } from './source/scan.ts';

/** A DAG folder as it is published. */
export interface DagsArtifact extends Artifact {
  kind: 'dags';
  /** Sorted by bytes. */
  files: readonly SourceFile[];
  pins: readonly Pin[];
  /** The Python that passed every file, such as `3.11.7`; null where one was not passed, or none was looked at. */
  checkedWith: string | null;
}

export interface CheckOptions {
  /** What the files say. */
  inspected: () => Promise<readonly Inspected[]>;
  published: Published | undefined;
  /** Whether just these files are published already: then their ids were looked at, and only Python may be new. */
  seen: boolean;
  log: Log;
}

/**
 * Holds the source to what Airflow will ask of it, before anything is written: the syntax of every Python file, and that no
 * literal dag_id is defined twice. Files that the last publish has checked, by the same minor version of Python, pass.
 *
 * @param source how the workflow names the folder
 * @returns the Python that passed every file; null where one was not passed, or none was looked at
 * @throws InputError that lists the problems, with file and line
 */
export async function checkSource(
  source: string,
  files: readonly SourceFile[],
  pins: readonly Pin[],
  { inspected, published, seen, log }: CheckOptions,
): Promise<string | null> {
  const passed = passedBy(published);
  const scripts = files.filter((file) => isPython(file.path)).map((file) => ({ ...file, name: placeOf(source, file) }));
  // Checked each time: the record does not say whether an archive came from a folder, whose files were checked.
  const packed = pins
    .flatMap((pin) => pin.packed.filter((file) => isPython(file.path)))
    .map(({ file, path: name }) => ({ file, path: undefined, name: `plugins: ${name}` }));
  const fresh = [...scripts.filter(({ sha256 }) => !passed.has(sha256)), ...packed];
  const again = scripts.filter(({ sha256 }) => passed.has(sha256));
  const minor = published?.checkedWith?.split('.').slice(0, 2).join('.');

  const running = checkSyntax(
    fresh.map(({ file }) => file),
    again.map(({ file }) => file),
    minor,
  );
  // Awaited below; a failure meanwhile is not an unhandled one.
  running.catch(() => {});
  const duplicates = seen ? { certain: [], possible: [] } : duplicatesOf(source, await inspected());
  const { python, broken, checked, problems } = await running;

  const order = [...fresh, ...again];
  const harmless = problems.length === 0 ? new Set<string>() : deadFiles(await inspected());
  const faults: string[] = [];
  const doubts: string[] = [];
  for (const { index, line, message } of problems) {
    const { name, path: relative } = order[index] ?? { name: 'a file', path: undefined };
    (relative !== undefined && harmless.has(relative) ? doubts : faults).push(`${name}:${line}: ${message}`);
  }
  refuse(
    [`${count(faults.length, 'Python file')} cannot be read by Python ${python}:`, faults],
    [
      'Airflow would silently keep one of two DAGs with one id; rename one of them, or list a file that is no DAG file in `.airflowignore`:',
      duplicates.certain,
    ],
  );
  warn(log, 'Where both are defined, Airflow silently keeps one of two DAGs with one id:', duplicates.possible);
  warn(log, `Python ${python} cannot read these files, which \`.airflowignore\` names and nothing imports:`, doubts);

  if (order.length === 0) return null;
  if (python === undefined) {
    const why = broken === undefined ? 'has no python3' : `has a python3 that does not work (${broken})`;
    log.notice(`This machine ${why}, so the syntax of the Python files was not checked.`);
    return null;
  }
  const rest = order.length - checked;
  log.info(
    `Python ${python} passed ${count(checked - doubts.length, 'file')}${rest > 0 ? `; ${rest} passed at the last publish` : ''}.`,
  );
  // The record would vouch for a file that did not pass, also when `.airflowignore` no longer names it.
  return doubts.length === 0 ? python : null;
}

function duplicatesOf(source: string, known: readonly Inspected[]) {
  return findDuplicates(readSuspects(known).map((suspect) => ({ path: placeOf(source, suspect), dags: suspect.dags })));
}

/** Also what an archive or a text that is no Python file has as its content may be broken: only these were looked at. */
function passedBy(published: Published | undefined): ReadonlySet<string> {
  if (!published?.checkedWith) return new Set();
  return new Set(published.files.flatMap(([name, sha256]) => (isPython(name) ? [sha256] : [])));
}

/** @returns the files that Airflow leaves alone and no module imports, such as templates that are called `x.py` */
function deadFiles(files: readonly Inspected[]): ReadonlySet<string> {
  const imported = new Set(files.flatMap(({ imports }) => imports));
  return new Set(
    files.filter(({ ignored, path: name }) => ignored && !imported.has(name)).map(({ path: name }) => name),
  );
}

/** @throws InputError with all lines, where there is one */
function refuse(...parts: readonly (readonly [title: string, lines: readonly string[]])[]): void {
  const said = parts.filter(([, lines]) => lines.length > 0).map(([title, lines]) => `${title}\n${capped(lines)}`);
  if (said.length > 0) throw new InputError(`The DAGs have faults, so nothing was published.\n${said.join('\n')}`);
}

function warn(log: Log, title: string, lines: readonly string[]): void {
  if (lines.length > 0) log.warning(`${title}\n${capped(lines)}`);
}

const isPython = (name: string) => name.endsWith('.py');
const placeOf = (source: string, file: { path: string }) => path.posix.join(source, file.path);
