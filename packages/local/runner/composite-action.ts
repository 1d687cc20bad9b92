import type { CompositeAction } from './action-file.ts';
import { type Frame, stepScope } from './job-context.ts';
import { stringOf } from './node.ts';
import type { StepCall, StepEnd } from './step-process.ts';
import type { runStep, Step } from './steps.ts';

/**
 * Runs the steps of a composite action within its own step. They see its inputs as the `inputs` context and nothing as
 * INPUT_, its `env:` as theirs, and each other's outputs; their `success()` is about this composite only.
 *
 * @param run how one of its steps is run
 */
export async function runComposite(
  action: CompositeAction,
  steps: readonly Step[],
  inputs: Record<string, string>,
  call: StepCall,
  run: typeof runStep,
): Promise<StepEnd> {
  const { job, log, signal } = call;
  const frame: Frame = {
    steps: {},
    env: { ...call.frame.env, ...call.env },
    composite: {
      inputs,
      github: { ...call.github, action_path: action.folder },
      status: 'success',
      startedCancelled: job.status === 'cancelled',
    },
  };
  for (const step of steps) {
    if (signal.aborted) break;
    await run(step, job, frame, log, signal);
  }
  const scope = stepScope(job, frame, {});
  const outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, value]) => [name, stringOf(value, scope)]),
  );
  return { ok: frame.composite?.status === 'success' && !signal.aborted, outputs };
}
