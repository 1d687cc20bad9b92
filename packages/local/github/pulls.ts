import { type Handlers, ok } from './handlers.ts';
import { paginate } from './pages.ts';
import { htmlUrl, nodeId, type Place, renderUser, repositoryUrl } from './render.ts';
import { renderRepository } from './render-repository.ts';
import type { State } from './state.ts';

export interface PullRecord {
  number: number;
  state: 'open' | 'closed';
  head: {
    sha: string;
    ref: string /** Whose repository it is in; the base's own owner where it is no fork. */;
    owner: string;
  };
  base: { sha: string; ref: string };
}

type Operations = 'GET /repos/{owner}/{repo}/pulls' | 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';

/** Pull requests: listed, and found by a commit. @param startedAt when they and the repository were made */
export function pullHandlers(place: Place, state: State, startedAt: string): Pick<Handlers, Operations> {
  const page = (pulls: readonly PullRecord[], url: URL) => {
    const { items, headers } = paginate(pulls, url);
    return ok(
      items.map((pull) => renderPull(place, pull, startedAt)),
      headers,
    );
  };
  return {
    'GET /repos/{owner}/{repo}/pulls': ({ url }) => {
      const asked = { state: url.searchParams.get('state') ?? 'open', head: url.searchParams.get('head') };
      const matching = state.pulls.filter(
        (pull) =>
          (asked.state === 'all' || asked.state === pull.state) &&
          (asked.head ?? `${pull.head.owner}:${pull.head.ref}`) === `${pull.head.owner}:${pull.head.ref}`,
      );
      return page(matching.toReversed(), url);
    },

    // The commits of a fork are not in this repository, and GitHub finds no pull request by them.
    'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': ({ params, url }) =>
      page(
        state.pulls.filter(({ head }) => head.sha === params.commit_sha && head.owner === place.owner),
        url,
      ),
  };
}

/** https://docs.github.com/rest/pulls/pulls#list-pull-requests */
function renderPull(place: Place, { number, state, head, base }: PullRecord, startedAt: string): object {
  const url = `${repositoryUrl(place)}/pulls/${number}`;
  const issue = `${repositoryUrl(place)}/issues/${number}`;
  const html = `${htmlUrl(place)}/pull/${number}`;
  const statuses = `${repositoryUrl(place)}/statuses/${head.sha}`;
  const side = (owner: string, { ref, sha }: { ref: string; sha: string }) => ({
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: renderUser(place, owner, 'Organization', 1),
    repo: renderSide({ ...place, owner }, startedAt, owner === place.owner),
  });
  const links = {
    comments_url: `${issue}/comments`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(place)}/pulls/comments{/number}`,
    statuses_url: statuses,
  };
  return {
    ...links,
    url,
    id: number,
    node_id: nodeId('PullRequest', number),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    number,
    state,
    locked: false,
    title: `Pull request ${number}`,
    user: renderUser(place, head.owner, 'Organization', 1),
    body: null,
    labels: [],
    milestone: null,
    created_at: startedAt,
    updated_at: startedAt,
    closed_at: state === 'closed' ? startedAt : null,
    merged_at: null,
    merge_commit_sha: null,
    assignee: null,
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    head: side(head.owner, head),
    base: side(place.owner, base),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      ...Object.fromEntries(Object.entries(links).map(([name, href]) => [name.replace(/_url$/, ''), { href }])),
    },
  };
}

/** A repository in the form that a pull request has of it. */
function renderSide(place: Place, startedAt: string, own: boolean): object {
  const {
    network_count: _network,
    subscribers_count: _subscribers,
    ...rest
  } = renderRepository(place, 'main', startedAt) as Record<string, unknown>;
  return { ...rest, id: own ? 1 : 2, fork: !own, has_downloads: true };
}
