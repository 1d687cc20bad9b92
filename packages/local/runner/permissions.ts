import { type Access, everyScope, exceeds, restricted } from '../github/permissions.ts';
import { fields, type Node, text } from './node.ts';

/**
 * The permissions that a job's token has. The job's `permissions:` stands instead of the workflow's, not beside it, and
 * once either is given every scope that it does not name is none. A called workflow can only narrow its caller's.
 *
 * @param workflow the workflow's `permissions:`; @param job the job's; @param caller what the calling job has
 * @returns scope -> `read` or `write`; scopes without access are left out
 */
export function effectivePermissions(
  workflow: Node | undefined,
  job: Node | undefined,
  caller?: Readonly<Record<string, Access>>,
): Record<string, Access> {
  const given = job ?? workflow;
  const asked = given ? namedPermissions(given) : (caller ?? restricted);
  const result: Record<string, Access> = {};
  for (const [scope, access] of Object.entries(asked)) {
    const most = caller ? (caller[scope] ?? 'none') : access;
    const least = exceeds(access, most) ? most : access;
    if (least !== 'none') result[scope] = least;
  }
  return result;
}

function namedPermissions(node: Node): Record<string, Access> {
  const word = text(node);
  if (word === 'read-all' || word === 'write-all') return everyScope(word);
  // GitHub's schema has let no other level through.
  return Object.fromEntries(
    Object.entries(fields(node)).map(([scope, level]) => [scope, (text(level) ?? 'none') as Access]),
  );
}
