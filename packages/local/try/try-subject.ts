import path from 'node:path';
import type { TryArguments } from './arguments.ts';
import { checkInputs } from './dispatch-inputs.ts';
import { artifactsOf, keepFiles } from './keep-files.ts';
import { report } from './report.ts';
import { type Outcome, runEvent } from './run-event.ts';
import { showRun } from './show-run.ts';
import type { Subject } from './subject.ts';
import type { Surroundings } from './try-out.ts';
import { makeWeather } from './weather.ts';
import {
  environmentsNamedBy,
  publishesFunctions,
  publishesImages,
  publishesLibraries,
  workflowsOf,
} from './workflow-files.ts';
import { owner, startWorld } from './world.ts';

/**
 * Runs the workflows of one repository for each of its events, on a GitHub and an AWS of its own, and says what is there
 * afterwards.
 *
 * @param out where its state, its summaries and its logs are left
 * @throws InputError for what a person can mend
 */
export async function trySubject(
  { repository, events, notes, standIns, variables }: Subject,
  args: TryArguments,
  out: string,
  { root, from, print, step, signal }: Surroundings,
): Promise<Outcome[]> {
  for (const note of notes) print(note);
  const workflows = workflowsOf(repository.work, args.workflow);
  await checkInputs(repository.work, workflows, args.inputs);

  const weather = makeWeather(args.fault, step.kill, (what) => print(`        ⚡ ${what}`));
  const named = await environmentsNamedBy(repository.work, workflows);
  const world = await startWorld(repository, [...new Set(['development', 'staging', 'production', ...named])], {
    dist: path.join(root, 'dist'),
    state: path.join(out, 'aws'),
    faults: weather.faults,
    variables: { ...variables, ...args.variables },
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
    if (signal.aborted) return outcomes;
    const near = (file: string) => path.relative(from, file);
    const files = { summaries: left.summaries.map(near), artifacts: left.artifacts.map(near) };
    const about = {
      images: publishesImages(repository.work, workflows),
      functions: publishesFunctions(repository.work, workflows),
      versions: publishesLibraries(repository.work, workflows),
    };
    await report(world, weather, outcomes, { ...files, standIns }, about, print);
    return outcomes;
  } finally {
    await world.close();
  }
}
