import path from 'node:path';
import { explain, InputError } from '@ci-actions/errors/errors';
import type { Action, JavaScriptAction } from './action-file.ts';
import { inputsOf } from './action-inputs.ts';
import { runComposite } from './composite-action.ts';
import { evaluate, evaluateCondition, type Scope } from './expressions.ts';
import { runJavaScript } from './javascript-action.ts';
import { type Frame, type JobContext, stepScope } from './job-context.ts';
import { plainOf, stringOf, stringsOf, text } from './node.ts';
import { actionIn, parseReference, resolveAction } from './resolve-action.ts';
import type { Conclusion } from './result.ts';
import { firstLine, runScript } from './run-script.ts';
import { runStandIn } from './stand-ins/run-stand-in.ts';
import type { StepLog } from './step-log.ts';
import type { StepCall, StepEnd } from './step-process.ts';
import type { StepSpec } from './workflow-file.ts';

/** One step of one job, with what its action keeps between pre, main and post. */
export interface Step {
  spec: StepSpec;
  /** GITHUB_ACTION. */
  key: string;
  /** Undefined for a `run:`, and for a local action until its main is reached. */
  action?: Action;
  /** The steps of a composite action. */
  children?: Step[];
  state: Record<string, string>;
  postRegistered?: boolean;
}

/** A post step that waits for the job's end. */
export interface Post {
  name: string;
  condition: string;
  scope(): Scope;
  run(log: StepLog, signal: AbortSignal): Promise<StepEnd>;
}

export interface StepOutcome {
  outcome: Conclusion;
  conclusion: Conclusion;
  outputs: Record<string, string>;
}

/** Makes the steps of a list, with the actions that they use. @throws InputError for an action that is not there */
export function stepsFor(specs: readonly StepSpec[], actions: Record<string, string>): Step[] {
  const names = new Map<string, number>();
  return specs.map((spec) => {
    const base = spec.uses === undefined ? '__run' : `__${spec.uses.replace(/@.*/, '').replace(/\W+/g, '_')}`;
    const count = (names.get(base) ?? 0) + 1;
    names.set(base, count);
    const step: Step = { spec, key: spec.id ?? (count === 1 ? base : `${base}_${count}`), state: {} };
    if (spec.uses !== undefined && !spec.uses.startsWith('./'))
      attach(step, resolveAction(spec.uses, actions), actions);
    return step;
  });
}

function attach(step: Step, action: Action, actions: Record<string, string>): void {
  step.action = action;
  if (action.kind === 'composite') step.children = stepsFor(action.steps, actions);
}

/** What a step is called before it runs. @throws Error from an expression in `name:` */
export function stepName({ spec }: Step, scope: Scope): string {
  if (spec.fields.name) return stringOf(spec.fields.name, scope) || 'Run';
  return `Run ${spec.uses ?? firstLine(stringOf(spec.fields.run, scope))}`;
}

/** Runs one step of a job or of a composite: its condition, its time, what it does, and what it came to. */
export async function runStep(
  step: Step,
  job: JobContext,
  frame: Frame,
  log: StepLog,
  parent?: AbortSignal,
): Promise<StepOutcome> {
  const { spec } = step;
  const github = { action: step.key, ...referenceOf(step) };
  const finish = (outcome: Conclusion, outputs: Record<string, string>, forgiven = false): StepOutcome => {
    const conclusion = outcome === 'failure' && forgiven ? 'success' : outcome;
    if (spec.id !== undefined) frame.steps[spec.id] = { outputs, outcome, conclusion };
    if (conclusion === 'failure') {
      if (frame.composite) frame.composite.status = 'failure';
      else if (job.status === 'success') job.status = 'failure';
    }
    return { outcome, conclusion, outputs };
  };
  const controller = new AbortController();
  const stop = () => controller.abort();
  let timer: NodeJS.Timeout | undefined;
  let late = false;
  let forgiven = false;
  const condition = text(spec.fields.if) ?? expressionOf(spec) ?? '';
  try {
    const env = stringsOf(spec.fields.env, stepScope(job, frame, {}, github));
    const scope = () => stepScope(job, frame, env, github);
    if (!evaluateCondition(condition, scope())) return finish('skipped', {});
    forgiven = plainOf(spec.fields['continue-on-error'], scope()) === true;
    const minutes = Number(plainOf(spec.fields['timeout-minutes'], scope()) ?? 0);
    // A cancelled job ends its running step, unless the step's own condition says to go on.
    const cancelled = () => {
      if (!evaluateCondition(condition, scope())) stop();
    };
    if (parent) parent.addEventListener('abort', stop, { once: true });
    else job.cancel.addEventListener('abort', cancelled, { once: true });
    if (minutes > 0) {
      timer = setTimeout(() => {
        late = true;
        log.error(`The action '${log.step.name}' has timed out after ${minutes} minutes.`);
        stop();
      }, minutes * 60_000);
    }
    const call: StepCall = { job, frame, log, env, github, signal: controller.signal, state: step.state };
    try {
      const end = await (spec.uses === undefined ? runScript(spec, call) : runAction(step, call));
      const outcome = controller.signal.aborted && !late ? 'cancelled' : end.ok && !late ? 'success' : 'failure';
      return finish(outcome, end.outputs, forgiven);
    } finally {
      job.cancel.removeEventListener('abort', cancelled);
      parent?.removeEventListener('abort', stop);
    }
  } catch (error) {
    log.error(explain(error));
    return finish('failure', {}, forgiven);
  } finally {
    clearTimeout(timer);
  }
}

