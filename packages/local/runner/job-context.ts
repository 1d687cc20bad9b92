import type { Scope } from './expressions.ts';
import { hashFiles } from './hash-files.ts';
import type { Mask } from './mask.ts';
import type { RunnerOptions } from './options.ts';
import type { Conclusion, JobResult } from './result.ts';
import type { Post } from './steps.ts';

export interface JobFolders {
  workspace: string;
  temp: string;
  tools: string;
  /** GITHUB_OUTPUT and the like, one set per process. */
  commands: string;
  summaries: string;
  artifacts: string;
}

/** Everything that the steps of one job share. */
export interface JobContext {
  options: RunnerOptions;
  result: JobResult;
  mask: Mask;
  folders: JobFolders;
  /** github, vars, secrets, needs, strategy, matrix, inputs, runner. */
  contexts: Record<string, unknown>;
  /** `env:` of the workflow and the job, and what steps wrote to GITHUB_ENV since. */
  env: Record<string, string>;
  /** Where OIDC tokens are, with `id-token: write`; it cannot be overridden. */
  tokenEnv: Record<string, string>;
  /** Folders that steps put before PATH, foremost first. */
  path: string[];
  status: 'success' | 'failure' | 'cancelled';
  /** Fires when the job is cancelled or its time is up. */
  cancel: AbortSignal;
  defaults: { shell?: string; workingDirectory?: string };
  /** Post steps in the order of their registration; they run from the last to the first. */
  posts: Post[];
  /** Process groups that outlived their step. */
  orphans: number[];
}

/** The steps that see each other: those of a job, or those of one composite action. */
export interface Frame {
  /** The `steps` context. */
  steps: Record<string, { outputs: Record<string, string>; outcome: Conclusion; conclusion: Conclusion }>;
  /** The `env:` of the composite's own step, for the steps inside. */
  env: Record<string, string>;
  /** Of a composite only: its inputs, which replace the workflow's, and where it is. */
  composite?: {
    inputs: Record<string, string>;
    github: Record<string, string>;
    status: 'success' | 'failure';
    /** A composite that starts after a cancellation (`if: always()`) runs through. */
    startedCancelled: boolean;
  };
}

/** The frame of a job's own steps. */
export function jobFrame(): Frame {
  return { steps: {}, env: {} };
}

/** What `success()` and `failure()` go by: the job's state, or within a composite action its own. */
function statusOf(job: JobContext, frame: Frame): JobContext['status'] {
  if (!frame.composite) return job.status;
  return job.status === 'cancelled' && !frame.composite.startedCancelled ? 'cancelled' : frame.composite.status;
}

/** What an expression of a step sees. @param env the step's own `env:`, as far as it is evaluated */
export function stepScope(
  job: JobContext,
  frame: Frame,
  env: Record<string, string>,
  github: Record<string, string> = {},
): Scope {
  const status = () => statusOf(job, frame);
  return {
    contexts: {
      ...job.contexts,
      github: { ...(job.contexts.github as object), ...frame.composite?.github, ...github, action_status: status() },
      env: { ...job.env, ...frame.env, ...env },
      steps: frame.steps,
      job: { status: job.status },
      ...(frame.composite ? { inputs: frame.composite.inputs } : {}),
    },
    functions: {
      always: () => true,
      cancelled: () => job.status === 'cancelled',
      success: () => status() === 'success',
      failure: () => status() === 'failure',
      hashFiles: (...patterns) => hashFiles(job.folders.workspace, patterns.map(String)),
    },
  };
}
