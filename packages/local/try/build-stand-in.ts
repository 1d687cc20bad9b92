import { isMap, parseDocument } from 'yaml';
import { mapsIn } from './maps-in.ts';

/**
 * Puts a script in the place of the one step of a workflow that needs a container engine: `publish-image-to-ecr` with
 * `output`, which builds the image. Everything else stays as it is.
 *
 * @param workflow the YAML
 * @param command a line for a shell that makes the archive
 * @throws Error where there is no such step, or more than one: then a template has changed, and this must follow it
 */
export function withScriptedBuild(workflow: string, command: string): string {
  const document = parseDocument(workflow);
  const steps = mapsIn(document.get('jobs')).flatMap((job) => mapsIn(job.get('steps')));
  const builds = steps.filter((step) => {
    const inputs = step.get('with');
    return /\/publish-image-to-ecr@/.test(String(step.get('uses'))) && isMap(inputs) && inputs.has('output');
  });
  const [build] = builds;
  if (!build || builds.length > 1) {
    throw new Error(`The workflow has ${builds.length} steps that build the image with \`output\`; one is expected.`);
  }
  build.delete('uses');
  build.delete('with');
  build.set('run', command);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
