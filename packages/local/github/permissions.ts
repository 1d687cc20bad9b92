import type { Need } from './operations.ts';

/** How much of one permission a token holds. */
export type Access = 'none' | 'read' | 'write';

/** A job's effective `permissions:`, as a workflow writes them; nothing stands for the repository's default. */
export type Permissions = 'read-all' | 'write-all' | Readonly<Record<string, Access>>;

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions */
const scopes = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
] as const;

/** What a job gets that names no permissions, where the repository keeps GitHub's restricted default. */
const restricted: Permissions = { contents: 'read', packages: 'read' };

const rank: Record<Access, number> = { none: 0, read: 1, write: 2 };

/**
 * What a token may do in the end.
 *
 * @param permissions the job's effective permissions; scopes that are not named are none
 * @param fork whether the run belongs to a pull request from a fork, which never gets more than read, and no identity
 * @throws Error when a scope does not exist
 */
export function grant(permissions: Permissions = restricted, fork = false): ReadonlyMap<string, Access> {
  const all = permissions === 'read-all' ? 'read' : 'write';
  const named: Readonly<Record<string, Access>> =
    typeof permissions === 'string' ? Object.fromEntries(scopes.map((scope) => [scope, all])) : permissions;
  const granted = new Map<string, Access>();
  for (const [scope, access] of Object.entries(named)) {
    if (!(scopes as readonly string[]).includes(scope)) {
      throw new Error(`GitHub knows no permission '${scope}'; it knows ${scopes.join(', ')}.`);
    }
    granted.set(scope, fork && access === 'write' ? 'read' : access);
  }
  return granted.set('metadata', 'read');
}

/** Whether a token with these permissions may carry out an operation that needs this one. */
export function allows(granted: ReadonlyMap<string, Access>, [scope, access]: Need): boolean {
  return rank[granted.get(scope) ?? 'none'] >= rank[access];
}

/** The value of `x-accepted-github-permissions`, in which GitHub names the permission that an operation needs. */
export function acceptedPermissions([scope, access]: Need): string {
  return `${scope.replaceAll('-', '_')}=${access}`;
}
