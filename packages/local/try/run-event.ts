import path from 'node:path';
import type { RunListener, RunResult } from '../runner/result.ts';
import { runWorkflow } from '../runner/run-workflow.ts';
import type { LocalRepository } from './repository.ts';
import type { Happening } from './scenario.ts';
import { owner, type World, workflowsOf } from './world.ts';

export interface Session {
  repository: LocalRepository;
  world: World;
  /** Where the runs keep their workspaces. */
  runs: string;
  listener: RunListener;
  /** Told of the process group of each step. */
  onProcess(pid: number): void;
  /** How many times a step was killed so far. */
  kills(): number;
  print(line: string): void;
}

/**
 * Runs every workflow of the repository for one event. A run whose step was killed is followed by a second attempt of
 * its failed jobs, as a person would start it.
 *
 * @param number the event's number, for the ids of its runs
 * @returns the attempts of each workflow, the last of which counts
 */
export async function runEvent(session: Session, { event }: Happening, number: number): Promise<RunResult[][]> {
  const { repository, world, kills } = session;
  const { name, remote, defaultBranch } = repository;
  const all: RunResult[][] = [];
  for (const [index, workflow] of workflowsOf(repository.work).entries()) {
    const runId = 1000 + number * 10 + index;
    const attempts: RunResult[] = [];
    for (let again = true; again; ) {
      const killsBefore = kills();
      const before = attempts.at(-1);
      if (before) session.print('  The runner was lost in the middle of that. The failed jobs are run again:');
      const attempt = attempts.length + 1;
      const result = await runWorkflow({
        ...world.runner,
        workflow: { path: workflow },
        // Checked out over HTTP with the job's token, so a job that may not read the contents does not.
        repository: { owner, name, folder: remote, defaultBranch, remote: world.github.cloneUrl },
        event,
        runId,
        attempt,
        ...(before ? { onlyFailedOf: before } : {}),
        temp: path.join(session.runs, `${runId}-${attempt}`),
        listener: session.listener,
        onProcess: (pid) => session.onProcess(pid),
      });
      attempts.push(result);
      again = result.conclusion === 'failure' && kills() > killsBefore;
    }
    all.push(attempts);
  }
  return all;
}
