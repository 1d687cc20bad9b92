// The main job on this machine: a repository, its workflows, a GitHub and an AWS. See try/arguments.ts for the options.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { explain } from '@ci-actions/errors/errors';
import { count, duration, listed } from '@ci-actions/format/units';
import type { RunResult } from './runner/result.ts';
import { readArguments } from './try/arguments.ts';
import { keepFiles, prepareFolder } from './try/keep-files.ts';
import { readBack } from './try/read-back.ts';
import { renderHoldings } from './try/render-holdings.ts';
import { copyRepository, makeRepository } from './try/repository.ts';
import { runEvent } from './try/run-event.ts';
import { happeningOf, scenario } from './try/scenario.ts';
import { shortPins, showRun } from './try/show-run.ts';
import { makeWeather } from './try/weather.ts';
import { owner, startWorld } from './try/world.ts';

const print = (line = '') => void process.stdout.write(`${line}\n`);

/** @returns whether every run succeeded */
async function main(): Promise<boolean> {
  const started = Date.now();
  // npm runs a script in the root of the package, and says where the person was.
  const root = process.cwd();
  const from = process.env.INIT_CWD ?? root;
  const args = readArguments(process.argv.slice(2), from);
  const { out } = args;
  prepareFolder(out);

  const below = path.join(out, 'git');
  const template = () => readFileSync(path.join(root, 'action-templates/dags.yml'), 'utf8');
  const repository =
    args.repo === undefined
      ? await makeRepository(path.join(root, 'examples/dags'), below, { '.github/workflows/dags.yml': template() })
      : await copyRepository(args.repo, below);

  let running: number | undefined;
  const kill = () => {
    if (running !== undefined) process.kill(-running, 'SIGKILL');
  };
  const weather = makeWeather(args.fault, kill, (what) => print(`        ⚡ ${what}`));
  const names = [...new Set(['development', 'staging', 'production', args.environment])];
  const world = await startWorld(repository, names, {
    dist: path.join(root, 'dist'),
    state: path.join(out, 'aws'),
    faults: weather.faults,
  });
  try {
    print(`${owner}/${repository.name} on this machine: GitHub at ${world.github.url}, AWS at ${world.aws.url}`);
    print("The runner, GitHub and AWS are this repository's own; the actions are those of dist/.");
    if (weather.said) print(`Fault: ${weather.said}.`);
    const session = {
      repository,
      world,
      runs: path.join(out, 'runs'),
      listener: showRun(print, args.log),
      onProcess: (pid: number) => {
        running = pid;
      },
      kills: weather.kills,
      print,
    };

    const events = args.repo === undefined ? scenario : [() => happeningOf(repository, args.event, args.environment)];
    const results: RunResult[] = [];
    const summaries: string[] = [];
    for (const [index, happen] of events.entries()) {
      const happening = await happen(repository);
      print(`\n${events.length > 1 ? `${index + 1} of ${events.length}: ` : ''}${happening.title}`);
      for (const attempts of await runEvent(session, happening, index + 1)) {
        for (const run of attempts) summaries.push(...keepFiles(run, out, `${index + 1}-${happening.event.name}`));
        results.push(...attempts.slice(-1));
      }
    }

    const met = weather.faults.hits;
    weather.faults.clear();
    print('\nWhat each environment holds now (read back with the AWS SDK, and from the deployments):\n');
    print(renderHoldings(await readBack(world)));
    if (weather.said) print(`\n${count(met, 'request')} met the fault that was asked for.`);
    const standIns = [...new Set(results.flatMap((run) => run.standIns))];
    if (standIns.length > 0)
      print(`\nStand-ins, for actions that this machine cannot have: ${shortPins(listed(standIns))}.`);
    if (summaries.length > 0)
      print(`\nSummaries:\n${summaries.map((file) => `  ${path.relative(from, file)}`).join('\n')}`);
    if (world.github.violations.length > 0) {
      throw new Error(`This broke GitHub's own description of its API:\n${world.github.violations.join('\n')}`);
    }

    const ran = results.filter(({ conclusion }) => conclusion !== 'not-triggered');
    const failed = ran.filter(({ conclusion }) => conclusion !== 'success');
    const verdict = ran.length === 0 ? 'No workflow was started by this event' : failed.length > 0 ? 'Failed' : 'Done';
    print(`\n${verdict}, after ${duration(Date.now() - started)}.`);
    return ran.length > 0 && failed.length === 0;
  } finally {
    await world.close();
  }
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (thrown) {
  console.error(explain(thrown));
  process.exitCode = 1;
}
