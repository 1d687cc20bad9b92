import { notFound } from './errors.ts';
import type { LambdaFunction } from './function.ts';
import { functionArn, type Named, type Place } from './names.ts';

/** All functions of all accounts and regions. */
export class Functions {
  readonly #all = new Map<string, LambdaFunction>();

  find({ account, region }: Place, name: string): LambdaFunction | undefined {
    return this.#all.get(`${account}/${region}/${name}`);
  }

  /** @throws AwsError ResourceNotFoundException, with the qualifier in it that was asked for */
  get(named: Named): LambdaFunction {
    const found = this.find(named, named.name);
    if (!found) throw notFound(`Function not found: ${functionArn(named, named.name, named.qualifier)}`);
    return found;
  }

  add(made: LambdaFunction): void {
    this.#all.set(`${made.place.account}/${made.place.region}/${made.name}`, made);
  }

  all(): LambdaFunction[] {
    return [...this.#all.values()];
  }
}
