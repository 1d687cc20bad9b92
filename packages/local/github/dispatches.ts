import { parse } from 'yaml';
import { findCommit, git, utc } from './commits.ts';
import { type Handlers, invalid, notFound, text } from './handlers.ts';
import type { Place } from './render.ts';
import { repositoryUrl } from './render.ts';
import type { State } from './state.ts';

type Operations = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';

interface Input {
  required?: boolean;
  default?: unknown;
}

/** Workflows that are started by the API. They are remembered, not run: the runner is elsewhere. */
export function dispatchHandlers(
  place: Place,
  state: State,
  folder: string,
  now: () => number,
): Pick<Handlers, Operations> {
  return {
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': async ({ params, body, account }) => {
      const workflow = params.workflow_id ?? '';
      // A workflow that is on no branch is none.
      if (!/^[\w.-]+\.ya?ml$/.test(workflow) || !(await isKnown(folder, workflow))) return notFound;
      const ref = await fullRef(folder, text(body.ref));
      const sha = ref && (await findCommit(folder, ref));
      if (!ref || !sha) return invalid(`No ref found for: ${text(body.ref)}`);
      const declared = trigger(await show(folder, sha, workflow));
      if (!declared) return invalid("Workflow does not have 'workflow_dispatch' trigger");
      const given = (body.inputs ?? {}) as Record<string, unknown>;
      const unknown = Object.keys(given).filter((name) => !(name in declared));
      if (unknown.length > 0) return invalid(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
      const missing = Object.entries(declared).find(
        ([name, input]) => input?.required === true && input.default === undefined && !(name in given),
      );
      if (missing) return invalid(`Required input '${missing[0]}' not provided`);
      const inputs = Object.entries(declared).map(([name, input]) => [
        name,
        String(given[name] ?? input?.default ?? ''),
      ]);
      const made = { workflow, ref, sha, inputs: Object.fromEntries(inputs), author: account, createdAt: utc(now()) };
      state.dispatches.push(made);
      if (body.return_run_details !== true) return { status: 204 };
      const id = state.nextId();
      const run = `${repositoryUrl(place)}/actions/runs/${id}`;
      const html = `${place.web}/${place.owner}/${place.repo}/actions/runs/${id}`;
      return { status: 200, body: { workflow_run_id: id, run_url: run, html_url: html } };
    },
  };
}

/** A branch or a tag by its name, or by its whole name; a commit's id is none. */
async function fullRef(folder: string, name: string): Promise<string | undefined> {
  const candidates = /^refs\/(heads|tags)\//.test(name) ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  for (const candidate of candidates) if (await findCommit(folder, candidate)) return candidate;
  return undefined;
}

async function isKnown(folder: string, workflow: string): Promise<boolean> {
  const branches = (await git(folder, 'for-each-ref', '--format=%(refname)', 'refs/heads')).split('\n').filter(Boolean);
  for (const branch of branches) if ((await show(folder, branch, workflow)) !== undefined) return true;
  return false;
}

async function show(folder: string, commit: string, workflow: string): Promise<string | undefined> {
  try {
    return await git(folder, 'cat-file', 'blob', `${commit}:.github/workflows/${workflow}`);
  } catch {
    return undefined;
  }
}

/** The inputs of `workflow_dispatch`; undefined where the workflow has no such trigger. */
function trigger(source: string | undefined): Record<string, Input | null> | undefined {
  let on: unknown;
  try {
    on = (parse(source ?? '') as { on?: unknown } | null)?.on;
  } catch {
    return undefined;
  }
  if (on === 'workflow_dispatch' || (Array.isArray(on) && on.includes('workflow_dispatch'))) return {};
  if (typeof on !== 'object' || on === null || !('workflow_dispatch' in on)) return undefined;
  return (on.workflow_dispatch as { inputs?: Record<string, Input | null> } | null)?.inputs ?? {};
}
