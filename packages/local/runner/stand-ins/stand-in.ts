/** What a stand-in works with: one step of a job. */
export interface StandInStep {
  inputs: Record<string, string>;
  /** The job's GITHUB_WORKSPACE, RUNNER_TEMP and RUNNER_TOOL_CACHE. */
  workspace: string;
  temp: string;
  tools: string;
  /** The folder of this run's artifacts, shared by its jobs: `<attempt>/<name>`. */
  artifacts: string;
  attempt: number;
  /** The same of another run of the repository; undefined where there is none. */
  artifactsOf(runId: number): string | undefined;
  /** Where the job's repository is fetched from, and what it is at. */
  repository: { name: string; remote: string; server: string; ref: string; sha: string; token: string };
  /** What the job's token may do. */
  permissions: Readonly<Record<string, string>>;
  /** The step's whole environment: where AWS and the job's identity are. */
  env: Readonly<Record<string, string>>;
  log(line: string): void;
  warning(message: string): void;
  setEnv(name: string, value: string): void;
  addPath(folder: string): void;
  mask(secret: string): void;
  /** Runs a program in the step's environment, its output in the step's log. @returns its standard output */
  exec(command: string, args: readonly string[], options?: { cwd?: string; quiet?: boolean }): Promise<string>;
}

/**
 * Takes the place of a third party's action that this runner cannot have. It is written from that action's documented
 * inputs and outputs, never from its code, and says in the log that it stands in.
 */
export interface StandIn {
  /** The inputs of the real action that this one honours, with the real defaults; null where there is none. */
  inputs: Record<string, string | null>;
  /** Inputs that the real action has and this one refuses, rather than ignore them. */
  refused: readonly string[];
  /** What it does instead, for the log. */
  does: string;
  /** @returns the outputs. @throws Error to fail the step */
  run(step: StandInStep): Promise<Record<string, string>>;
}
