import { isMap, parseDocument } from 'yaml';
import { mapsIn } from './maps-in.ts';

/**
 * Takes one function out of a workflow that publishes several: its line of the input `source`.
 *
 * @param workflow the YAML
 * @param source the folder of the function
 * @throws Error where no step names it: then a template has changed, and this must follow it
 */
export function withoutSource(workflow: string, source: string): string {
  const document = parseDocument(workflow);
  const steps = mapsIn(document.get('jobs')).flatMap((job) => mapsIn(job.get('steps')));
  let found = 0;
  for (const step of steps) {
    const inputs = step.get('with');
    if (!isMap(inputs)) continue;
    const lines = String(inputs.get('source') ?? '').split('\n');
    const left = lines.filter((line) => line.trim() !== source);
    if (left.length === lines.length) continue;
    found += 1;
    inputs.set('source', left.join('\n'));
  }
  if (found === 0) throw new Error(`No step of the workflow has ${source} in its input \`source\`.`);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
