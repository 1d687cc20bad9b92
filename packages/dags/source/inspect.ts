import { setImmediate as breathe } from 'node:timers/promises';
import { readWhole } from '@ci-actions/workspace/unreadable';
import { createFindImports } from '../python/imports.ts';
import { quickDagIds } from '../python/quick-dag-ids.ts';
import type { Ordered } from '../target/upload-order.ts';
import type { SourceFile } from './scan.ts';

/** What the text of one file says. */
export interface Inspected extends Ordered {
  /** Where it is on this machine. */
  file: string;
  /** The DAG ids that it may define; undefined where only an exact look can tell. */
  ids: readonly string[] | undefined;
  /** `.airflowignore` names it. */
  ignored: boolean;
}

/**
 * Reads what the Python files of a source define and import.
 *
 * @param ignored the paths that `.airflowignore` names: never DAG files
 */
export async function inspect(files: readonly SourceFile[], ignored: ReadonlySet<string>): Promise<Inspected[]> {
  const paths = new Set(files.map(({ path }) => path));
  const findImports = createFindImports((module) => paths.has(module));
  const inspected: Inspected[] = [];
  for (const { path, file, archive, content } of files) {
    if (inspected.length % 200 === 199) await breathe();
    if (!path.endsWith('.py')) {
      inspected.push({
        path,
        file,
        dag: archive && !ignored.has(path),
        imports: [],
        ids: [],
        ignored: ignored.has(path),
      });
      continue;
    }
    const text = (content ?? readWhole(file, path)).toString();
    const dag = !ignored.has(path) && mightHoldDag(text);
    const imports = findImports(text, path);
    inspected.push({ path, file, dag, imports, ids: dag ? quickDagIds(text) : [], ignored: ignored.has(path) });
  }
  return inspected;
}

/**
 * Airflow's own guess, with which it skips files (`dag_discovery_safe_mode`): the words `airflow`, and `dag` or `asset`.
 * https://github.com/apache/airflow/blob/main/airflow-core/src/airflow/utils/file.py
 */
function mightHoldDag(text: string): boolean {
  return /airflow/i.test(text) && /dag|asset/i.test(text);
}
