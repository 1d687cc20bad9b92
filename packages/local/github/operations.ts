/**
 * A GitHub permission that an operation needs, as a workflow's `permissions:` key names it, and how much of it; any of
 * the `instead` does as well.
 */
export type Need = readonly [scope: string, access: 'read' | 'write', ...instead: string[]];

/**
 * The operations that the loopback GitHub really carries out, and the permission that each needs.
 * The committed subset of GitHub's description holds these and no others (`scripts/extract-openapi.ts` reads this
 * table); whatever is not here is answered by 404 and counts as a violation.
 *
 * Permissions: https://docs.github.com/rest/authentication/permissions-required-for-github-apps
 */
export const operations = {
  // What a person's token has and no workflow's: an app is told who it is by its key, not by its token.
  'GET /user': ['account', 'read'],
  'GET /repos/{owner}/{repo}': ['metadata', 'read'],
  'GET /repos/{owner}/{repo}/environments': ['actions', 'read'],
  'GET /repos/{owner}/{repo}/environments/{environment_name}': ['actions', 'read'],
  'GET /repos/{owner}/{repo}/compare/{basehead}': ['contents', 'read'],
  'GET /repos/{owner}/{repo}/deployments': ['deployments', 'read'],
  'POST /repos/{owner}/{repo}/deployments': ['deployments', 'write'],
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}': ['deployments', 'read'],
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['deployments', 'read'],
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['deployments', 'write'],
  'POST /repos/{owner}/{repo}/check-runs': ['checks', 'write'],
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': ['checks', 'read'],
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': ['checks', 'write'],
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': ['checks', 'read'],
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['pull-requests', 'read'],
  'GET /repos/{owner}/{repo}/pulls': ['pull-requests', 'read'],
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': ['pull-requests', 'read', 'issues'],
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': ['pull-requests', 'write', 'issues'],
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': ['pull-requests', 'write', 'issues'],
  'GET /repos/{owner}/{repo}/actions/artifacts': ['actions', 'read'],
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': ['actions', 'read'],
  'GET /repos/{owner}/{repo}/releases': ['contents', 'read'],
  'POST /repos/{owner}/{repo}/releases': ['contents', 'write'],
  'GET /repos/{owner}/{repo}/releases/latest': ['contents', 'read'],
  'GET /repos/{owner}/{repo}/releases/tags/{tag}': ['contents', 'read'],
  'GET /repos/{owner}/{repo}/releases/{release_id}': ['contents', 'read'],
  'PATCH /repos/{owner}/{repo}/releases/{release_id}': ['contents', 'write'],
  'DELETE /repos/{owner}/{repo}/releases/{release_id}': ['contents', 'write'],
  'GET /repos/{owner}/{repo}/releases/{release_id}/assets': ['contents', 'read'],
  // Not below the API's root, but where a release's `upload_url` says.
  'POST /repos/{owner}/{repo}/releases/{release_id}/assets': ['contents', 'write'],
  'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}': ['contents', 'write'],
  'GET /repos/{owner}/{repo}/git/ref/{ref}': ['contents', 'read'],
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': ['contents', 'read'],
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': ['actions', 'write'],
} as const satisfies Record<string, Need>;

/** The method and the path template of one operation, as in `GET /repos/{owner}/{repo}`. */
export type Operation = keyof typeof operations;
