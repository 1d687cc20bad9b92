import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkflowEvent } from '../runner/options.ts';
import { commit, git, type LocalRepository } from './repository.ts';
import { owner } from './world.ts';

/** One thing that happens to the repository, and the event that GitHub makes of it. */
export interface Happening {
  title: string;
  event: WorkflowEvent;
}

/** The three events of the example, each made when its turn comes: the work tree changes on the way. */
export const scenario: readonly ((repository: LocalRepository) => Promise<Happening>)[] = [
  async (repository) => {
    const branch = 'feature/returns';
    await git(repository.work, 'checkout', '--quiet', '-b', branch);
    addDag(repository.work);
    const sha = await commit(repository.work, 'feat: follow the returns of each day');
    await git(repository.work, 'push', '--quiet', 'origin', branch);
    return { title: `a push to ${branch}: the tests, and nothing is published`, event: push(repository, branch, sha) };
  },
  async (repository) => {
    const { work, defaultBranch } = repository;
    await git(work, 'checkout', '--quiet', defaultBranch);
    await git(work, 'merge', '--quiet', '--no-ff', '--message', 'Merge branch feature/returns', 'feature/returns');
    await git(work, 'push', '--quiet', 'origin', defaultBranch);
    const sha = await git(work, 'rev-parse', 'HEAD');
    return {
      title: `a merge to ${defaultBranch}: the tests, then staging, then production`,
      event: push(repository, defaultBranch, sha),
    };
  },
  async (repository) => {
    const branch = 'feature/quieter-alerts';
    await git(repository.work, 'checkout', '--quiet', '-b', branch);
    appendFileSync(path.join(repository.work, 'README.md'), '\nAlerts are quieter on this branch.\n');
    const sha = await commit(repository.work, 'docs: say that alerts are quieter');
    await git(repository.work, 'push', '--quiet', 'origin', branch);
    return {
      title: `started by hand on ${branch}: the tests, then development`,
      event: dispatch(repository, branch, sha, 'development'),
    };
  },
];

/** The one event of `--repo`: its last commit, as it stands. */
export async function happeningOf(
  repository: LocalRepository,
  event: 'push' | 'dispatch',
  environment: string,
): Promise<Happening> {
  const branch = await git(repository.work, 'rev-parse', '--abbrev-ref', 'HEAD');
  const sha = await git(repository.work, 'rev-parse', 'HEAD');
  return event === 'push'
    ? { title: `a push to ${branch}`, event: push(repository, branch, sha) }
    : {
        title: `started by hand on ${branch} for ${environment}`,
        event: dispatch(repository, branch, sha, environment),
      };
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#push */
function push(repository: LocalRepository, branch: string, sha: string): WorkflowEvent {
  const ref = `refs/heads/${branch}`;
  return {
    name: 'push',
    ref,
    sha,
    payload: { ...common(repository), ref, after: sha, deleted: false, created: false, forced: false },
  };
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_dispatch */
function dispatch(repository: LocalRepository, branch: string, sha: string, environment: string): WorkflowEvent {
  const ref = `refs/heads/${branch}`;
  const inputs = { environment };
  return { name: 'workflow_dispatch', ref, sha, inputs, payload: { ...common(repository), ref, inputs } };
}

function common({ name, defaultBranch }: LocalRepository) {
  return {
    repository: { name, full_name: `${owner}/${name}`, default_branch: defaultBranch, owner: { login: owner } },
    sender: { login: 'octocat' },
  };
}

function addDag(work: string): void {
  const folder = path.join(work, 'dags');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'returns_daily.py'),
    `"""Follows the returns of each day."""
from datetime import datetime

from airflow import DAG
from airflow.operators.empty import EmptyOperator

with DAG(dag_id="returns_daily", start_date=datetime(2026, 1, 1), schedule="@daily", catchup=False, tags=["returns"]):
    EmptyOperator(task_id="collect") >> EmptyOperator(task_id="report")
`,
  );
}
