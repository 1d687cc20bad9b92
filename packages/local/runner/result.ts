import type { Access } from '../github/permissions.ts';

/** What a job or step came to. */
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

/** A remark as a step printed it: with every place that GitHub reads, more than the actions of this repository write. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  message: string;
  title?: string;
  file?: string;
  line?: number;
  endLine?: number;
  col?: number;
  endColumn?: number;
}

export interface LogLine {
  kind: 'output' | 'group' | 'endgroup' | 'error' | 'warning' | 'notice' | 'debug';
  /** Masked, without the marks of a workflow command. It may hold anything that a process printed. */
  text: string;
}

export interface StepResult {
  number: number;
  id?: string;
  name: string;
  /** Before `continue-on-error`. */
  outcome: Conclusion;
  /** After `continue-on-error`. */
  conclusion: Conclusion;
  outputs: Record<string, string>;
  log: LogLine[];
  annotations: Annotation[];
  /** The file that holds what the step wrote to GITHUB_STEP_SUMMARY, masked. */
  summary?: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
}

export interface JobResult {
  /** The job's key in the file; of a called workflow `caller / job`. */
  id: string;
  name: string;
  /** The leg's values, where the job has a matrix. */
  matrix?: Record<string, unknown>;
  conclusion: Conclusion;
  /** What `needs` says of it: a failure is a success under the job's own `continue-on-error`. */
  result: Conclusion;
  outputs: Record<string, string>;
  environment?: { name: string; url?: string };
  permissions: Record<string, Access>;
  concurrency?: Concurrency;
  /** Why the job failed outside its steps, in sentences; also says why outputs are missing. */
  annotations: Annotation[];
  steps: StepResult[];
  /** It succeeded in an earlier attempt and was not run again. */
  kept?: boolean;
}

/** Evaluated and shown; runs are one at a time here, so nothing ever waits or is cancelled by it. */
export interface Concurrency {
  group: string;
  cancelInProgress: boolean;
}

export interface RunResult {
  workflow: string;
  /** `not-triggered`: `on:` does not match the event; `reason` says why. */
  conclusion: 'success' | 'failure' | 'cancelled' | 'not-triggered';
  reason?: string;
  runId: number;
  attempt: number;
  concurrency?: Concurrency;
  jobs: JobResult[];
  /** The folder of the run's artifacts: `<attempt>/<name>`. */
  artifacts: string;
  /** The third-party actions that a stand-in took the place of, as in `actions/checkout@v7`. */
  standIns: string[];
}

/** Hears of a run as it goes. The objects are the result's own and fill up over time. */
export interface RunListener {
  runStarted?(run: RunResult): void;
  jobStarted?(job: JobResult): void;
  stepStarted?(job: JobResult, step: StepResult): void;
  line?(job: JobResult, step: StepResult, line: LogLine): void;
  /** Without a step, it is the job's own. */
  annotation?(job: JobResult, step: StepResult | undefined, annotation: Annotation): void;
  summary?(job: JobResult, step: StepResult, file: string): void;
  stepEnded?(job: JobResult, step: StepResult): void;
  jobEnded?(job: JobResult): void;
  /** Also of a run that was not triggered, which never started. */
  runEnded?(run: RunResult): void;
}
