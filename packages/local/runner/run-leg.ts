import { explain } from '@ci-actions/errors/errors';
import type { JobContext } from './job-context.ts';
import { createMask } from './mask.ts';
import { plainOf } from './node.ts';
import { type LegPlan, prepareJob } from './prepare-job.ts';
import type { Conclusion } from './result.ts';
import { callWorkflow } from './reusable-workflow.ts';
import type { RunContext, WorkflowCall } from './run-context.ts';
import { annotateJob, runJobSteps } from './run-job.ts';
import type { JobState } from './run-jobs.ts';

/** GitHub's own, where a job has no `timeout-minutes`. */
const usualTimeout = 360;

/**
 * Runs one leg: a job on this machine, or the workflow that the job calls.
 *
 * @param siblings fires when another leg failed and the matrix is to fail fast
 */
export async function runLeg(
  run: RunContext,
  call: WorkflowCall,
  plan: Omit<LegPlan, 'cancel' | 'mask'>,
  siblings: AbortSignal,
): Promise<JobState> {
  const { result, spec } = plan;
  if (spec.uses !== undefined) {
    const called = siblings.aborted ? undefined : await callWorkflow(run, call, plan);
    return called ?? { result: 'cancelled', outputs: {}, ran: true };
  }
  return run.slots.hold(async () => {
    const { listener } = run.options;
    let conclusion: Conclusion = 'cancelled';
    let forgiven = false;
    let started = false;
    const start = () => {
      if (!started) listener?.jobStarted?.(result);
      started = true;
    };
    const mask = createMask();
    if (!siblings.aborted && (!call.signal.aborted || plan.wanted())) {
      // Only a cancellation from now on is this job's: one that starts after it (`if: always()`) runs as any other.
      const controller = new AbortController();
      const cancel = () => controller.abort();
      for (const signal of [call.signal, siblings]) signal.addEventListener('abort', cancel, { once: true });
      let timer: NodeJS.Timeout | undefined;
      try {
        const job = await prepareJob(run, call, { ...plan, mask, cancel: controller.signal });
        start();
        controller.signal.addEventListener('abort', () => {
          job.status = 'cancelled';
        });
        forgiven = plainOf(spec.fields['continue-on-error'], { contexts: job.contexts }) === true;
        timer = startClock(
          job,
          Number(plainOf(spec.fields['timeout-minutes'], { contexts: job.contexts }) ?? usualTimeout),
          cancel,
        );
        await runJobSteps(spec, job);
        conclusion = job.status;
      } catch (error) {
        start();
        annotateJob({ result, options: run.options, mask }, { level: 'error', message: explain(error) });
        conclusion = 'failure';
      } finally {
        clearTimeout(timer);
        for (const signal of [call.signal, siblings]) signal.removeEventListener('abort', cancel);
      }
    }
    start();
    result.conclusion = conclusion;
    result.result = conclusion === 'failure' && forgiven ? 'success' : conclusion;
    listener?.jobEnded?.(result);
    return { result: result.result, outputs: result.outputs, ran: true };
  });
}

function startClock(job: JobContext, minutes: number, cancel: () => void): NodeJS.Timeout {
  return setTimeout(() => {
    annotateJob(job, {
      level: 'error',
      message: `The job has exceeded the maximum execution time of ${minutes} minutes.`,
    });
    cancel();
  }, minutes * 60_000);
}
