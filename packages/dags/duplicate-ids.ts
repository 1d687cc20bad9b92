import type { DagDefinition } from './dag-ids.ts';
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
