import path from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '@ci-actions/errors/errors';

export const faults = ['429', '503', 'kill'] as const;
export const events = ['push', 'dispatch'] as const;

export interface TryArguments {
  /** The repository to run; undefined for the example and its three events. */
  repo: string | undefined;
  event: (typeof events)[number];
  /** The environment that is chosen for `dispatch`. */
  environment: string;
  fault: (typeof faults)[number] | undefined;
  /** Show every line that the steps print. */
  log: boolean;
  /** Where the state, the summaries and the logs are left. */
  out: string;
}

export const usage = `usage: npm run try -- [options]

Without options: the example's repository, for three events, on a GitHub and an AWS on this machine.

  --repo PATH          run the workflows of this repository (its last commit) instead
  --event NAME         push (on its branch) or dispatch; push by default
  --environment NAME   the environment that is chosen for dispatch; development by default
  --fault KIND         429, 503 or kill: what goes wrong on the way, to see the recovery
  --log                show every line that the steps print
  --out PATH           where the state, the summaries and the logs are left; try by default`;

/**
 * @param args what stands behind the command
 * @param from the folder that relative paths start from
 * @throws InputError for anything that the command does not take
 */
export function readArguments(args: readonly string[], from: string): TryArguments {
  const values = parse(args);
  const { repo, event, environment, fault } = values;
  if (repo === undefined && (event !== undefined || environment !== undefined)) {
    throw new InputError('--event and --environment go with --repo; without it the three events of the example run.');
  }
  if (environment !== undefined && event !== 'dispatch') {
    throw new InputError('--environment goes with --event dispatch: a push chooses its environments itself.');
  }
  return {
    repo: repo === undefined ? undefined : path.resolve(from, repo),
    event: oneOf('--event', event ?? 'push', events),
    environment: environment ?? 'development',
    fault: fault === undefined ? undefined : oneOf('--fault', fault, faults),
    log: values.log,
    out: path.resolve(from, values.out),
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        repo: { type: 'string' },
        event: { type: 'string' },
        environment: { type: 'string' },
        fault: { type: 'string' },
        log: { type: 'boolean', default: false },
        out: { type: 'string', default: 'try' },
      },
    });
    return values;
  } catch (thrown) {
    throw new InputError(`${thrown instanceof Error ? thrown.message : thrown}\n\n${usage}`);
  }
}

function oneOf<W extends string>(option: string, given: string, words: readonly W[]): W {
  const word = words.find((known) => known === given);
  if (word === undefined) throw new InputError(`${option} is ${given}; it takes ${words.join(', ')}.`);
  return word;
}
