import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { sourceOf } from '../source-of.ts';
import { inputs as schema } from './inputs.ts';
import { openAws } from './open-aws.ts';
import { publishFunction } from './publish-function.ts';
import { checkInputs, isPublished, wantedOf } from './read-inputs.ts';
import { tellOutcomes } from './tell-outcomes.ts';
import { zipFunction } from './zip-function.ts';

/** `zip-lambda`: functions as zips that are the same everywhere, into a bucket and into Lambda, the alias last. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  checkInputs(inputs);
  const wanted = wantedOf(inputs, host.context.repository);
  const source = await sourceOf(host);
  const aws = isPublished(inputs) ? openAws(host, inputs) : undefined;
  try {
    const told = [];
    for (const one of wanted) {
      const work = () =>
        aws ? publishFunction(host, inputs, one, source, aws) : zipFunction(host, inputs, one, source);
      told.push(await work());
    }
    await tellOutcomes(host, inputs.environment, told);
  } finally {
    aws?.close();
  }
}
