import os from 'node:os';
import path from 'node:path';
import type { StepCall } from './step-process.ts';

/** Variables of this machine that a step may see. Nothing else of the host's environment reaches it. */
const fromHost = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'USER'];

/** What of the `github` context becomes GITHUB_ variables. */
const fromContext = (
  'action action_path action_ref action_repository actor actor_id api_url base_ref event_name event_path graphql_url ' +
  'head_ref job ref ref_name ref_protected ref_type repository repository_id repository_owner repository_owner_id ' +
  'retention_days run_attempt run_id run_number server_url sha triggering_actor workflow workflow_ref workflow_sha workspace'
).split(' ');

/** `Linux` or `macOS`, as RUNNER_OS says it. */
export const runnerOs = process.platform === 'darwin' ? 'macOS' : 'Linux';
/** `X64` or `ARM64`, as RUNNER_ARCH says it. */
export const runnerArch = process.arch === 'arm64' ? 'ARM64' : 'X64';

/**
 * The whole environment of a step's process. Later wins: the host's few, the runner's options, the workflow's and the
 * job's `env:` with GITHUB_ENV over them, a composite's, the step's own; GITHUB_ and RUNNER_ variables come last, so
 * that nothing overrides them.
 *
 * @param own what the step's kind adds, such as INPUT_ and the command files
 */
export function environmentOf(
  { job, frame, env, github, state }: StepCall,
  own: Record<string, string>,
): Record<string, string> {
  const context: Record<string, unknown> = {
    ...(job.contexts.github as object),
    ...frame.composite?.github,
    ...github,
  };
  const result: Record<string, string> = { CI: 'true' };
  for (const name of fromHost) {
    const value = process.env[name];
    if (value !== undefined) result[name] = value;
  }
  result.HOME ??= os.homedir();
  Object.assign(result, job.options.env, job.env, frame.env, env);
  result.PATH = [...job.path, result.PATH].filter(Boolean).join(path.delimiter);
  for (const [name, value] of Object.entries(state)) result[`STATE_${name}`] = value;
  for (const name of fromContext) {
    const value = context[name];
    if (value !== undefined && value !== null) result[`GITHUB_${name.toUpperCase()}`] = String(value);
  }
  const runner = job.contexts.runner as Record<string, string>;
  return {
    ...result,
    GITHUB_ACTIONS: 'true',
    RUNNER_NAME: runner.name ?? '',
    RUNNER_OS: runnerOs,
    RUNNER_ARCH: runnerArch,
    RUNNER_TEMP: job.folders.temp,
    RUNNER_TOOL_CACHE: job.folders.tools,
    RUNNER_WORKSPACE: path.dirname(job.folders.workspace),
    RUNNER_ENVIRONMENT: 'self-hosted',
    ...job.tokenEnv,
    ...own,
  };
}
