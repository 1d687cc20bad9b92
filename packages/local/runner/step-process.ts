import { randomUUID } from 'node:crypto';
import { createCommandFiles } from './file-commands.ts';
import type { Frame, JobContext } from './job-context.ts';
import { type ProcessEnd, runProcess } from './process.ts';
import type { StepLog } from './step-log.ts';
import { environmentOf } from './variables.ts';

/** One step while it runs: what it may see and where it talks. */
export interface StepCall {
  job: JobContext;
  frame: Frame;
  log: StepLog;
  /** The step's own `env:`, evaluated. */
  env: Record<string, string>;
  /** What the `github` context says of this step only, such as `action`. */
  github: Record<string, string>;
  /** Ends the step's processes. */
  signal: AbortSignal;
  /** STATE_ of a JavaScript action, from its earlier stages. */
  state: Record<string, string>;
}

export interface StepEnd {
  ok: boolean;
  outputs: Record<string, string>;
}

/**
 * Runs a process as the runner runs a step's: with its environment, its command files and its output read for commands.
 * What it wrote is applied to the job afterwards, also when it failed.
 */
export async function runStepProcess(
  call: StepCall,
  request: { command: string; args: readonly string[]; cwd: string; env?: Record<string, string> },
): Promise<StepEnd> {
  const { job, log } = call;
  const files = createCommandFiles(job.folders.commands, randomUUID());
  const reader = log.reader();
  let ok = true;
  const fail = (message: string) => {
    ok = false;
    log.error(message);
  };
  try {
    const end = await runProcess({
      command: request.command,
      args: request.args,
      cwd: request.cwd,
      env: environmentOf(call, { ...request.env, ...files.env }),
      onLine: reader.line,
      onPid: (pid) => job.options.onProcess?.(pid, log.step),
      signal: call.signal,
      grace: job.options.grace ?? { interrupt: 7_500, terminate: 2_500 },
    });
    if (end.orphans !== undefined) job.orphans.push(end.orphans);
    if (end.code !== 0 && !call.signal.aborted) fail(whyEnded(end));
    else if (end.code !== 0) ok = false;
  } catch (error) {
    const { message, cause } = error as Error;
    fail(cause instanceof Error ? `${message} ${cause.message}` : message);
  }
  const commands = files.read();
  for (const { file, message } of commands.errors) {
    log.error(message);
    if (file === 'summary') continue;
    fail(`Unable to process file command '${file}' successfully.`);
  }
  Object.assign(job.env, commands.env);
  for (const folder of commands.path) job.path = [folder, ...job.path.filter((known) => known !== folder)];
  Object.assign(call.state, commands.state);
  log.summary(commands.summary);
  return { ok: ok && !reader.refused(), outputs: commands.outputs };
}

function whyEnded({ code, killedBy }: ProcessEnd): string {
  return killedBy
    ? `The process was killed by ${killedBy} (exit code ${code}).`
    : `Process completed with exit code ${code}.`;
}
