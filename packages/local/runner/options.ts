import type { Access } from '../github/permissions.ts';
import type { RunListener, RunResult, StepResult } from './result.ts';

export interface Values {
  variables: Record<string, string>;
  secrets: Record<string, string>;
}

export interface WorkflowEvent {
  name: 'push' | 'workflow_dispatch' | 'pull_request' | (string & {});
  /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/1/merge`. */
  ref: string;
  sha: string;
  /** What GitHub would send; `github.event` and the file at GITHUB_EVENT_PATH. */
  payload: Record<string, unknown>;
  /** The inputs of a `workflow_dispatch`, as a person typed them. */
  inputs?: Record<string, string>;
  /** Who did it; `octocat` by default. */
  actor?: string;
}

/** A job that asks for its token. */
export interface TokenRequest {
  job: string;
  permissions: Record<string, Access>;
  environment?: string;
  event: WorkflowEvent;
}

export interface MintedToken {
  token: string;
  /** Where an OIDC token is asked for; handed to the job only with `id-token: write`. */
  idTokenUrl?: string;
  idTokenRequestToken?: string;
}

export interface RunnerOptions {
  /** The workflow file, by its path in the repository, as it is in the commit `event.sha`. */
  workflow: { path: string };
  repository: {
    owner: string;
    name: string;
    /** A git checkout or a bare repository that has the commit. */
    folder: string;
    defaultBranch: string;
    /** What `origin` is in a job's checkout, and where it is fetched from; the folder by default. */
    remote?: string;
  };
  event: WorkflowEvent;
  environments: Record<string, Values>;
  variables: Record<string, string>;
  secrets: Record<string, string>;
  /** Actions that are on this machine: `org/ci-actions` -> the folder that `uses: org/ci-actions/publish@v1` looks in. */
  actions: Record<string, string>;
  /** More environment variables for every step, such as AWS_ENDPOINT_URL. */
  env?: Record<string, string>;
  urls: { server: string; api: string };
  tokens?: { mint(request: TokenRequest): MintedToken | Promise<MintedToken> };
  runId: number;
  attempt: number;
  /** "Re-run failed jobs": the result of the attempt before; jobs that succeeded there keep their outputs. */
  onlyFailedOf?: RunResult;
  /** Where other runs of the repository keep their artifacts, by the id of the run: their `RunResult.artifacts`. */
  otherArtifacts?: Readonly<Record<number, string>>;
  /** A folder for workspaces, RUNNER_TEMP, summaries and artifacts. Whoever gives it removes it. */
  temp: string;
  /** How many jobs run at once; 1 by default, so that a person can read along. */
  parallel?: number;
  listener?: RunListener;
  /** Cancels the run, as the button does. */
  signal?: AbortSignal;
  /** Told of every process of a step; `pid` leads its process group, so a fault injector can kill it whole. */
  onProcess?(pid: number, step: StepResult): void;
  /** Milliseconds from SIGINT to SIGTERM and from there to SIGKILL; 7,500 and 2,500 as on GitHub. */
  grace?: { interrupt: number; terminate: number };
}
