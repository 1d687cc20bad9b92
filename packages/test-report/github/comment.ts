import { markerOf } from '@ci-actions/github/comment-marker';
import type { Comments } from '@ci-actions/github/comments';
import { keepComment } from '@ci-actions/github/keep-comment';
import type { Pulls } from '@ci-actions/github/pulls';
import type { Log } from '@ci-actions/log/log';
import { pullOf, type Run, type RunEvent } from './run-event.ts';

export interface CommentOptions {
  mode: 'on-failure' | 'always' | 'never';
  /** Of the report: each title has its own comment. Untrusted. */
  title: string;
  /** Whether there is something that a person should mend. */
  needed: boolean;
  /** Makes Markdown of at most so many bytes, with all untrusted text made harmless. */
  markdown: (limit: number) => string;
  /** What takes the place of a report of failures when all is well again: one line of Markdown. */
  cleared: string;
  run: Pick<Run, 'runId' | 'runAttempt'>;
}

/** What was done; nothing is done to a comment that a later run has written (`superseded`). */
export type Commented = 'created' | 'updated' | 'cleared' | 'unchanged' | 'superseded' | 'not-needed';

/**
 * Keeps one comment of a pull request up to date.
 *
 * @throws NotPermitted, GitHubError
 */
export async function writeComment(github: Comments, pull: number, options: CommentOptions): Promise<Commented> {
  const { mode, title, needed, markdown, cleared, run } = options;
  if (mode === 'never') return 'not-needed';
  const isReport = needed || mode === 'always';
  const done = await keepComment(github, pull, {
    marker: markerOf('test-report', title),
    run,
    markdown: (there, limit) => (isReport ? markdown(limit) : there ? `${cleared}\n` : undefined),
  });
  return done === 'updated' && !isReport ? 'cleared' : done;
}

/**
 * The pull request that a run belongs to: by its event, or else the open one whose head is the commit that was tested.
 *
 * @returns undefined where there is none; a line of the log says so
 * @throws NotPermitted, GitHubError
 */
export async function findPull(
  github: Pulls,
  event: RunEvent,
  run: Run,
  log: Pick<Log, 'info'>,
): Promise<number | undefined> {
  const asked = pullOf(event, run);
  if (asked && 'number' in asked) return asked.number;
  if (asked) {
    const { sha, branch, owner, repository } = asked;
    // GitHub finds a pull request by a commit of the repository itself, but not by one of a fork.
    const own = repository.toLowerCase() === run.repository.toLowerCase();
    const pulls = await (own ? github.pullsOfCommit(sha) : github.pullsOfBranch(owner, branch));
    const found = pulls.find(
      ({ isOpen, head }) =>
        isOpen &&
        head.sha === sha &&
        head.ref === branch &&
        head.repository?.toLowerCase() === repository.toLowerCase(),
    );
    if (found) return found.number;
  }
  log.info(`There is no comment, because this ${run.eventName || 'run'} belongs to no open pull request.`);
  return undefined;
}
