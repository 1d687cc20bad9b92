import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { duration } from '@ci-actions/format/units';
import type { TryArguments } from './arguments.ts';
import { checkInputs } from './dispatch-inputs.ts';
import type { RunningStep } from './interruption.ts';
import { artifactsOf, keepFiles, prepareFolder } from './keep-files.ts';
import { report, verdictOn } from './report.ts';
import { copyRepository, type LocalRepository, makeRepository } from './repository.ts';
import { type Outcome, runEvent } from './run-event.ts';
import { happeningOf, scenario } from './scenario.ts';
import { showRun } from './show-run.ts';
import { makeWeather } from './weather.ts';
import { environmentsNamedBy, workflowsOf } from './workflow-files.ts';
import { owner, startWorld } from './world.ts';

/** Where a try happens, and with whom it talks. */
export interface Surroundings {
  /** The top of this repository. */
  root: string;
  /** The folder that the person is in; what is printed is relative to it. */
  from: string;
  print(line: string): void;
  /** Told of each step's processes. */
  step: RunningStep;
  /** Cancels what runs. */
  signal: AbortSignal;
}

/**
 * The main job on this machine: a repository, its workflows, a GitHub and an AWS.
 *
 * @returns whether something ran and all of it succeeded
 * @throws InputError for what a person can mend
 */
export async function tryOut(args: TryArguments, { root, from, print, step, signal }: Surroundings): Promise<boolean> {
  const started = Date.now();
  const { out } = args;
  const dist = path.join(root, 'dist');
  if (!existsSync(dist)) throw new InputError(`The actions are not built: run \`npm run build\`, which makes ${dist}.`);
  prepareFolder(out);
  const repository = await repositoryOf(args, root);
  for (const note of repository.notes) print(note);
  const workflows = workflowsOf(repository.work, args.workflow);
  await checkInputs(repository.work, workflows, args.inputs);

  const weather = makeWeather(args.fault, step.kill, (what) => print(`        ⚡ ${what}`));
  const named = await environmentsNamedBy(repository.work, workflows);
  const world = await startWorld(repository, [...new Set(['development', 'staging', 'production', ...named])], {
    dist,
    state: path.join(out, 'aws'),
    faults: weather.faults,
    variables: args.variables,
    secrets: args.secrets,
    anyKey: args.repo !== undefined,
  });
  try {
    print(`${owner}/${repository.name} on this machine: GitHub at ${world.github.url}, AWS at ${world.aws.url}`);
    print("The runner, GitHub and AWS are this repository's own; the actions are those of dist/.");
    if (weather.said) print(`Fault: ${weather.said}.`);
    const session = {
      repository,
      world,
      workflow: args.workflow,
      runs: path.join(out, 'runs'),
      listener: showRun(print, args.log),
      onProcess: step.started,
      kills: weather.kills,
      print,
      signal,
    };
    const events = args.repo === undefined ? scenario : [() => happeningOf(repository, args.event, args.inputs)];
    const outcomes: Outcome[] = [];
    const left = { summaries: [] as string[], artifacts: [] as string[] };
    for (const [index, happen] of events.entries()) {
      if (signal.aborted) break;
      const happening = await happen(repository);
      print(`\n${events.length > 1 ? `${index + 1} of ${events.length}: ` : ''}${happening.title}`);
      for (const outcome of await runEvent(session, happening, index + 1)) {
        const file = workflows.length > 1 ? `-${path.parse(outcome.workflow).name}` : '';
        const label = `${index + 1}-${happening.event.name}${file}`;
        for (const run of outcome.attempts) {
          left.summaries.push(...keepFiles(run, out, label));
          left.artifacts.push(...artifactsOf(run));
        }
        outcomes.push(outcome);
      }
    }
    if (signal.aborted) {
      print(`\nInterrupted, after ${duration(Date.now() - started)}.`);
      return false;
    }
    const near = (file: string) => path.relative(from, file);
    await report(
      world,
      weather,
      outcomes,
      { summaries: left.summaries.map(near), artifacts: left.artifacts.map(near) },
      print,
    );
    const { said, good } = verdictOn(outcomes);
    print(`\n${said}, after ${duration(Date.now() - started)}.`);
    return good;
  } finally {
    await world.close();
  }
}

function repositoryOf({ repo, out }: TryArguments, root: string): Promise<LocalRepository> {
  const below = path.join(out, 'git');
  if (repo !== undefined) return copyRepository(repo, below);
  const workflow = readFileSync(path.join(root, 'action-templates/dags.yml'), 'utf8');
  return makeRepository(path.join(root, 'examples/dags'), below, { '.github/workflows/dags.yml': workflow });
}
