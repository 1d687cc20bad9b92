import type { Engine } from '@ci-actions/image/build/engine';
import { findEngine } from '@ci-actions/image/build/find-engine';
import type { Host } from '@ci-actions/kit/host';
import type { Inputs } from './inputs.ts';

/** Asks for the engine, which takes a program of its own; other work goes on meanwhile. Undefined where nothing is built. */
export function beginEngine({ env }: Host, { image, engine }: Inputs): Promise<Engine> | undefined {
  if (image !== '') return undefined;
  const found = findEngine({ env: engineEnvironment(env), ...(engine === 'auto' ? {} : { engine }) });
  // Whoever builds hears of it.
  found.catch(() => {});
  return found;
}

/** What programs of others are started with: not the inputs of this step, which hold secrets, nor what makes an OIDC token. */
export function engineEnvironment(env: Host['env']): Host['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:INPUT_|ACTIONS_ID_TOKEN_)/.test(name)));
}
