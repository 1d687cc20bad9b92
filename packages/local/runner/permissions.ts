import { fields, type Node, text } from './node.ts';

type Level = 'none' | 'read' | 'write';
const rank: Record<string, number> = { none: 0, read: 1, write: 2 };

/** Scopes that `read-all` and `write-all` give, with the most that each can have. */
const scopes: Record<string, Level> = {
  actions: 'write',
  'artifact-metadata': 'write',
  attestations: 'write',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  discussions: 'write',
  'id-token': 'write',
  issues: 'write',
  models: 'read',
  packages: 'write',
  pages: 'write',
  'pull-requests': 'write',
  'repository-projects': 'write',
  'security-events': 'write',
  statuses: 'write',
};

/** What a repository gives where no file says anything: GitHub's default since 2023. */
export const defaultPermissions: Record<string, string> = { contents: 'read', metadata: 'read', packages: 'read' };

/**
 * The permissions that a job's token has. The job's `permissions:` stands instead of the workflow's, not beside it, and
 * once either is given every scope that it does not name is none. A called workflow can only narrow its caller's.
 *
 * @param workflow the workflow's `permissions:`; @param job the job's; @param caller what the calling job has
 * @returns scope -> `read` or `write`; scopes without access are left out. `metadata: read` is always there.
 */
export function effectivePermissions(
  workflow: Node | undefined,
  job: Node | undefined,
  caller?: Record<string, string>,
): Record<string, string> {
  const given = job ?? workflow;
  const asked = given ? namedPermissions(given) : (caller ?? defaultPermissions);
  const result: Record<string, string> = {};
  for (const [scope, level] of Object.entries(asked)) {
    const most = caller && scope !== 'metadata' ? (caller[scope] ?? 'none') : level;
    const least = (rank[level] ?? 0) <= (rank[most] ?? 0) ? level : most;
    if (least !== 'none') result[scope] = least;
  }
  return { ...result, metadata: 'read' };
}

function namedPermissions(node: Node): Record<string, string> {
  const shorthand = text(node);
  if (shorthand === 'write-all') return scopes;
  // `id-token` knows no read: it is write or nothing.
  if (shorthand === 'read-all') {
    return Object.fromEntries(Object.keys(scopes).flatMap((scope) => (scope === 'id-token' ? [] : [[scope, 'read']])));
  }
  return Object.fromEntries(Object.entries(fields(node)).map(([scope, level]) => [scope, text(level) ?? 'none']));
}
