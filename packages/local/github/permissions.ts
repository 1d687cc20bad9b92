import type { Need } from './operations.ts';

/** How much of one permission a token holds. */
export type Access = 'none' | 'read' | 'write';

/** A job's effective `permissions:`, as a workflow writes them; nothing stands for the repository's default. */
export type Permissions = 'read-all' | 'write-all' | Readonly<Record<string, Access>>;

/**
 * Every scope that `permissions:` can name, with what can be had of it: those of GitHub's own workflow schema.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
const scopes: Readonly<Record<string, readonly Access[]>> = {
  actions: ['read', 'write'],
  'artifact-metadata': ['read', 'write'],
  attestations: ['read', 'write'],
  checks: ['read', 'write'],
  'code-quality': ['read', 'write'],
  contents: ['read', 'write'],
  'copilot-requests': ['write'],
  deployments: ['read', 'write'],
  discussions: ['read', 'write'],
  drives: ['read', 'write'],
  'id-token': ['write'],
  issues: ['read', 'write'],
  models: ['read'],
  packages: ['read', 'write'],
  pages: ['read', 'write'],
  'pull-requests': ['read', 'write'],
  'repository-projects': ['read', 'write'],
  'security-events': ['read', 'write'],
  statuses: ['read', 'write'],
  'vulnerability-alerts': ['read'],
};

/** What a job gets that names no permissions, where the repository keeps GitHub's restricted default (since 2023). */
export const restricted: Readonly<Record<string, Access>> = { contents: 'read', packages: 'read' };

/** What the two words give: of each scope as much as it has, but no more than they say. */
export function everyScope(word: 'read-all' | 'write-all'): Record<string, Access> {
  return Object.fromEntries(
    Object.entries(scopes).flatMap(([scope, levels]) => {
      const access = word === 'read-all' ? levels.find((level) => level === 'read') : levels.at(-1);
      return access === undefined ? [] : [[scope, access]];
    }),
  );
}

/** Whether the first is more than the second. */
export function exceeds(one: Access, other: Access): boolean {
  return rank[one] > rank[other];
}

const rank: Record<Access, number> = { none: 0, read: 1, write: 2 };

/**
 * What a token may do in the end.
 *
 * @param permissions the job's effective permissions; scopes that are not named are none
 * @param fork whether the run belongs to a pull request from a fork, which never gets more than read, and no identity
 * @returns scope -> access, with the `metadata: read` that every token has and no workflow names
 * @throws Error when a scope does not exist
 */
export function grant(permissions: Permissions = restricted, fork = false): ReadonlyMap<string, Access> {
  const named = typeof permissions === 'string' ? everyScope(permissions) : permissions;
  const granted = new Map<string, Access>();
  for (const [scope, access] of Object.entries(named)) {
    if (!scopes[scope]) {
      throw new Error(`GitHub knows no permission '${scope}'; it knows ${Object.keys(scopes).join(', ')}.`);
    }
    granted.set(scope, fork && access === 'write' ? 'read' : access);
  }
  return granted.set('metadata', 'read');
}

/** Whether a token with these permissions may carry out an operation that needs this one. */
export function allows(granted: ReadonlyMap<string, Access>, [scope, access, ...instead]: Need): boolean {
  return [scope, ...instead].some((name) => !exceeds(access, granted.get(name) ?? 'none'));
}

/** The value of `x-accepted-github-permissions`, in which GitHub names the permission that an operation needs. */
export function acceptedPermissions([scope, access, ...instead]: Need): string {
  return [...instead, scope].map((name) => `${name.replaceAll('-', '_')}=${access}`).join('; ');
}
