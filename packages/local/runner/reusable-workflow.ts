import { InputError } from '@ci-actions/errors/errors';
import type { Scope } from './expressions.ts';
import { callInputs } from './inputs.ts';
import { combined } from './job-graph.ts';
import { legName } from './matrix.ts';
import { fields, type Node, plainOf, stringOf, stringsOf, text } from './node.ts';
import { effectivePermissions } from './permissions.ts';
import type { LegPlan } from './prepare-job.ts';
import type { RunContext, WorkflowCall } from './run-context.ts';
import { type JobState, runJobs } from './run-jobs.ts';
import { eventsOf } from './triggers.ts';
import { readWorkflow, type WorkflowSpec } from './workflow-file.ts';

/** How deep workflows may call each other, as on GitHub. */
export const deepest = 4;

/**
 * Reads the workflow that a job calls. @throws InputError when it is not in this repository, or is not made to be called
 */
export async function calledWorkflow(
  uses: string,
  readFile: (path: string) => string | undefined,
): Promise<WorkflowSpec> {
  const path = /^\.\/(\.github\/workflows\/[^/]+\.ya?ml)$/.exec(uses)?.[1];
  if (path === undefined) {
    throw new InputError(
      `\`uses: ${uses}\` of a job is refused: this runner calls workflows of the same repository only, ./.github/workflows/x.yml.`,
    );
  }
  const content = readFile(path);
  if (content === undefined) throw new InputError(`The called workflow ${path} is not in the commit.`);
  const workflow = await readWorkflow(content, path);
  if (!eventsOf(workflow.fields.on).includes('workflow_call')) {
    throw new InputError(`${path} cannot be called: it has no \`on: workflow_call\`.`);
  }
  return workflow;
}

/** Runs a job that calls a workflow of this repository. @returns what the called jobs come to, with its outputs */
export async function callWorkflow(
  run: RunContext,
  call: WorkflowCall,
  { spec, contexts, result }: Omit<LegPlan, 'cancel' | 'mask'>,
): Promise<JobState> {
  const workflow = await calledWorkflow(spec.uses ?? '', run.readFile);
  const declared = fields(fields(workflow.fields.on).workflow_call);
  const scope: Scope = { contexts };
  const owned = call.secrets ?? run.options.secrets;
  const inputs = callInputs(
    inputsOf(declared.inputs, scope),
    (plainOf(spec.fields.with, scope) ?? {}) as Record<string, unknown>,
  );
  const secrets =
    text(spec.fields.secrets) === 'inherit'
      ? owned
      : stringsOf(spec.fields.secrets, { contexts: { ...contexts, secrets: owned } });
  const missing = Object.entries(fields(declared.secrets)).filter(
    ([name, node]) => text(fields(node).required) === 'true' && !secrets[name],
  );
  if (missing.length > 0)
    throw new InputError(`${workflow.path} needs the secret ${missing.map(([name]) => name).join(', ')}.`);
  const states = await runJobs(run, {
    workflow,
    inputs,
    secrets,
    permissions: effectivePermissions(call.workflow.fields.permissions, spec.fields.permissions, call.permissions),
    prefix: `${legName(call.prefix + spec.id, result.matrix)} / `,
    depth: call.depth + 1,
    signal: call.signal,
  });
  const results = [...states.values()];
  const jobs = Object.fromEntries([...states].map(([id, { result, outputs }]) => [id, { result, outputs }]));
  const outer: Scope = { contexts: { github: run.github, inputs, vars: run.options.variables, jobs } };
  const outputs = Object.entries(fields(declared.outputs)).map(([name, node]) => [
    name,
    stringOf(fields(node).value, outer),
  ]);
  return {
    result: combined(results.map(({ result }) => result)),
    outputs: Object.fromEntries(outputs),
    ran: results.some(({ ran }) => ran),
  };
}

function inputsOf(node: Node | undefined, scope: Scope) {
  return Object.fromEntries(
    Object.entries(fields(node)).map(([name, input]) => {
      const { type, required, default: fallback } = fields(input);
      return [
        name,
        { type: text(type) ?? 'string', required: text(required) === 'true', fallback: plainOf(fallback, scope) },
      ];
    }),
  );
}
