import { createHash } from 'node:crypto';
import type { Comment } from '@ci-actions/github/comments';
import type { Run } from './run-event.ts';

const runLine = /\n<!-- run (\d+)\/(\d+) -->(?=\n)/;

/**
 * The line by which a report finds its comment again: one for each title, so that the reports of a matrix each have
 * their own. GitHub does not show it.
 *
 * @param title untrusted: nothing of it but letters and digits gets into the line
 */
export function markerOf(title: string): string {
  const word = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256').update(title).digest('hex').slice(0, 12);
  return `<!-- ci-actions/test-report: ${[word, hash].filter(Boolean).join('-').replace(/-+/g, '-')} -->`;
}

/** The first lines of a comment: whose it is, and of which run. */
export function headOfComment(title: string, { runId, runAttempt }: Pick<Run, 'runId' | 'runAttempt'>): string {
  return `${markerOf(title)}\n<!-- run ${Number(runId) || 0}/${Number(runAttempt) || 0} -->\n`;
}

/** Whether two texts of a comment show the same, whichever run wrote them. */
export function isSame(one: string, other: string): boolean {
  const shown = (body: string) => body.replace(/\r\n/g, '\n').replace(runLine, '').trimEnd();
  return shown(one) === shown(other);
}

/** Whether a later run, or a later attempt of it, has written a comment already: the slower one must not overtake it. */
export function isNewer(body: string, { runId, runAttempt }: Pick<Run, 'runId' | 'runAttempt'>): boolean {
  const found = runLine.exec(body.replace(/\r\n/g, '\n'));
  if (!found) return false;
  const difference = Number(found[1]) - Number(runId);
  return difference > 0 || (difference === 0 && Number(found[2]) > Number(runAttempt));
}

/**
 * The comment of a report among all of a pull request: it begins with the marker, and the token's own account wrote it.
 * A person who quotes the marker, also at the very beginning, is somebody else.
 *
 * @param own the login of the token's person. Undefined for the token of an app, which GitHub does not tell its name;
 *   then it is a bot's, and where GitHub names the app behind a comment, it is that app's own bot
 */
export function ownComment(comments: readonly Comment[], title: string, own: string | undefined): Comment | undefined {
  return comments.find(({ body, author: { login, type, app } }) => {
    if (!body.startsWith(markerOf(title))) return false;
    if (own !== undefined) return login.toLowerCase() === own.toLowerCase();
    return type === 'Bot' && login.endsWith('[bot]') && (app === undefined || login === `${app}[bot]`);
  });
}
