import type { RunnerOptions } from './options.ts';
import type { WorkflowSpec } from './workflow-file.ts';

/** The `github` context of a run, but for what a job and a step add: `token`, `job`, `workspace`, `action`. */
export function githubContext(
  { event, repository, urls, runId, attempt, workflow: { path: file } }: RunnerOptions,
  workflow: WorkflowSpec,
  inputs: Record<string, unknown>,
  eventFile: string,
): Record<string, unknown> {
  const name = `${repository.owner}/${repository.name}`;
  const pull = event.payload.pull_request as { head?: { ref?: string }; base?: { ref?: string } } | undefined;
  const actor = event.actor ?? 'octocat';
  const texts = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, String(value)]));
  return {
    actor,
    actor_id: '1',
    api_url: urls.api,
    base_ref: pull?.base?.ref ?? '',
    event: event.name === 'workflow_dispatch' ? { ref: event.ref, ...event.payload, inputs: texts } : event.payload,
    event_name: event.name,
    event_path: eventFile,
    graphql_url: `${urls.api}/graphql`,
    head_ref: pull?.head?.ref ?? '',
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: false,
    ref_type: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: name,
    repository_id: '1',
    repository_owner: repository.owner,
    repository_owner_id: '1',
    repositoryUrl: `${urls.server.replace(/^https?/, 'git')}/${name}.git`,
    retention_days: '90',
    run_attempt: String(attempt),
    run_id: String(runId),
    run_number: String(runId),
    secret_source: 'Actions',
    server_url: urls.server,
    sha: event.sha,
    triggering_actor: actor,
    workflow: workflow.name,
    workflow_ref: `${name}/${file}@${event.ref}`,
    workflow_sha: event.sha,
  };
}
