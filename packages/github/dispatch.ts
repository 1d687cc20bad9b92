import path from 'node:path';
import type { Api } from './api.ts';
import type { Failure } from './read-failure.ts';

export interface Dispatches {
  /**
   * Starts a workflow that has `on: workflow_dispatch`. A tag that the job's own token has made starts nothing by
   * itself, and this does. Needs `actions: write`.
   *
   * GitHub does not say what it has started where its answer is lost, and then it is asked once more: in such weather
   * the workflow may run twice.
   *
   * @param file the workflow's file, as in `deploy.yml` or `.github/workflows/deploy.yml`
   * @param ref a branch or a tag, whose version of the file runs
   * @param inputs 25 at most
   */
  dispatchWorkflow(file: string, ref: string, inputs?: Readonly<Record<string, string>>): Promise<void>;
}

/** Workflows that are started. https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event */
export function dispatchesOf(api: Api, repository: string): Dispatches {
  return {
    async dispatchWorkflow(file, ref, inputs = {}) {
      const name = path.posix.basename(file);
      const doing = `start ${name} of ${repository} at ${ref}`;
      const needs = 'actions: write';
      const call = { doing, needs, hidden: true, explain: (failure: Failure) => explain(failure, doing, name, ref) };
      await api.ask(
        `Starting ${name} at ${ref}`,
        call,
        'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
        { workflow_id: name, ref, ...(Object.keys(inputs).length > 0 ? { inputs } : {}) },
      );
    },
  };
}

/** What only the start of a workflow can be refused for. */
function explain({ status, text }: Failure, doing: string, name: string, ref: string): string | undefined {
  const file = `.github/workflows/${name}`;
  const could = `GitHub could not ${doing} (${status} ${text})`;
  if (status === 404) {
    return `${could}: check that ${file} is on the default branch, and add \`actions: write\` under \`permissions:\` of the job.`;
  }
  if (status !== 422) return undefined;
  if (/workflow_dispatch/.test(text))
    return `${could}: add \`workflow_dispatch:\` under \`on:\` in ${file}, as it is at ${ref}.`;
  if (/input/i.test(text))
    return `${could}: what is given has to fit the \`inputs:\` of \`workflow_dispatch:\` in ${file}, as it is at ${ref}.`;
  return undefined;
}
