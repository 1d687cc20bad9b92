import { InputError } from '@ci-actions/errors/errors';
import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { sourceOf } from '../source-of.ts';
import { inputs as schema } from './inputs.ts';
import { openAws } from './open-aws.ts';
import { prepareFunction } from './prepare-function.ts';
import { checkInputs, isPublished, type Wanted, wantedOf } from './read-inputs.ts';
import { type Told, tellOutcomes } from './tell-outcomes.ts';
import { zipFunction } from './zip-function.ts';

/** `zip-lambda`: functions as zips that are the same everywhere, into a bucket and into Lambda, the alias last. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  checkInputs(inputs);
  const { workspace, repository } = host.context;
  const wanted = wantedOf(inputs, workspace, repository);
  const named = namer(wanted.length);
  const source = await sourceOf(host);
  const aws = isPublished(inputs) ? openAws(host, inputs) : undefined;
  const told: Told[] = [];
  try {
    // All of them are packed and checked before the first one is published.
    const ready = [];
    for (const one of wanted) {
      const others = wanted.map(({ output }) => output);
      const prepare = () =>
        aws
          ? prepareFunction(host, inputs, one, others, source, aws)
          : zipFunction(host, inputs, one, others, source).then((zipped) => async () => zipped);
      ready.push({ one, publish: await named(one, prepare) });
    }
    for (const { one, publish } of ready) told.push(await named(one, publish));
  } finally {
    aws?.close();
    // Where one fails, what was done before it counts all the same.
    await tellOutcomes(host, inputs.environment, told);
  }
}

/** Says of an error which function it is about, where there are several. */
function namer(count: number) {
  return async <T>({ name, source }: Wanted, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      if (count === 1 || !(thrown instanceof Error)) throw thrown;
      const message = `${name} (${source}): ${thrown.message}`;
      throw thrown instanceof InputError
        ? new InputError(message, { cause: thrown.cause })
        : new Error(message, { cause: thrown });
    }
  };
}
