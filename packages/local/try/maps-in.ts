import { isMap, isSeq, type YAMLMap } from 'yaml';

/** The maps right below a map or a list of YAML: the jobs of a workflow, the steps of a job. */
export function mapsIn(node: unknown): YAMLMap[] {
  const values = isMap(node) ? node.items.map(({ value }) => value) : isSeq(node) ? node.items : [];
  return values.filter((value) => isMap(value));
}
