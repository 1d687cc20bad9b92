import { createHash } from 'node:crypto';
import type { Comment } from './comments.ts';

/** The run that writes a comment, as GitHub numbers it. */
export interface WritingRun {
  runId: string;
  runAttempt: string;
}

const runLine = /\n<!-- run (\d+)\/(\d+) -->(?=\n)/;

/**
 * The line by which an action finds its comment again: one for each title, so that the reports of a matrix each have
 * their own. GitHub does not show it.
 *
 * @param action whose comment it is, such as `test-report`
 * @param title untrusted: nothing of it but letters and digits gets into the line
 */
export function markerOf(action: string, title: string): string {
  const word = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256').update(title).digest('hex').slice(0, 12);
  return `<!-- ci-actions/${action}: ${[word, hash].filter(Boolean).join('-').replace(/-+/g, '-')} -->`;
}

/** The first lines of a comment: whose it is, and of which run. */
export function headOfComment(marker: string, { runId, runAttempt }: WritingRun): string {
  return `${marker}\n<!-- run ${Number(runId) || 0}/${Number(runAttempt) || 0} -->\n`;
}

/** Whether two texts of a comment show the same, whichever run wrote them. */
export function isSame(one: string, other: string): boolean {
  const shown = (body: string) => body.replace(/\r\n/g, '\n').replace(runLine, '').trimEnd();
  return shown(one) === shown(other);
}

/** Whether a later run, or a later attempt of it, has written a comment already: the slower one must not overtake it. */
export function isNewer(body: string, { runId, runAttempt }: WritingRun): boolean {
  const found = runLine.exec(body.replace(/\r\n/g, '\n'));
  if (!found) return false;
  const difference = Number(found[1]) - Number(runId);
  return difference > 0 || (difference === 0 && Number(found[2]) > Number(runAttempt));
}

/**
 * The comment of an action among all of a pull request: it begins with the marker, and the token's own account wrote it.
 * A person who quotes the marker, also at the very beginning, is somebody else.
 *
 * @param own the login of the token's person. Undefined for the token of an app, which GitHub does not tell its name;
 *   then it is a bot's, and where GitHub names the app behind a comment, it is that app's own bot
 */
export function ownComment(comments: readonly Comment[], marker: string, own: string | undefined): Comment | undefined {
  return comments.find(({ body, author: { login, type, app } }) => {
    if (!body.startsWith(marker)) return false;
    if (own !== undefined) return login.toLowerCase() === own.toLowerCase();
    return type === 'Bot' && login.endsWith('[bot]') && (app === undefined || login === `${app}[bot]`);
  });
}