const expressionOf = ({ fields }: StepSpec) => (fields.if?.kind === 'expression' ? fields.if.expression : undefined);

function referenceOf({ action }: Step): Record<string, string> {
  if (!action || action.uses.startsWith('./')) return {};
  const { repository, ref } = parseReference(action.uses);
  return { action_repository: repository, action_ref: ref };
}

async function runAction(step: Step, call: StepCall): Promise<StepEnd> {
  const { job } = call;
  const { uses = '' } = step.spec;
  // `./x` is looked for in the caller's workspace, also from within a composite action of another repository.
  if (!step.action) attach(step, actionIn(path.resolve(job.folders.workspace, uses), uses), job.options.actions);
  const { action, children = [] } = step;
  if (!action) throw new InputError(`${uses} is no action.`);
  const inputs = inputsOf(action, step.spec, stepScope(job, call.frame, call.env, call.github), call.log);
  if (action.kind === 'stand-in') return runStandIn(action, inputs, call);
  if (action.kind === 'composite') return runComposite(action, children, inputs, call, runStep);
  call.log.line('group', `Run ${uses}`);
  for (const [name, value] of Object.entries(inputs)) if (value !== '') call.log.line('output', `  ${name}: ${value}`);
  call.log.line('endgroup', '');
  registerPost(step, action, inputs, call);
  return runJavaScript(action, 'main', inputs, call);
}

function registerPost(step: Step, action: JavaScriptAction, inputs: Record<string, string>, call: StepCall): void {
  if (action.post === undefined || step.postRegistered) return;
  step.postRegistered = true;
  const { job, frame, env, github } = call;
  job.posts.push({
    name: `Post ${step.spec.fields.name ? stringOf(step.spec.fields.name, stepScope(job, frame, env, github)) : `Run ${action.uses}`}`,
    condition: action.postIf,
    scope: () => stepScope(job, frame, env, github),
    run: (log, signal) => runJavaScript(action, 'post', inputs, { ...call, log, signal }),
  });
}

/** A `pre` of an action, which runs before the job's first step. */
export interface Pre {
  name: string;
  run(log: StepLog, signal: AbortSignal): Promise<StepEnd>;
  condition: string;
  scope(): Scope;
}

/** The `pre` stages of steps and of the composites among them, in order. Local actions have none: they are not there yet. */
export function presOf(steps: readonly Step[], job: JobContext, frame: Frame): Pre[] {
  return steps.flatMap((step): Pre[] => {
    const { action, spec, children = [] } = step;
    const github = { action: step.key, ...referenceOf(step) };
    if (action?.kind === 'composite') {
      const scope = stepScope(job, frame, {}, github);
      const inputs = inputsOf(action, spec, scope);
      const composite = {
        inputs,
        github: { ...github, action_path: action.folder },
        status: 'success',
        startedCancelled: false,
      } as const;
      return presOf(children, job, { steps: {}, env: frame.env, composite: { ...composite } });
    }
    if (action?.kind !== 'javascript' || action.pre === undefined) return [];
    return [
      {
        name: `Pre Run ${action.uses}`,
        condition: action.preIf,
        scope: () => stepScope(job, frame, {}, github),
        run(log, signal) {
          const env = stringsOf(spec.fields.env, stepScope(job, frame, {}, github));
          const call: StepCall = { job, frame, log, env, github, signal, state: step.state };
          const inputs = inputsOf(action, spec, stepScope(job, frame, env, github));
          registerPost(step, action, inputs, call);
          return runJavaScript(action, 'pre', inputs, call);
        },
      },
    ];
  });
}

/** Whether a `pre-if` or `post-if` holds. It is taken as it is: no `success() &&` before it. */
export function holds({ condition, scope }: Pick<Post, 'condition' | 'scope'>): boolean {
  return Boolean(evaluate(condition.replace(/^\s*\$\{\{([\s\S]*)\}\}\s*$/, '$1'), scope()));
}
