import { explain } from '@ci-actions/errors/errors';
import { evaluateCondition, type Scope } from './expressions.ts';
import { ancestorsOf, combined, inOrder, jobStatusFunctions } from './job-graph.ts';
import { type Leg, legName, matrixLegs } from './matrix.ts';
import { fields, plainOf, stringOf, text } from './node.ts';
import type { Conclusion, JobResult } from './result.ts';
import type { RunContext, WorkflowCall } from './run-context.ts';
import { runLeg } from './run-leg.ts';
import { createSlots } from './slots.ts';
import type { JobSpec } from './workflow-file.ts';

/** What the jobs after a job know of it. */
export interface JobState {
  result: Conclusion;
  outputs: Record<string, string>;
  /** It ran in this attempt, so what comes after it must run too. */
  ran: boolean;
}

/** Runs the jobs of one workflow, each once those that it needs are done. @returns what each came to, by its key */
export async function runJobs(run: RunContext, call: WorkflowCall): Promise<Map<string, JobState>> {
  const states = new Map<string, JobState>();
  const running = new Map<string, Promise<void>>();
  const { jobs } = call.workflow;
  for (const spec of inOrder(jobs)) {
    const needs = spec.needs.map((id) => running.get(id));
    running.set(
      spec.id,
      Promise.all(needs).then(async () => {
        states.set(spec.id, await runJob(run, call, spec, states));
      }),
    );
  }
  await Promise.all(running.values());
  return states;
}

async function runJob(
  run: RunContext,
  call: WorkflowCall,
  spec: JobSpec,
  states: Map<string, JobState>,
): Promise<JobState> {
  const ancestors = ancestorsOf(spec.id, call.workflow.jobs);
  const results = new Map([...states].map(([id, state]) => [id, state.result]));
  const needs = Object.fromEntries(
    spec.needs.map((id) => [id, { result: states.get(id)?.result, outputs: states.get(id)?.outputs ?? {} }]),
  );
  const scope: Scope = {
    contexts: { github: run.github, inputs: call.inputs, vars: run.options.variables, needs },
    functions: jobStatusFunctions(ancestors, results, () => call.signal.aborted),
  };
  const without = (conclusion: Conclusion, problem?: string): JobState => {
    const result = newResult(run, call, spec, scope);
    run.options.listener?.jobStarted?.(result);
    if (problem !== undefined) {
      result.annotations.push({ level: 'error', message: problem });
      run.options.listener?.annotation?.(result, undefined, { level: 'error', message: problem });
    }
    Object.assign(result, { conclusion, result: conclusion });
    run.options.listener?.jobEnded?.(result);
    return { result: conclusion, outputs: {}, ran: conclusion !== 'skipped' };
  };
  const condition = spec.fields.if;
  const wanted = () =>
    evaluateCondition(condition?.kind === 'expression' ? condition.expression : (text(condition) ?? ''), scope);
  try {
    if (!wanted()) return without(call.signal.aborted ? 'cancelled' : 'skipped');
    const after = [...ancestors].some((id) => states.get(id)?.ran);
    return await runLegs(run, call, { spec, scope, wanted }, after);
  } catch (error) {
    return without('failure', explain(error));
  }
}

interface Ready {
  spec: JobSpec;
  scope: Scope;
  wanted(): boolean;
}

/** @param after whether a job before it ran in this attempt, so that nothing of it can be kept */
async function runLegs(run: RunContext, call: WorkflowCall, ready: Ready, after: boolean): Promise<JobState> {
  const { spec, scope, wanted } = ready;
  const strategy = fields(spec.fields.strategy);
  const whole =
    spec.fields.strategy?.kind === 'expression'
      ? (plainOf(spec.fields.strategy, scope) as Record<string, unknown>)
      : {};
  const matrix = strategy.matrix ? plainOf(strategy.matrix, scope) : whole.matrix;
  const legs: (Leg | undefined)[] = matrix === undefined ? [undefined] : matrixLegs(spec.id, matrix);
  const failFast = (strategy['fail-fast'] ? plainOf(strategy['fail-fast'], scope) : whole['fail-fast']) !== false;
  const most = Number(
    (strategy['max-parallel'] ? plainOf(strategy['max-parallel'], scope) : whole['max-parallel']) ?? legs.length,
  );
  const siblings = new AbortController();
  const slots = createSlots(most);
  const plans = legs.map((leg, index) => {
    const contexts = {
      ...scope.contexts,
      strategy: { 'fail-fast': failFast, 'job-index': index, 'job-total': legs.length, 'max-parallel': most },
      matrix: leg ?? null,
    };
    return { contexts, leg, result: newResult(run, call, spec, { contexts }, leg) };
  });
  const states = await Promise.all(
    plans.map(({ contexts, leg, result }) => {
      const earlier = after ? undefined : run.kept.find((kept) => kept.id === result.id && same(kept.matrix, leg));
      if (earlier) {
        Object.assign(result, earlier, { kept: true });
        run.options.listener?.jobStarted?.(result);
        run.options.listener?.jobEnded?.(result);
        return { result: result.result, outputs: result.outputs, ran: false };
      }
      return slots.hold(async () => {
        const state = await runLeg(run, call, { spec, result, contexts, wanted }, siblings.signal);
        if (state.result === 'failure' && failFast) siblings.abort();
        return state;
      });
    }),
  );
  return {
    result: combined(states.map((state) => state.result)),
    // Legs share their outputs: the last one that says something wins.
    outputs: states.reduce<Record<string, string>>((all, { outputs }) => {
      for (const [name, value] of Object.entries(outputs)) if (value !== '' || !(name in all)) all[name] = value;
      return all;
    }, {}),
    ran: states.some((state) => state.ran),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function newResult(run: RunContext, call: WorkflowCall, spec: JobSpec, scope: Scope, leg?: Leg): JobResult {
  const given = spec.fields.name;
  let name = legName(text(given) ?? spec.id, leg);
  try {
    if (given?.kind === 'expression' && (leg || !spec.fields.strategy)) name = stringOf(given, scope) || name;
  } catch {
    // The job's key will do where the name cannot be evaluated.
  }
  const result: JobResult = {
    id: call.prefix + spec.id,
    name: call.prefix + name,
    conclusion: 'skipped',
    result: 'skipped',
    outputs: {},
    permissions: {},
    annotations: [],
    steps: [],
    ...(leg ? { matrix: leg } : {}),
  };
  // The jobs of a called workflow stand for the job that calls it.
  if (spec.uses === undefined) run.result.jobs.push(result);
  return result;
}
