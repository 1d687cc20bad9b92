/** A GitHub permission that an operation needs, as a workflow's `permissions:` key names it, and how much of it. */
export type Need = readonly [scope: string, access: 'read' | 'write'];

/**
 * The operations that the loopback GitHub really carries out, and the one permission that each needs.
 * The committed subset of GitHub's description holds these and no others (`scripts/extract-openapi.ts` reads this
 * table); whatever is not here is answered by 404 and counts as a violation.
 *
 * Permissions: https://docs.github.com/rest/authentication/permissions-required-for-github-apps
 */
export const operations = {
  'GET /repos/{owner}/{repo}': ['metadata', 'read'],
  'GET /repos/{owner}/{repo}/environments': ['actions', 'read'],
  'GET /repos/{owner}/{repo}/environments/{environment_name}': ['actions', 'read'],
  'GET /repos/{owner}/{repo}/compare/{basehead}': ['contents', 'read'],
  'GET /repos/{owner}/{repo}/deployments': ['deployments', 'read'],
  'POST /repos/{owner}/{repo}/deployments': ['deployments', 'write'],
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}': ['deployments', 'read'],
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['deployments', 'read'],
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['deployments', 'write'],
} as const satisfies Record<string, Need>;

/** The method and the path template of one operation, as in `GET /repos/{owner}/{repo}`. */
export type Operation = keyof typeof operations;
