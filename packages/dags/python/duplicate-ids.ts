import { readWhole } from '@ci-actions/workspace/unreadable';
import type { Inspected } from '../source/inspect.ts';
import { exclusive } from './blocks.ts';
import { type DagDefinition, findDagIds } from './dag-ids.ts';

/** Ids that stand twice: one line for each, with both places. */
export interface Duplicates {
  /** Both are defined whenever Airflow reads the files, and it silently keeps one of the two. */
  certain: string[];
  /** One at least stands in a function, a class, a loop or an arm: whether it is defined too is known when it runs. */
  possible: string[];
}

/** So many places of one id are remembered, in the order of the files. */
const maxPlaces = 100;

/**
 * Finds DAG ids that are defined twice. In different arms of one `if`, `try` or `match` only one of them runs, so that is
 * no fault.
 */
export function findDuplicates(files: readonly { path: string; dags: readonly DagDefinition[] }[]): Duplicates {
  const places = new Map<string, { path: string; dag: DagDefinition }[]>();
  const found: Duplicates = { certain: [], possible: [] };
  for (const { path, dags } of files) {
    for (const dag of dags) {
      const known = places.get(dag.id) ?? [];
      const rivals = known.filter((one) => one.path !== path || !exclusive(one.dag.branches, dag.branches));
      const certain = dag.certain ? rivals.find((one) => one.dag.certain) : undefined;
      const other = certain ?? rivals[0];
      if (other) {
        found[certain ? 'certain' : 'possible'].push(
          `The dag_id ${JSON.stringify(dag.id)} is defined twice: ${other.path}:${other.dag.line} and ${path}:${dag.line}.`,
        );
      }
      // One certain place is enough: it meets every other.
      if (known.length < maxPlaces || (dag.certain && !certain)) known.push({ path, dag });
      places.set(dag.id, known);
    }
  }
  return found;
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
    const known = exact.get(path) ?? findDagIds(readWhole(file, path).toString());
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
