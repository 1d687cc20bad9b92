/** The webhook payload of the event that started a run. It comes from GitHub, but people choose many of its texts. */
export type RunEvent = Readonly<Record<string, unknown>>;

/** What a run knows of itself; empty where GitHub says nothing. */
export interface Run {
  /** `owner/name`. */
  repository: string;
  eventName: string;
  /** The commit of the run; for `pull_request` a merge commit that nobody has pushed. */
  sha: string;
  /** `refs/heads/main`, `refs/pull/1/merge`, … */
  ref: string;
  runId: string;
  runAttempt: string;
}

/** Where the pull request of a run is found. */
export type PullQuestion =
  | { number: number }
  /** It has to be asked for, by the commit and the branch that it comes from. */
  | { sha: string; branch: string; owner: string; repository: string };

/** What a run is compared with: a branch, and its commit where that is known. */
export interface BaseRef {
  branch: string;
  sha: string | undefined;
  /** The id of the run that made the results: its own artifact is no base. */
  ownRun: number;
  /** Whether the results are of that branch themselves: then only what was before them is a base. */
  isOwnBranch: boolean;
}

/**
 * The commit that was tested, on which people look for checks: the head of the pull request, not the merge commit.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function headOf(event: RunEvent, run: Pick<Run, 'sha'>): string {
  const named = [at(event, 'pull_request', 'head', 'sha'), at(event, 'workflow_run', 'head_sha')];
  return named.find(isCommit) ?? run.sha;
}

/** The pull request that a run belongs to; undefined where it can belong to none. */
export function pullOf(event: RunEvent, run: Run): PullQuestion | undefined {
  const known = [at(event, 'pull_request', 'number'), testedPull(event)].find((value) => typeof value === 'number');
  if (known !== undefined) return { number: known };
  const tested = at(event, 'workflow_run');
  if (tested !== undefined) {
    // For a fork the list is empty: the branch in the fork tells.
    const repository = text(at(tested, 'head_repository', 'full_name'));
    const branch = text(at(tested, 'head_branch'));
    return repository && branch ? asked(headOf(event, run), branch, repository) : undefined;
  }
  const branch = branchOf(run.ref);
  return branch && run.sha ? asked(run.sha, branch, run.repository) : undefined;
}

/** What a run is compared with; undefined where the event does not say it. */
export function baseOf(event: RunEvent, run: Run): BaseRef | undefined {
  const main = text(at(event, 'repository', 'default_branch'));
  const pulls = at(event, 'workflow_run', 'pull_requests');
  const pull = at(event, 'pull_request') ?? (Array.isArray(pulls) ? pulls[0] : undefined);
  const group = at(event, 'merge_group');
  const tested = at(event, 'workflow_run');
  const ownRun = Number(tested === undefined ? run.runId : at(tested, 'id')) || 0;
  const ownBranch = tested === undefined ? branchOf(run.ref) : text(at(tested, 'head_branch'));
  const base = (branch: string, sha: unknown, isOwnBranch: boolean) =>
    branch === '' ? undefined : { branch, sha: isCommit(sha) ? sha : undefined, ownRun, isOwnBranch };
  if (pull) return base(text(at(pull, 'base', 'ref')), at(pull, 'base', 'sha'), false);
  if (group) return base(branchOf(text(at(group, 'base_ref'))), at(group, 'base_sha'), false);
  // A push to the default branch is compared with what was there before it; all else with the default branch.
  return base(main, ownBranch === main ? at(event, 'before') : undefined, ownBranch === main);
}

function asked(sha: string, branch: string, repository: string): PullQuestion {
  return { sha, branch, owner: repository.split('/')[0] ?? '', repository };
}

/** The pull request of the run that a `workflow_run` follows, where it still has the commit that was tested. */
function testedPull(event: RunEvent): unknown {
  const pulls = at(event, 'workflow_run', 'pull_requests');
  const pull: unknown = Array.isArray(pulls) && pulls.length === 1 ? pulls[0] : undefined;
  return at(pull, 'head', 'sha') === at(event, 'workflow_run', 'head_sha') ? at(pull, 'number') : undefined;
}

/** @returns the branch's name; empty for a tag and for a pull request's own ref */
export function branchOf(ref: string): string {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : '';
}

/** @returns what is there in a payload by these names, or undefined */
export function at(value: unknown, ...names: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of names) {
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, name)
        ? (found as Record<string, unknown>)[name]
        : undefined;
  }
  return found ?? undefined;
}

/** @returns a text of a payload; empty where there is none */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Whether it is a full commit id, and not the zeros that stand for none. */
function isCommit(value: unknown): value is string {
  return typeof value === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value) && !/^0+$/.test(value);
}
