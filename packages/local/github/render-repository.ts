import { type Place, renderUser } from './render.ts';

/** The endings of the URLs by which a repository points at its parts, in the order of GitHub's documentation. */
const parts: Record<string, string> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/**
 * The repository, in the form `full-repository` (https://docs.github.com/rest/repos/repos#get-a-repository).
 *
 * @param startedAt when it was made, as GitHub writes a time
 */
export function renderRepository(place: Place, defaultBranch: string, startedAt: string): object {
  const { api, web, owner, repo } = place;
  const url = `${api}/repos/${owner}/${repo}`;
  const html = `${web}/${owner}/${repo}`;
  const { host } = new URL(web);
  return {
    id: 1,
    node_id: Buffer.from('010:Repository1').toString('base64'),
    name: repo,
    full_name: `${owner}/${repo}`,
    owner: renderUser(place, owner, 'Organization', 1),
    private: true,
    visibility: 'private',
    html_url: html,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(parts).map(([name, ending]) => [name, url + ending])),
    git_url: `git://${host}/${owner}/${repo}.git`,
    ssh_url: `git@${host}:${owner}/${repo}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    language: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    size: 0,
    default_branch: defaultBranch,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    mirror_url: null,
    license: null,
    pushed_at: startedAt,
    created_at: startedAt,
    updated_at: startedAt,
  };
}
