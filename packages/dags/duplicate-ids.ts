import { readFileSync } from 'node:fs';
import { type DagDefinition, findDagIds } from './dag-ids.ts';
import type { Inspected } from './inspect.ts';
import { exclusive } from './python-blocks.ts';

/**
 * Finds DAG ids that are defined twice: Airflow silently keeps one of the two. In different arms of an `if`, `try` or
 * `match` only one of them runs, so that is no fault.
 *
 * @returns one line for each, with both places
 */
export function findDuplicates(files: readonly { path: string; dags: readonly DagDefinition[] }[]): string[] {
  const firsts = new Map<string, { path: string; dag: DagDefinition }[]>();
  const problems: string[] = [];
  for (const { path, dags } of files) {
    for (const dag of dags) {
      const others = firsts.get(dag.id);
      if (!others) {
        firsts.set(dag.id, [{ path, dag }]);
        continue;
      }
      const other = others.find((known) => known.path !== path || !exclusive(known.dag.branches, dag.branches));
      if (other) {
        problems.push(
          `The dag_id ${JSON.stringify(dag.id)} is defined twice: ${other.path}:${other.dag.line} and ${path}:${dag.line}.`,
        );
      } else if (others.length < 100) others.push({ path, dag });
    }
  }
  return problems;
}

/**
 * Reads exactly the files whose DAG ids may be defined twice. The cheap look at all files says which: a whole look at 2,000
 * files took a fifth of a first sync.
 *
 * @returns those files with the DAGs that they define
 */
export function readSuspects(
  inspected: readonly Pick<Inspected, 'path' | 'file' | 'ids'>[],
): { path: string; dags: readonly DagDefinition[] }[] {
  const exact = new Map<string, readonly DagDefinition[]>();
  const readExactly = ({ path, file }: { path: string; file: string }) => {
    const known = exact.get(path) ?? findDagIds(readFileSync(file, 'utf8'));
    exact.set(path, known);
    return known;
  };
  const times = new Map<string, number>();
  for (const one of inspected) {
    const ids = one.ids ?? readExactly(one).map(({ id }) => id);
    for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  }
  return inspected
    .filter((one) => exact.has(one.path) || one.ids?.some((id) => (times.get(id) ?? 0) > 1))
    .map((one) => ({ path: one.path, dags: readExactly(one) }));
}
