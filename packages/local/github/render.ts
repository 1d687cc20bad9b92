import type { Commit, Comparison } from './commits.ts';
import type { DeploymentRecord, EnvironmentRecord, StatusRecord } from './state.ts';
import type { Account } from './tokens.ts';

/** Where things are: the roots of every URL in a reply. */
export interface Place {
  /** The API's root, as in `http://127.0.0.1:1234/api/v3`. */
  api: string;
  /** The root of what a person looks at. */
  web: string;
  owner: string;
  repo: string;
}

/** An opaque identifier, made as GitHub makes its older ones. */
export const nodeId = (type: string, id: number | string) => Buffer.from(`0:${type}${id}`).toString('base64');

export const repositoryUrl = ({ api, owner, repo }: Place) => `${api}/repos/${owner}/${repo}`;
export const htmlUrl = ({ web, owner, repo }: Place) => `${web}/${owner}/${repo}`;

/** A person, an organisation or a bot, in the form `simple-user`. */
export function renderUser(
  { api, web }: Place,
  login: string,
  type: 'Organization' | 'Bot' | 'User',
  id: number,
): object {
  const url = `${api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: `${web}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${web}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}

/** The account behind `github.token`. */
const robot = (place: Place) => renderAccount(place, { login: 'github-actions[bot]', type: 'Bot' });

/** On whose behalf something was made. */
export function renderAccount(place: Place, { login, type }: Pick<Account, 'login' | 'type'>): object {
  return renderUser(place, login, type, login === 'github-actions[bot]' ? 41898282 : 583231);
}

/** An app, in the form `integration` (https://docs.github.com/rest/apps/apps#get-an-app). */
export function renderApp(place: Place, slug: string, at: string): object {
  const id = slug === 'github-actions' ? 15368 : 29310;
  return {
    id,
    slug,
    node_id: nodeId('Integration', id),
    owner: renderUser(place, 'github', 'Organization', 9919),
    name: slug,
    description: null,
    external_url: `${place.web}/apps/${slug}`,
    html_url: `${place.web}/apps/${slug}`,
    created_at: at,
    updated_at: at,
    permissions: {},
    events: [],
  };
}

/** https://docs.github.com/rest/deployments/environments */
export function renderEnvironment(place: Place, { id, name, createdAt }: EnvironmentRecord): object {
  return {
    id,
    node_id: nodeId('Environment', id),
    name,
    url: `${repositoryUrl(place)}/environments/${encodeURIComponent(name)}`,
    html_url: `${htmlUrl(place)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: createdAt,
    updated_at: createdAt,
    protection_rules: [],
    deployment_branch_policy: null,
  };
}

/** https://docs.github.com/rest/deployments/deployments */
export function renderDeployment(place: Place, deployment: DeploymentRecord): object {
  const url = `${repositoryUrl(place)}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: robot(place),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(place),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
  };
}

/** https://docs.github.com/rest/deployments/statuses */
export function renderStatus(place: Place, deployment: DeploymentRecord, status: StatusRecord): object {
  const deploymentUrl = `${repositoryUrl(place)}/deployments/${deployment.id}`;
  return {
    url: `${deploymentUrl}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: robot(place),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: deploymentUrl,
    repository_url: repositoryUrl(place),
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
  };
}

/** https://docs.github.com/rest/commits/commits */
function renderCommit(place: Place, commit: Commit): object {
  const link = (sha: string) => ({
    sha,
    url: `${repositoryUrl(place)}/commits/${sha}`,
    html_url: `${htmlUrl(place)}/commit/${sha}`,
  });
  return {
    ...link(commit.sha),
    node_id: nodeId('Commit', commit.sha),
    comments_url: `${repositoryUrl(place)}/commits/${commit.sha}/comments`,
    commit: {
      url: `${repositoryUrl(place)}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${repositoryUrl(place)}/git/trees/${commit.tree}` },
      comment_count: 0,
    },
    // GitHub knows no account for these mail addresses.
    author: null,
    committer: null,
    parents: commit.parents.map(link),
  };
}

/**
 * https://docs.github.com/rest/commits/commits#compare-two-commits, without the optional list of files.
 *
 * @param read the base, the merge base, then this page's commits
 */
export function renderComparison(
  place: Place,
  found: Comparison,
  [base, mergeBase, ...page]: readonly Commit[],
): object {
  const range = `${found.base}...${found.head}`;
  const ahead = found.ahead.length;
  const html = `${htmlUrl(place)}/compare/${range}`;
  const one = ahead > 0 ? 'ahead' : 'identical';
  return {
    url: `${repositoryUrl(place)}/compare/${range}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: base && renderCommit(place, base),
    merge_base_commit: mergeBase && renderCommit(place, mergeBase),
    status: found.behind === 0 ? one : ahead > 0 ? 'diverged' : 'behind',
    ahead_by: ahead,
    behind_by: found.behind,
    total_commits: ahead,
    commits: page.map((commit) => renderCommit(place, commit)),
  };
}
