import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunnerOptions, WorkflowEvent } from './options.ts';
import type { JobResult, RunResult, StepResult } from './result.ts';
import { runWorkflow } from './run-workflow.ts';

/** A repository and a folder of actions for tests, in a folder that goes away with them. */
export interface Scratch {
  folder: string;
  /** The sha of the last commit. */
  sha(): string;
  git(...args: string[]): string;
  /** Puts a file there, for the next run to commit. */
  write(file: string, content: string): void;
  /** Runs a workflow of this text, committed with the other files; a push to main unless the options say otherwise. */
  run(workflow: string, options?: Partial<RunnerOptions>, event?: Partial<WorkflowEvent>): Promise<RunResult>;
  remove(): void;
}

/**
 * Makes a repository.
 *
 * @param files of the repository by path; those below `ci-actions/` are the actions of `org/ci-actions` instead
 */
export function scratch(files: Record<string, string> = {}): Scratch {
  const folder = mkdtempSync(path.join(tmpdir(), 'runner-test-'));
  const repository = path.join(folder, 'repository');
  const write = (file: string, content: string) => {
    const whole = path.join(file.startsWith('ci-actions/') ? folder : repository, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, content);
    if (content.startsWith('#!')) chmodSync(whole, 0o755);
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-C', repository, ...args], {
      encoding: 'utf8',
      // Not GIT_DIR and the like, which a git hook sets for the tests that it runs.
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  mkdirSync(repository, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  for (const [file, content] of Object.entries(files)) write(file, content);
  let runs = 0;
  return {
    folder,
    git,
    write,
    sha: () => git('rev-parse', 'HEAD'),
    async run(workflow, options = {}, event = {}) {
      write('.github/workflows/test.yml', workflow);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'test');
      const sha = git('rev-parse', 'HEAD');
      return runWorkflow({
        workflow: { path: '.github/workflows/test.yml' },
        repository: { owner: 'org', name: 'example', folder: repository, defaultBranch: 'main' },
        event: { name: 'push', ref: 'refs/heads/main', sha, payload: {}, ...event },
        environments: {},
        variables: {},
        secrets: {},
        actions: { 'org/ci-actions': path.join(folder, 'ci-actions') },
        urls: { server: 'http://127.0.0.1:1', api: 'http://127.0.0.1:1/api' },
        runId: 7,
        attempt: 1,
        temp: path.join(folder, `run-${++runs}`),
        grace: { interrupt: 300, terminate: 300 },
        ...options,
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A workflow of one job, from the lines of its steps. */
export function oneJob(steps: string, head = ''): string {
  const indented = steps.replace(/^/gm, '      ').replace(/^ +$/gm, '');
  return `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n${head}    steps:\n${indented}\n`;
}

/** The job of this name. @throws Error when the run has none */
export function jobOf(run: RunResult, name = 'job'): JobResult {
  const job = run.jobs.find((candidate) => candidate.name === name);
  if (!job) throw new Error(`There is no job ${name} among ${run.jobs.map((known) => known.name).join(', ')}.`);
  return job;
}

/** The step of this id, name or number. @throws Error when the job has none */
export function stepOf(job: JobResult, name: string | number): StepResult {
  const step = job.steps.find((candidate) => [candidate.id, candidate.name, candidate.number].includes(name));
  if (!step) throw new Error(`There is no step ${name} among ${job.steps.map((known) => known.name).join(', ')}.`);
  return step;
}

/** What a step's process printed and the runner said, without the group that shows its script. */
export function printed(step: StepResult): string[] {
  const end = step.log.findIndex(({ kind }) => kind === 'endgroup');
  return step.log.slice(end + 1).map(({ text }) => text);
}
