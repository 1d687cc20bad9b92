import type { Deployed, LambdaFunction } from './function.ts';
import type { Layers } from './layers.ts';
import { readLayerVersion } from './names.ts';
import type { Answer, FunctionOptions, Invocation, LambdaOptions, Reply } from './options.ts';
import { canRun, runHandler } from './run.ts';

type Said = Pick<FunctionOptions, 'answer' | 'run'>;

/** What functions answer: as they were told to, or by really running. */
export class Invoker {
  readonly #options: LambdaOptions;
  readonly #layers: Layers;
  readonly #told = new Map<LambdaFunction, Said>();

  constructor(options: LambdaOptions, layers: Layers) {
    this.#options = options;
    this.#layers = layers;
  }

  /** From now on a function answers like this; what is left out is as for all functions. */
  tell(found: LambdaFunction, said: Said): void {
    this.#told.set(found, said);
  }

  /** @param requestId for the lines in the log */
  async call(found: LambdaFunction, deployed: Deployed, invocation: Invocation, requestId: string): Promise<Reply> {
    const { answer, run } = { ...this.#options, ...this.#told.get(found) };
    // What somebody has said goes before what would come of it.
    if (answer !== undefined) return typeof answer === 'function' ? (answer as Answer)(invocation) : answer;
    if (run && canRun(deployed)) {
      const layers = deployed.config.layers.flatMap((arn) => {
        const { name, version, ...place } = readLayerVersion(arn);
        return this.#layers.find(place, name, version)?.archive ?? [];
      });
      return runHandler(deployed, layers, invocation, requestId);
    }
    return { payload: null };
  }
}
