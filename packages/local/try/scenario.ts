import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listed } from '@ci-actions/format/units';
import type { WorkflowEvent } from '../runner/options.ts';
import { type Example, toDevelopment } from './examples.ts';
import { commit, git, type LocalRepository } from './repository.ts';
import { owner } from './world.ts';

/** One thing that happens to the repository, and the event that GitHub makes of it. */
export interface Happening {
  title: string;
  event: WorkflowEvent;
}

/** Makes something happen to a repository. */
export type Happen = (repository: LocalRepository) => Promise<Happening>;

/** The three events of an example, each made when its turn comes: the work tree changes on the way. */
export const scenarioOf = ({
  change: { branch, message, file, text },
  merged = 'then staging, then production',
  byHand = toDevelopment,
}: Example): readonly Happen[] => [
  async (repository) => {
    await git(repository.work, 'checkout', '--quiet', '-b', branch);
    mkdirSync(path.dirname(path.join(repository.work, file)), { recursive: true });
    writeFileSync(path.join(repository.work, file), text);
    const sha = await commit(repository.work, message);
    await git(repository.work, 'push', '--quiet', 'origin', branch);
    return {
      title: `a push to ${branch}: the tests, and nothing is published`,
      event: await push(repository, branch, sha),
    };
  },
  async (repository) => {
    const { work, defaultBranch } = repository;
    await git(work, 'checkout', '--quiet', defaultBranch);
    await git(work, 'merge', '--quiet', '--no-ff', '--message', `Merge branch ${branch}`, branch);
    await git(work, 'push', '--quiet', 'origin', defaultBranch);
    const sha = await git(work, 'rev-parse', 'HEAD');
    return {
      title: `a merge to ${defaultBranch}: the tests, ${merged}`,
      event: await push(repository, defaultBranch, sha),
    };
  },
  async (repository) => {
    const { branch: other, message: said, line, inputs, comesTo } = byHand;
    await git(repository.work, 'checkout', '--quiet', '-b', other);
    appendFileSync(path.join(repository.work, 'README.md'), `\n${line}\n`);
    const sha = await commit(repository.work, said);
    await git(repository.work, 'push', '--quiet', 'origin', other);
    const chosen = Object.entries(inputs).map(([name, value]) => `${name} ${value}`);
    return {
      title: `started by hand on ${other} with ${listed(chosen)}: the tests, ${comesTo}`,
      event: dispatch(repository, other, sha, inputs),
    };
  },
];

/**
 * The one event of `--repo`: its last commit, as it stands.
 *
 * @param inputs those of a dispatch
 */
export async function happeningOf(
  repository: LocalRepository,
  event: 'push' | 'dispatch',
  inputs: Record<string, string> = {},
): Promise<Happening> {
  const branch = await git(repository.work, 'rev-parse', '--abbrev-ref', 'HEAD');
  const sha = await git(repository.work, 'rev-parse', 'HEAD');
  if (event === 'push') return { title: `a push to ${branch}`, event: await push(repository, branch, sha) };
  const chosen = Object.entries(inputs).map(([name, value]) => ` ${name}=${value}`);
  return {
    title: `started by hand on ${branch}${chosen.length > 0 ? ` with${chosen.join()}` : ''}`,
    event: dispatch(repository, branch, sha, inputs),
  };
}

/**
 * A push of the last commit, and of what it merges.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#push
 */
async function push(repository: LocalRepository, branch: string, sha: string): Promise<WorkflowEvent> {
  const ref = `refs/heads/${branch}`;
  const parent = await git(repository.work, 'rev-parse', '--verify', `${sha}^`).catch(() => undefined);
  const commits = await commitsIn(repository.work, parent === undefined ? sha : `${parent}..${sha}`);
  const head = commits.at(-1);
  return {
    name: 'push',
    ref,
    sha,
    payload: {
      ...common(repository),
      ref,
      before: parent ?? '0'.repeat(40),
      after: sha,
      created: parent === undefined,
      deleted: false,
      forced: false,
      base_ref: null,
      pusher: head?.author,
      commits,
      head_commit: head,
    },
  };
}

/** @returns the commits of a range as the payload of a push has them, the newest last and 20 at most */
async function commitsIn(work: string, range: string) {
  const format = '--format=%H%x00%T%x00%an%x00%ae%x00%cI%x00%B%x1e';
  const records = (await git(work, 'log', '--max-count=20', format, range)).split('\x1e').slice(0, -1).reverse();
  return records.map((record) => {
    const [id = '', tree_id = '', name = '', email = '', timestamp = '', message = ''] = record.trimStart().split('\0');
    const author = { name, email };
    return { id, tree_id, distinct: true, message: message.trim(), timestamp, author, committer: author };
  });
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_dispatch */
function dispatch(
  repository: LocalRepository,
  branch: string,
  sha: string,
  inputs: Record<string, string>,
): WorkflowEvent {
  const ref = `refs/heads/${branch}`;
  return { name: 'workflow_dispatch', ref, sha, inputs, payload: { ...common(repository), ref, inputs } };
}

function common({ name, defaultBranch }: LocalRepository) {
  return {
    repository: { name, full_name: `${owner}/${name}`, default_branch: defaultBranch, owner: { login: owner } },
    sender: { login: 'octocat' },
  };
}
