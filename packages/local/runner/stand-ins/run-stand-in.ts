import type { StandInAction } from '../action-file.ts';
import { runProcess } from '../process.ts';
import type { StepCall, StepEnd } from '../step-process.ts';
import { environmentOf } from '../variables.ts';

/** Runs a stand-in as a step, and says in the log that it is one. */
export async function runStandIn(
  { standIn, uses }: StandInAction,
  inputs: Record<string, string>,
  call: StepCall,
): Promise<StepEnd> {
  const { job, log } = call;
  const { options } = job;
  const { repository, event } = options;
  const github = job.contexts.github as { token: string };
  log.line('output', `stand-in for ${uses.replace(/@.*/, '')}: ${standIn.does}`);
  const exec = async (
    command: string,
    args: readonly string[],
    { cwd = job.folders.workspace, quiet = false } = {},
  ) => {
    let output = '';
    const end = await runProcess({
      command,
      args,
      cwd,
      env: environmentOf(call, { GIT_TERMINAL_PROMPT: '0' }),
      onLine(line) {
        output += `${line}\n`;
        if (!quiet) log.line('output', line);
      },
      onPid: (pid) => options.onProcess?.(pid, log.step),
      signal: call.signal,
      grace: options.grace ?? { interrupt: 7_500, terminate: 2_500 },
    });
    if (end.code !== 0)
      throw new Error(`${command} ${args[0] ?? ''} ended with exit code ${end.code}: ${output.trim()}`);
    return output;
  };
  try {
    const outputs = await standIn.run({
      inputs,
      workspace: job.folders.workspace,
      temp: job.folders.temp,
      tools: job.folders.tools,
      artifacts: job.folders.artifacts,
      attempt: options.attempt,
      artifactsOf: (runId) => (runId === options.runId ? job.folders.artifacts : options.otherArtifacts?.[runId]),
      repository: {
        name: `${repository.owner}/${repository.name}`,
        remote: repository.remote ?? repository.folder,
        server: options.urls.server,
        ref: event.ref,
        sha: event.sha,
        token: github.token,
      },
      permissions: job.result.permissions,
      env: environmentOf(call, {}),
      log: (line) => log.line('output', line),
      warning: log.warning,
      setEnv: (name, value) => {
        job.env[name] = value;
      },
      addPath: (folder) => {
        job.path = [folder, ...job.path.filter((known) => known !== folder)];
      },
      mask: job.mask.add,
      exec,
    });
    return { ok: true, outputs };
  } catch (error) {
    if (!call.signal.aborted) log.error(error instanceof Error ? error.message : String(error));
    return { ok: false, outputs: {} };
  }
}
