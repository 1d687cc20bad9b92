import type { ArtifactRecord } from './artifacts.ts';
import type { CheckRunRecord } from './checks.ts';
import type { CommentRecord } from './comments.ts';
import { utc } from './commits.ts';
import type { PullRecord } from './pulls.ts';
import { createReleaseState, type ReleaseState, type Settings } from './release-state.ts';

/** A deployment as it was asked for, with what has been said of it since. */
export interface DeploymentRecord {
  id: number;
  sha: string;
  ref: string;
  task: string;
  environment: string;
  description: string | null;
  payload: string | Record<string, unknown>;
  transient: boolean;
  production: boolean;
  createdAt: string;
  updatedAt: string;
  /** The oldest first. */
  statuses: StatusRecord[];
}

export interface StatusRecord {
  id: number;
  state: string;
  description: string;
  environment: string;
  logUrl: string;
  environmentUrl: string;
  createdAt: string;
}

export interface EnvironmentRecord {
  id: number;
  name: string;
  createdAt: string;
}

/** What the loopback GitHub remembers besides the repository itself. */
export interface State extends ReleaseState {
  environments: EnvironmentRecord[];
  /** The oldest first. */
  deployments: DeploymentRecord[];
  /** The oldest first, as are all that follow. */
  checkRuns: CheckRunRecord[];
  pulls: PullRecord[];
  comments: CommentRecord[];
  artifacts: ArtifactRecord[];
  /** An identifier that nothing else has. */
  nextId(): number;
  environment(name: string): EnvironmentRecord | undefined;
  addDeployment(asked: Omit<DeploymentRecord, 'id' | 'createdAt' | 'updatedAt' | 'statuses'>): DeploymentRecord;
  addStatus(
    deployment: DeploymentRecord,
    asked: Omit<StatusRecord, 'id' | 'createdAt'>,
    autoInactive: boolean,
  ): StatusRecord;
}

/**
 * @param environments the names of the repository's environments
 * @param now the clock, in milliseconds since 1970
 * @param settings of the repository; the usual ones where nothing is said
 */
export function createState(
  environments: readonly string[],
  now: () => number,
  settings: Partial<Settings> = {},
): State {
  let id = 1000;
  const push = (deployment: DeploymentRecord, asked: Omit<StatusRecord, 'id' | 'createdAt'>) => {
    const status = { ...asked, id: ++id, createdAt: utc(now()) };
    deployment.statuses.push(status);
    deployment.updatedAt = status.createdAt;
    return status;
  };
  const state: State = {
    environments: environments.map((name) => ({ id: ++id, name, createdAt: utc(now()) })),
    deployments: [],
    checkRuns: [],
    pulls: [],
    comments: [],
    artifacts: [],
    ...createReleaseState(settings),
    nextId: () => ++id,
    // Names of environments are not case-sensitive.
    environment: (name) => state.environments.find((item) => item.name.toLowerCase() === name.toLowerCase()),
    addDeployment(asked) {
      const createdAt = utc(now());
      const deployment = { ...asked, id: ++id, createdAt, updatedAt: createdAt, statuses: [] };
      state.deployments.push(deployment);
      // As on GitHub, a deployment to an environment that is not there makes it.
      if (!state.environment(asked.environment)) {
        state.environments.push({ id: ++id, name: asked.environment, createdAt });
      }
      return deployment;
    },
    addStatus(deployment, asked, autoInactive) {
      // A success ends the earlier successes in the same environment, but not where the environment is production
      // or transient (https://docs.github.com/rest/deployments/deployments#inactive-deployments).
      const overtaken = state.deployments.filter(
        (earlier) =>
          autoInactive &&
          asked.state === 'success' &&
          earlier.id < deployment.id &&
          earlier.environment === deployment.environment &&
          !earlier.transient &&
          !earlier.production &&
          earlier.statuses.at(-1)?.state === 'success',
      );
      for (const earlier of overtaken) push(earlier, { ...blank(earlier.environment), state: 'inactive' });
      return push(deployment, asked);
    },
  };
  return state;
}

const blank = (environment: string) => ({ description: '', environment, logUrl: '', environmentUrl: '' });
