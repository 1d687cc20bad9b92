import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { explain, InputError } from '@ci-actions/errors/errors';
import { harmless } from '@ci-actions/kit/escape';
import type { WorkflowEvent } from '../runner/options.ts';
import type { RunListener, RunResult } from '../runner/result.ts';
import { runWorkflow } from '../runner/run-workflow.ts';
import { inputsFor } from './dispatch-inputs.ts';
import type { LocalRepository } from './repository.ts';
import type { Happening } from './scenario.ts';
import { askedInputs, workflowsOf } from './workflow-files.ts';
import { owner, type World } from './world.ts';

export interface Session {
  repository: LocalRepository;
  world: World;
  /** The file name of the one workflow to run; undefined for all. */
  workflow?: string | undefined;
  /** Where the runs keep their workspaces. */
  runs: string;
  listener: RunListener;
  /** Told of the process group of each step. */
  onProcess(pid: number): void;
  /** How many times a step was killed so far. */
  kills(): number;
  print(line: string): void;
  /** Cancels what runs, and starts nothing more. */
  signal?: AbortSignal;
}

/** What came of one workflow for an event. */
export interface Outcome {
  /** The workflow's file, by its path in the repository. */
  workflow: string;
  /** The last one counts; none where it was refused. */
  attempts: RunResult[];
  /** Why nothing of it can run here, in a sentence. */
  refused?: string;
}

/**
 * Runs every workflow of the repository for one event. One that is refused does not keep the others from running.
 *
 * @param number the event's number, for the ids of its runs
 */
export async function runEvent(session: Session, { event }: Happening, number: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, workflow] of workflowsOf(session.repository.work, session.workflow).entries()) {
    if (session.signal?.aborted) break;
    const outcome: Outcome = { workflow, attempts: [] };
    outcomes.push(outcome);
    try {
      await runAttempts(session, outcome, await eventFor(session, workflow, event), 1000 + number * 10 + index);
    } catch (thrown) {
      if (!(thrown instanceof InputError)) throw thrown;
      outcome.refused = explain(thrown);
      session.print(`  ✗ ${workflow}: refused`);
      for (const line of harmless(outcome.refused).split('\n')) session.print(`    ${line}`);
    }
  }
  return outcomes;
}

/** A run whose step was killed is followed by a second attempt of its failed jobs, as a person would start it. */
async function runAttempts(
  session: Session,
  { workflow, attempts }: Outcome,
  event: WorkflowEvent,
  runId: number,
): Promise<void> {
  const { repository, world, kills, signal } = session;
  const { name, remote, defaultBranch } = repository;
  for (let again = true; again; ) {
    const killsBefore = kills();
    const before = attempts.at(-1);
    if (before) session.print('  The runner was lost in the middle of that. The failed jobs are run again:');
    const attempt = attempts.length + 1;
    const temp = path.join(session.runs, `${runId}-${attempt}`);
    // Of its own, so that no key of the person who runs this is found by chance.
    const home = path.join(temp, 'home');
    mkdirSync(home, { recursive: true });
    const result = await runWorkflow({
      ...world.runner,
      env: { ...world.runner.env, HOME: home },
      workflow: { path: workflow },
      // Checked out over HTTP with the job's token, so a job that may not read the contents does not.
      repository: { owner, name, folder: remote, defaultBranch, remote: world.github.cloneUrl },
      event,
      runId,
      attempt,
      ...(before ? { onlyFailedOf: before } : {}),
      temp,
      listener: session.listener,
      onProcess: (pid) => session.onProcess(pid),
      ...(signal ? { signal } : {}),
    });
    attempts.push(result);
    again = result.conclusion === 'failure' && kills() > killsBefore && !signal?.aborted;
  }
}

/** A workflow that is started by hand is asked for what it takes only. */
async function eventFor({ repository }: Session, workflow: string, event: WorkflowEvent): Promise<WorkflowEvent> {
  if (event.name !== 'workflow_dispatch') return event;
  const asked = await askedInputs(repository.work, workflow);
  return { ...event, inputs: inputsFor(asked ?? {}, event.inputs ?? {}) };
}
