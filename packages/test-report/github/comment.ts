import type { Comments } from '@ci-actions/github/comments';
import type { Pulls } from '@ci-actions/github/pulls';
import type { Log } from '@ci-actions/log/log';
import { headOfComment, isNewer, isSame, markerOf, ownComment } from './comment-marker.ts';
import { pullOf, type Run, type RunEvent } from './run-event.ts';

/** The most that GitHub takes. In bytes, to be right under any reading of its "characters". */
const longest = 65_536;

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
  const comments = await github.listComments(pull);
  const marked = comments.some(({ body }) => body.startsWith(markerOf(title)));
  const found = marked ? ownComment(comments, title, await github.ownLogin()) : undefined;
  const isReport = needed || mode === 'always';
  if (!found && !isReport) return 'not-needed';
  const head = headOfComment(title, run);
  const body = head + (isReport ? markdown(longest - Buffer.byteLength(head)) : `${cleared}\n`);
  if (!found) {
    await github.createComment(pull, body);
    return 'created';
  }
  if (isNewer(found.body, run)) return 'superseded';
  if (isSame(found.body, body)) return 'unchanged';
  await github.updateComment(found.id, body);
  return isReport ? 'updated' : 'cleared';
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
