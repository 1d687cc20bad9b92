import { readFileSync } from 'node:fs';

/** What GitHub says of a run, from the variables that it sets. Empty where it says nothing. */
export interface RunContext {
  /** `owner/name`. */
  repository: string;
  /** The commit of the run. */
  sha: string;
  /** `refs/heads/main`, `refs/tags/v1.2.3`, … */
  ref: string;
  /** `main`, `v1.2.3`, … */
  refName: string;
  refType: string;
  eventName: string;
  runId: string;
  runAttempt: string;
  serverUrl: string;
  apiUrl: string;
  /** The checkout. */
  workspace: string;
  /** The page of this run; empty outside a run. */
  runUrl: string;
  /** The webhook payload of the event; read when first asked for. An empty object where there is none. */
  payload(): Record<string, unknown>;
}

/**
 * @param env the process's environment
 * @see https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function readContext(env: Readonly<Record<string, string | undefined>>): RunContext {
  const serverUrl = env.GITHUB_SERVER_URL || 'https://github.com';
  const repository = env.GITHUB_REPOSITORY ?? '';
  const runId = env.GITHUB_RUN_ID ?? '';
  let payload: Record<string, unknown> | undefined;
  return {
    repository,
    sha: env.GITHUB_SHA ?? '',
    ref: env.GITHUB_REF ?? '',
    refName: env.GITHUB_REF_NAME ?? '',
    refType: env.GITHUB_REF_TYPE ?? '',
    eventName: env.GITHUB_EVENT_NAME ?? '',
    runId,
    runAttempt: env.GITHUB_RUN_ATTEMPT ?? '1',
    serverUrl,
    apiUrl: env.GITHUB_API_URL || 'https://api.github.com',
    workspace: env.GITHUB_WORKSPACE || process.cwd(),
    runUrl: repository && runId ? `${serverUrl}/${repository}/actions/runs/${runId}` : '',
    payload() {
      payload ??= env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {};
      return payload as Record<string, unknown>;
    },
  };
}
