import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { githubContext } from './github-context.ts';
import { dispatchInputs } from './inputs.ts';
import { combined } from './job-graph.ts';
import { fields } from './node.ts';
import type { RunnerOptions } from './options.ts';
import { concurrencyOf } from './prepare-job.ts';
import { takeInventory } from './refusals.ts';
import { openCommit } from './repository.ts';
import type { RunResult } from './result.ts';
import { runJobs } from './run-jobs.ts';
import { createSlots } from './slots.ts';
import { whyNotTriggered } from './triggers.ts';
import { readWorkflow } from './workflow-file.ts';

/**
 * Runs one workflow of a repository for one event, on this machine.
 *
 * @returns what came of it; `not-triggered`, with the reason, when `on:` does not match the event
 * @throws InputError before anything runs: the file is wrong, an input is, or it asks for what this runner does not have
 */
export async function runWorkflow(options: RunnerOptions): Promise<RunResult> {
  const { event, repository, listener, temp } = options;
  const commit = openCommit(repository.folder, event.sha, repository.defaultBranch);
  const content = commit.readFile(options.workflow.path);
  if (content === undefined) throw new InputError(`${options.workflow.path} is not in the commit ${event.sha}.`);
  const workflow = await readWorkflow(content, options.workflow.path);
  const result: RunResult = {
    workflow: workflow.name,
    conclusion: 'not-triggered',
    runId: options.runId,
    attempt: options.attempt,
    jobs: [],
    artifacts: options.onlyFailedOf?.artifacts ?? path.join(temp, 'artifacts'),
    standIns: [],
  };
  const reason = whyNotTriggered(workflow.fields.on, event, () => commit.changed(event));
  if (reason !== undefined) {
    result.reason = reason;
    listener?.runEnded?.(result);
    return result;
  }

  const declared = fields(fields(workflow.fields.on)[event.name]).inputs;
  const dispatched = event.name === 'workflow_dispatch';
  const inputs = dispatched ? dispatchInputs(declared, event.inputs ?? {}, Object.keys(options.environments)) : {};
  const { refusals, standIns } = await takeInventory(workflow, options.actions, commit.readFile);
  if (refusals.length > 0) {
    throw new InputError(
      `${workflow.path} asks for what this runner does not have:\n${refusals.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  result.standIns = standIns;

  const eventFile = path.join(temp, `attempt-${options.attempt}`, 'event.json');
  const github = githubContext(options, workflow, inputs, eventFile);
  mkdirSync(path.dirname(eventFile), { recursive: true });
  writeFileSync(eventFile, JSON.stringify(github.event, null, 2));
  const contexts = { github, inputs, vars: options.variables };
  const concurrency = concurrencyOf(workflow.fields.concurrency, { contexts });
  if (concurrency) result.concurrency = concurrency;

  listener?.runStarted?.(result);
  const signal = options.signal ?? new AbortController().signal;
  const kept = (options.onlyFailedOf?.jobs ?? []).filter((job) => job.conclusion === 'success');
  const run = {
    options,
    result,
    github,
    slots: createSlots(options.parallel ?? 1),
    readFile: commit.readFile,
    kept,
    artifacts: result.artifacts,
  };
  const states = await runJobs(run, { workflow, inputs, prefix: '', depth: 0, signal });
  const whole = combined([...states.values()].map((state) => state.result));
  result.conclusion = whole === 'skipped' ? 'success' : whole;
  listener?.runEnded?.(result);
  return result;
}
