import path from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '@ci-actions/errors/errors';
import { type ExampleName, exampleNames } from './examples.ts';

export const faults = ['429', '503', 'kill'] as const;
export const events = ['push', 'dispatch'] as const;

export interface TryArguments {
  /** The repository to run; undefined for examples and their three events. */
  repo: string | undefined;
  /** The examples to run, where no repository was given. */
  examples: readonly ExampleName[];
  event: (typeof events)[number];
  /** The inputs that were given for `dispatch`, the environment among them. */
  inputs: Record<string, string>;
  /** The file name of the one workflow to run; undefined for all. */
  workflow: string | undefined;
  /** Variables and secrets that the repository has besides those of its environments. */
  variables: Record<string, string>;
  secrets: Record<string, string>;
  fault: (typeof faults)[number] | undefined;
  /** Show every line that the steps print. */
  log: boolean;
  /** Where the state, the summaries and the logs are left. */
  out: string;
}

/** What a person sees who asks for nothing. */
const byDefault: readonly ExampleName[] = ['dags', 'application'];

export const usage = `usage: npm run try -- [options]

Without options: two of the examples' repositories, ${byDefault.join(' and ')}, for three events each, on a GitHub and an AWS on
this machine.

  --example NAME         one example only: ${exampleNames.join(', ')}
  --repo PATH            run the workflows of this repository (its last commit) instead
  --workflow NAME        one workflow of it, by its file name
  --event NAME           push (on its branch) or dispatch; push by default
  --environment NAME     the environment that is chosen for dispatch
  --input NAME=VALUE     another input of dispatch; may be given more than once
  --variable NAME=VALUE  a variable of the repository, before those of its environments; may be given more than once
  --secret NAME=VALUE    a secret of the repository; may be given more than once
  --fault KIND           429, 503 or kill: what goes wrong on the way, to see the recovery
  --log                  show every line that the steps print
  --out PATH             where the state, the summaries and the logs are left; try by default
  --help                 print this

The environments are development, staging, production and those that the workflows name. Each has a bucket, an image
repository and a role of its own, in the variables DAGS_BUCKET, LAMBDA_BUCKET, ECR_REPOSITORY, AWS_REGION and AWS_ROLE,
and the Lambda functions that the workflows publish to.

An image is built by the container engine of this machine. Where none works, or none gets the base images, an example's
own script makes the archive of its image, and the last lines say so.

Steps run on this machine, as you, with your files in reach: run only what you trust. They have an empty HOME, so that
your keys in ~/.aws, ~/.npmrc or ~/.docker are not taken by mistake.`;

/**
 * @param args what stands behind the command
 * @param from the folder that relative paths start from
 * @returns `help` when that is asked for
 * @throws InputError for anything that the command does not take
 */
export function readArguments(args: readonly string[], from: string): TryArguments | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const { repo, example, event, environment, workflow, fault } = values;
  const repoOnly = {
    event,
    workflow,
    environment,
    input: values.input,
    variable: values.variable,
    secret: values.secret,
  };
  const lost = Object.entries(repoOnly).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`]));
  if (repo === undefined && lost.length > 0) {
    throw new InputError(`${lost[0]} goes with --repo; without it the three events of the examples run.`);
  }
  if (repo !== undefined && example !== undefined) {
    throw new InputError('--repo and --example exclude each other: give the one that is to run.');
  }
  const inputs = pairs('--input', values.input);
  if (environment !== undefined) inputs.environment = environment;
  if (Object.keys(inputs).length > 0 && event !== 'dispatch') {
    throw new InputError(
      `${environment === undefined ? '--input' : '--environment'} goes with --event dispatch: a push has no inputs.`,
    );
  }
  return {
    repo: repo === undefined ? undefined : path.resolve(from, repo),
    examples: example === undefined ? byDefault : [oneOf('--example', example, exampleNames)],
    event: oneOf('--event', event ?? 'push', events),
    inputs,
    workflow,
    variables: pairs('--variable', values.variable),
    secrets: pairs('--secret', values.secret),
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
        example: { type: 'string' },
        workflow: { type: 'string' },
        event: { type: 'string' },
        environment: { type: 'string' },
        input: { type: 'string', multiple: true },
        variable: { type: 'string', multiple: true },
        secret: { type: 'string', multiple: true },
        fault: { type: 'string' },
        log: { type: 'boolean', default: false },
        out: { type: 'string', default: 'try' },
        help: { type: 'boolean', short: 'h', default: false },
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

function pairs(option: string, given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(text) ?? [];
      // What was given is not quoted: it may be a secret.
      if (name === undefined || value === undefined) throw new InputError(`Write ${option} as NAME=VALUE.`);
      return [name, value];
    }),
  );
}
