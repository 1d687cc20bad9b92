import { GitHubError, NotPermitted } from '@ci-actions/github/errors';
import type { Log } from '@ci-actions/log/log';
import { at, type Run, type RunEvent, text } from './run-event.ts';

/** Events of a fork's pull request that get a token which only reads; `pull_request_target` and `workflow_run` do not. */
const restricted = new Set(['pull_request', 'pull_request_review', 'pull_request_review_comment']);

/**
 * Why a run's token can write nothing, as the subject and verb of a sentence; undefined where it may.
 *
 * - In a private repository the owner may give forks a token that writes, so nothing is known beforehand.
 * - Dependabot's runs get a token that reads, unless the job asks for more under `permissions:`; so nothing is known
 *   there either. What turns out to be refused falls back all the same, see `orFallBack`.
 * - A repository that is a fork itself has `head.repo.fork` set for its own branches: only another name tells.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories
 */
export function whyReadOnly(event: RunEvent, run: Pick<Run, 'eventName' | 'repository'>): string | undefined {
  const pull = at(event, 'pull_request');
  if (pull === undefined || !restricted.has(run.eventName)) return undefined;
  if (at(event, 'repository', 'private') === true) return undefined;
  const base = text(at(pull, 'base', 'repo', 'full_name')) || run.repository;
  const head = text(at(pull, 'head', 'repo', 'full_name'));
  if (head.toLowerCase() === base.toLowerCase()) return undefined;
  return `the pull request comes from a fork (${head || 'which is gone by now'}), whose runs may only read`;
}

/**
 * Does something that the report can do without. Where the token may not do it, or GitHub fails, a line says what was
 * left out, and why, and the work goes on.
 *
 * @param what the subject of the line, as in `The check`
 * @param readOnly from `whyReadOnly`: then nothing is tried
 * @returns what the work returns; undefined where it was left out
 */
export async function orFallBack<T>(
  log: Pick<Log, 'info' | 'warning'>,
  what: string,
  readOnly: string | undefined,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (readOnly !== undefined) {
    log.info(`${what} is left out: ${readOnly}.`);
    return undefined;
  }
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof GitHubError)) throw thrown;
    const line = `${what} is left out. ${thrown.message}`;
    // A permission that is not given may be meant so; anything else is worth a look.
    if (thrown instanceof NotPermitted) log.info(line);
    else log.warning(line);
    return undefined;
  }
}
