import path from 'node:path';
import { explain } from '@ci-actions/errors/errors';
import { type Action, loadAction } from './action-file.ts';
import { fields, type Node, text, texts } from './node.ts';
import { whyNoMachine } from './prepare-job.ts';
import { resolveAction } from './resolve-action.ts';
import { calledWorkflow, deepest } from './reusable-workflow.ts';
import { whyNoShell } from './run-script.ts';
import { filterConflicts } from './triggers.ts';
import type { JobSpec, StepSpec, WorkflowSpec } from './workflow-file.ts';

export interface Inventory {
  /** One sentence each: where, and what is not supported. */
  refusals: string[];
  /** The `uses:` that a stand-in takes the place of. */
  standIns: string[];
}

interface Search extends Inventory {
  actions: Record<string, string>;
  readFile(path: string): string | undefined;
}

/**
 * Looks through a workflow, the workflows that it calls and the actions that it uses for what this runner does not
 * have, before anything runs. A local action that only a step of the job makes is looked at when it is reached.
 *
 * @param readFile a file of the commit
 */
export async function takeInventory(
  workflow: WorkflowSpec,
  actions: Record<string, string>,
  readFile: (path: string) => string | undefined,
): Promise<Inventory> {
  const search: Search = { refusals: filterConflicts(workflow.fields.on), standIns: [], actions, readFile };
  await searchWorkflow(workflow, search, 0);
  return { refusals: [...new Set(search.refusals)], standIns: [...new Set(search.standIns)] };
}

async function searchWorkflow(workflow: WorkflowSpec, search: Search, depth: number): Promise<void> {
  const defaults = text(fields(fields(workflow.fields.defaults).run).shell);
  refuse(search, workflow.path, defaults === undefined ? undefined : whyNoShell(defaults));
  for (const job of workflow.jobs) {
    const where = `${workflow.path}, job ${job.id}`;
    searchJob(job, where, search);
    if (job.uses === undefined) continue;
    if (depth === deepest) {
      refuse(search, where, `workflows call each other more than ${deepest} deep.`);
      continue;
    }
    try {
      await searchWorkflow(await calledWorkflow(job.uses, search.readFile), search, depth + 1);
    } catch (error) {
      refuse(search, where, explain(error));
    }
  }
}

function searchJob(job: JobSpec, where: string, search: Search): void {
  for (const [key, instead] of [
    ['container', 'the job would run in a container, and this runner has no container engine'],
    ['services', 'this runner has no container engine'],
    ['snapshot', 'this runner makes no images'],
  ] as const) {
    if (job.fields[key]) refuse(search, where, `\`${key}:\` is refused: ${instead}.`);
  }
  refuse(search, where, whyNoMachine(texts(fields(job.fields['runs-on']).labels ?? job.fields['runs-on'])));
  const shell = text(fields(fields(job.fields.defaults).run).shell);
  refuse(search, where, shell === undefined ? undefined : whyNoShell(shell));
  searchSteps(job.steps, where, search, []);
}

function searchSteps(steps: readonly StepSpec[], where: string, search: Search, within: readonly string[]): void {
  steps.forEach((step, index) => {
    const here = `${where}, step ${index + 1}`;
    for (const key of ['parallel', 'background', 'wait', 'wait-all', 'cancel']) {
      if (step.fields[key]) refuse(search, here, `\`${key}:\` is refused: steps run one after the other here.`);
    }
    const shell = text(step.fields.shell);
    refuse(search, here, shell === undefined ? undefined : whyNoShell(shell));
    for (const variable of serverVariables) {
      if (JSON.stringify([step.fields.run ?? null, step.fields.env ?? null]).includes(variable)) {
        refuse(search, here, `$${variable} is refused: it belongs to GitHub's own services, which are not here.`);
      }
    }
    if (step.uses !== undefined) searchAction(step.uses, step, here, search, within);
  });
}

/** What only GitHub's artifact and cache services answer to. */
const serverVariables = [
  'GITHUB_ARTIFACTS',
  'ACTIONS_RUNTIME_URL',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_RESULTS_URL',
  'ACTIONS_CACHE_URL',
];

function searchAction(uses: string, step: StepSpec, where: string, search: Search, within: readonly string[]): void {
  if (within.includes(uses)) {
    refuse(search, where, `${uses} uses itself.`);
    return;
  }
  let action: Action | undefined;
  try {
    action = uses.startsWith('./') ? committedAction(uses, search) : resolveAction(uses, search.actions);
  } catch (error) {
    refuse(search, where, explain(error));
    return;
  }
  if (action?.kind === 'composite') searchSteps(action.steps, `${where} (${uses})`, search, [...within, uses]);
  if (action?.kind !== 'stand-in') return;
  search.standIns.push(uses);
  for (const [name, node] of Object.entries(fields(step.fields.with))) {
    const { inputs, refused } = action.standIn;
    if (refused.includes(name) && !isOff(node)) {
      refuse(search, where, `the stand-in for ${uses} does not support \`with: ${name}\`.`);
    } else if (!refused.includes(name) && !(name in inputs)) {
      refuse(
        search,
        where,
        `${uses} has no input \`${name}\`; it has ${[...Object.keys(inputs), ...refused].join(', ')}.`,
      );
    }
  }
}

/** A refused input that is set to nothing or `false` asks for nothing. */
const isOff = (node: Node) => node.kind === 'value' && ['', 'false', 'null'].includes(String(node.value));

function committedAction(uses: string, { readFile }: Search): Action | undefined {
  const folder = path.posix.normalize(uses).replace(/\/$/, '');
  const read = (file: string) => readFile(path.posix.join(folder, file));
  if (read('action.yml') === undefined && read('action.yaml') === undefined) return undefined;
  return loadAction(uses, folder, read);
}

function refuse(search: Search, where: string, reason: string | undefined): void {
  if (reason !== undefined) search.refusals.push(`${where}: ${reason}`);
}
