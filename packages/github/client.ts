import type { Retry } from '@ci-actions/http/retry';
import type { Log } from '@ci-actions/log/log';
import { type Api, createApi } from './api.ts';
import { type Artifacts, artifactsOf } from './artifacts.ts';
import { type Checks, checksOf } from './checks.ts';
import { type Comments, commentsOf } from './comments.ts';
import { type CreateDeployment, createDeployment, type Deployment, toDeployment } from './deployments.ts';
import { type Dispatches, dispatchesOf } from './dispatch.ts';
import { GitHubError } from './errors.ts';
import { type Pulls, pullsOf } from './pulls.ts';
import { type Releases, releasesOf } from './releases.ts';

export type { CreateDeployment, Deployment };

/** How one commit stands to another: `ahead` of it, `behind` it, the same, or on another branch. */
export type Relation = 'ahead' | 'behind' | 'identical' | 'diverged';

/** https://docs.github.com/rest/deployments/statuses */
export interface DeploymentStatus {
  state: 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';
  /** Cut after 140 characters, the most that GitHub takes. */
  description?: string;
  /** Where the log of the work can be read. */
  logUrl?: string;
  /** Where the result can be seen. */
  environmentUrl?: string;
  /** Whether a success makes earlier deployments to the environment inactive; true where nothing is said, as GitHub has it. */
  autoInactive?: boolean;
}

/**
 * What we ask of GitHub, for one repository. Every method retries what passes, and throws `NotPermitted` where the
 * token lacks a permission, `RateLimited` where GitHub asks to wait too long, and `GitHubError` for the rest.
 */
export interface GitHub extends Checks, Comments, Pulls, Artifacts, Releases, Dispatches {
  /** The names of all environments that the repository has. Needs `actions: read`. */
  listEnvironments(): Promise<string[]>;
  /** How `head` stands to `base`; undefined where GitHub does not know one of the two. Needs `contents: read`. */
  compare(base: string, head: string): Promise<Relation | undefined>;
  /** The newest deployments of a task to an environment, the newest first. Needs `deployments: read`. */
  listDeployments(filter: { environment: string; task: string; limit: number }): Promise<Deployment[]>;
  /** The state of a deployment's newest status; undefined where it has none. Needs `deployments: read`. */
  latestDeploymentState(id: number): Promise<string | undefined>;
  /** Makes a deployment, once, whatever the weather. Needs `deployments: write`. */
  createDeployment(deployment: CreateDeployment): Promise<{ id: number; url: string }>;
  /** Says how a deployment stands. Needs `deployments: write`. */
  createDeploymentStatus(id: number, status: DeploymentStatus): Promise<void>;
}

export interface GitHubOptions {
  token: string;
  /** `owner/name`, as in GITHUB_REPOSITORY. */
  repository: string;
  /** The API's root, as in GITHUB_API_URL. */
  apiUrl: string;
  log: Log;
  /** How long each call may take with all its attempts. In milliseconds; 60,000 by default. */
  budgetMs?: number;
  /** A clock of the caller's own, for tests. */
  retry?: Omit<Retry, 'budgetMs'>;
}

/**
 * GitHub's REST API. Nothing is loaded and nothing is sent until the first call.
 *
 * @throws Error when the repository is not named `owner/name`
 */
export function createGitHub({ token, repository, apiUrl, log, budgetMs = 60_000, retry = {} }: GitHubOptions): GitHub {
  const api = createApi({ token, repository, apiUrl, log, retry: { ...retry, budgetMs } });
  const call = (doing: string, needs: string, hidden = true) => ({ doing, needs, hidden });
  return {
    ...checksOf(api, repository),
    ...commentsOf(api, token),
    ...pullsOf(api, repository),
    ...artifactsOf(api, repository),
    ...releasesOf(api, repository, apiUrl),
    ...dispatchesOf(api, repository),

    async listEnvironments() {
      return api.all(
        `Listing the environments of ${repository}`,
        call(`list the environments of ${repository}`, 'actions: read'),
        'GET /repos/{owner}/{repo}/environments',
        {},
        (data) => (data as { environments?: { name: string }[] }).environments?.map(({ name }) => name) ?? [],
      );
    },

    compare: (base, head) => compare(api, base, head),

    async listDeployments({ environment, task, limit }) {
      const found = await api.all(
        `Listing the deployments to ${environment}`,
        call(`list the deployments of ${repository}`, 'deployments: read'),
        'GET /repos/{owner}/{repo}/deployments',
        { environment, task },
        (data) => (data as Parameters<typeof toDeployment>[0][]).map(toDeployment),
        limit,
      );
      // GitHub answers the newest first, but promises it nowhere.
      return found.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id);
    },

    async latestDeploymentState(id) {
      const { data } = await api.ask(
        `Reading the state of deployment ${id}`,
        call(`read the state of deployment ${id} of ${repository}`, 'deployments: read', false),
        'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
        { deployment_id: id, per_page: 1 },
      );
      return (data as { state: string }[])[0]?.state;
    },

    createDeployment: (deployment) =>
      createDeployment(
        api,
        call(`create a deployment of ${repository}`, 'deployments: write'),
        deployment,
        retry.now ?? (() => performance.now()),
      ),

    async createDeploymentStatus(id, { state, description = '', logUrl, environmentUrl, autoInactive }) {
      // A second attempt may say the same thing twice, and that changes nothing: the newest status counts.
      await api.ask(
        `Setting the state of deployment ${id} to ${state}`,
        call(`set the state of deployment ${id} of ${repository}`, 'deployments: write', false),
        'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
        {
          deployment_id: id,
          state,
          description: cut(description),
          ...(logUrl === undefined ? {} : { log_url: logUrl }),
          ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
          ...(autoInactive === undefined ? {} : { auto_inactive: autoInactive }),
        },
      );
    },
  };
}

async function compare(api: Api, base: string, head: string): Promise<Relation | undefined> {
  // With three dots in a name the request would mean something else, and no commit has such a name.
  if ([base, head].some((name) => name === '' || name.includes('...'))) return undefined;
  try {
    const { data } = await api.ask(
      `Comparing ${base} with ${head}`,
      { doing: `compare ${base} with ${head}`, needs: 'contents: read', hidden: false },
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      { basehead: `${base}...${head}`, per_page: 1 },
    );
    return (data as { status: Relation }).status;
  } catch (thrown) {
    if (!(thrown instanceof GitHubError) || (thrown.status !== 404 && thrown.status !== 422)) throw thrown;
    return /No common ancestor/i.test(thrown.message) ? 'diverged' : undefined;
  }
}

/** At most 140 characters, never half of one. */
function cut(text: string): string {
  return text.length <= 140 ? text : `${text.slice(0, 139).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
