import type { Api } from './api.ts';

/** A pull request. https://docs.github.com/rest/pulls/pulls */
export interface Pull {
  number: number;
  isOpen: boolean;
  /** What it wants to merge; `repository` is `owner/name`, undefined where the fork is gone. */
  head: { sha: string; ref: string; repository: string | undefined };
  base: { sha: string; ref: string };
}

export interface Pulls {
  /** The pull requests that a commit of this repository belongs to: one call, 100 at most. Needs `pull-requests: read`. */
  pullsOfCommit(sha: string): Promise<Pull[]>;
  /** The open pull requests from a branch, also of a fork: one call, 100 at most. Needs `pull-requests: read`. */
  pullsOfBranch(owner: string, branch: string): Promise<Pull[]>;
}

interface Answer {
  number: number;
  state: string;
  head: { sha: string; ref: string; repo: { full_name: string } | null };
  base: { sha: string; ref: string };
}

/** Pull requests. */
export function pullsOf(api: Api, repository: string): Pulls {
  // Who looks for a pull request wants to comment on it: one permission to add, not one after the other.
  const call = { doing: `list the pull requests of ${repository}`, needs: 'pull-requests: write', hidden: true };
  return {
    async pullsOfCommit(sha) {
      const what = `Looking for the pull request of ${sha.slice(0, 7)}`;
      const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
      return toPulls((await api.ask(what, call, route, { commit_sha: sha, per_page: 100 })).data);
    },

    async pullsOfBranch(owner, branch) {
      const what = `Looking for the pull request of ${owner}:${branch}`;
      const parameters = { head: `${owner}:${branch}`, state: 'open', per_page: 100 };
      return toPulls((await api.ask(what, call, 'GET /repos/{owner}/{repo}/pulls', parameters)).data);
    },
  };
}

function toPulls(data: unknown): Pull[] {
  return (data as Answer[]).map(({ number, state, head, base }) => ({
    number,
    isOpen: state === 'open',
    head: { sha: head.sha, ref: head.ref, repository: head.repo?.full_name },
    base: { sha: base.sha, ref: base.ref },
  }));
}
