import type { Access } from '../github/permissions.ts';
import type { RunnerOptions } from './options.ts';
import type { JobResult, RunResult } from './result.ts';
import type { Slots } from './slots.ts';
import type { WorkflowSpec } from './workflow-file.ts';

/** What all jobs of one run share. */
export interface RunContext {
  options: RunnerOptions;
  result: RunResult;
  /** The `github` context, but for what a job adds. */
  github: Record<string, unknown>;
  slots: Slots;
  /** A file of the commit, for called workflows. */
  readFile(path: string): string | undefined;
  /** Where the run's artifacts are, by attempt; a second attempt finds those of the first. */
  artifacts: string;
  /** Legs of an earlier attempt that need not run again. */
  kept: JobResult[];
}

/** One workflow within a run: the one that the event starts, or one that a job calls. */
export interface WorkflowCall {
  workflow: WorkflowSpec;
  /** `inputs`, typed. */
  inputs: Record<string, unknown>;
  /** Of a called workflow: what its caller hands over, instead of the repository's. */
  secrets?: Record<string, string>;
  /** What the calling job may do; a called workflow can only narrow it. */
  permissions?: Record<string, Access>;
  /** Before the ids and names of the jobs, as in `call / build`. */
  prefix: string;
  /** How many workflows are around this one. */
  depth: number;
  /** Cancels the whole of it. */
  signal: AbortSignal;
}
