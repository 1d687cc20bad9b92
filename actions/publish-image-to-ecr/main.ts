import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { beginEngine } from './begin-engine.ts';
import { checkInputs } from './check-inputs.ts';
import { inputs as schema } from './inputs.ts';

/**
 * `publish-image-to-ecr`: an image to ECR by its digest, the tag that starts a deployment last.
 *
 * The engine is asked for before anything else is loaded: asking takes as long as loading does.
 */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  checkInputs(inputs);
  const engine = beginEngine(host, inputs);
  const { prepare } = await import('./prepare.ts');
  await prepare(host, inputs, engine);
}
