import { mkdirSync } from 'node:fs';
import { explain } from '@ci-actions/errors/errors';
import { type JobContext, jobFrame, stepScope } from './job-context.ts';
import { fields, stringOf, stringsOf } from './node.ts';
import { killGroup } from './process.ts';
import type { Annotation, Conclusion, StepResult } from './result.ts';
import { createStepLog, maskAnnotation, type StepLog } from './step-log.ts';
import { holds, type Post, presOf, runStep, stepName, stepsFor } from './steps.ts';
import type { JobSpec } from './workflow-file.ts';

/**
 * Runs the steps of one job, or of one leg of its matrix, and fills up the context's result: what `pre` stages there
 * are, the steps, the `post` stages from the last to the first, then the outputs.
 */
export async function runJobSteps(spec: JobSpec, job: JobContext): Promise<void> {
  const { options } = job;
  for (const folder of Object.values(job.folders)) mkdirSync(folder, { recursive: true });
  const frame = jobFrame();
  const steps = stepsFor(spec.steps, options.actions);
  for (const pre of presOf(steps, job, frame)) await runStage(job, pre);
  for (const step of steps) {
    const scope = stepScope(job, frame, {});
    await inStep(
      job,
      nameOf(() => stepName(step, scope), spec.id),
      async (log) => {
        if (step.spec.id !== undefined) log.step.id = step.spec.id;
        const { outcome, conclusion, outputs } = await runStep(step, job, frame, log);
        Object.assign(log.step, { outcome, conclusion, outputs });
      },
    );
  }
  for (let post = job.posts.pop(); post; post = job.posts.pop()) await runStage(job, post);
  for (const pid of job.orphans) killGroup(pid, 'SIGKILL');
  collectOutputs(spec, job, frame);
}

/** A name that cannot be evaluated must not stop the step, which says itself what is wrong. */
function nameOf(name: () => string, fallback: string): string {
  try {
    return name();
  } catch {
    return fallback;
  }
}

/** Tells the job's own trouble, which belongs to no step. */
export function annotateJob(job: Pick<JobContext, 'result' | 'options' | 'mask'>, annotation: Annotation): void {
  const hidden = maskAnnotation(annotation, job.mask.hide);
  job.result.annotations.push(hidden);
  job.options.listener?.annotation?.(job.result, undefined, hidden);
}

async function runStage(job: JobContext, stage: Pick<Post, 'name' | 'condition' | 'scope' | 'run'>): Promise<void> {
  await inStep(job, stage.name, async (log) => {
    let outcome: Conclusion = 'skipped';
    try {
      if (holds(stage)) {
        const { ok, outputs } = await stage.run(log, stageSignal(job, stage));
        outcome = ok ? 'success' : 'failure';
        log.step.outputs = outputs;
      }
    } catch (error) {
      log.error(explain(error));
      outcome = 'failure';
    }
    if (outcome === 'failure' && job.status === 'success') job.status = 'failure';
    Object.assign(log.step, { outcome, conclusion: outcome });
  });
}

/** A stage that runs although the job is cancelled is not ended by that. */
function stageSignal(job: JobContext, stage: Pick<Post, 'condition' | 'scope'>): AbortSignal {
  const controller = new AbortController();
  job.cancel.addEventListener('abort', () => {
    if (!holds(stage)) controller.abort();
  });
  return controller.signal;
}

async function inStep(job: JobContext, name: string, work: (log: StepLog) => Promise<void>): Promise<void> {
  const { result, options } = job;
  const step: StepResult = {
    number: result.steps.length + 1,
    name: job.mask.hide(name),
    outcome: 'skipped',
    conclusion: 'skipped',
    outputs: {},
    log: [],
    annotations: [],
    startedAt: Date.now(),
    endedAt: 0,
  };
  result.steps.push(step);
  options.listener?.stepStarted?.(result, step);
  await work(createStepLog(job, step));
  step.endedAt = Date.now();
  options.listener?.stepEnded?.(result, step);
}

function collectOutputs(spec: JobSpec, job: JobContext, frame: ReturnType<typeof jobFrame>): void {
  const scope = stepScope(job, frame, {});
  try {
    for (const [name, value] of Object.entries(stringsOf(spec.fields.outputs, scope))) {
      // As on GitHub: an output that holds a secret never leaves its job.
      if (job.mask.hide(value) !== value) {
        annotateJob(job, { level: 'warning', message: `Skip output '${name}' since it may contain secret.` });
      } else job.result.outputs[name] = value;
    }
    const { environment } = job.result;
    const url = stringOf(fields(spec.fields.environment).url, scope);
    if (environment && url !== '') environment.url = job.mask.hide(url);
  } catch (error) {
    annotateJob(job, { level: 'error', message: explain(error) });
    if (job.status === 'success') job.status = 'failure';
  }
}
