import { headOfComment, isNewer, isSame, ownComment, type WritingRun } from './comment-marker.ts';
import type { Comments } from './comments.ts';

/** The most that GitHub takes. In bytes, to be right under any reading of its "characters". */
const longest = 65_536;

export interface KeptComment {
  /** As `markerOf` makes it. */
  marker: string;
  run: WritingRun;
  /**
   * What it is to say.
   *
   * @param there whether there is one already
   * @param limit how many bytes it may have
   * @returns undefined where it is not needed: one that is there stays
   */
  markdown(there: boolean, limit: number): string | undefined;
}

/**
 * Keeps one comment of a pull request up to date.
 *
 * @returns what was done; nothing is done to a comment that a later run has written (`superseded`)
 * @throws NotPermitted, GitHubError
 */
export async function keepComment(
  github: Comments,
  pull: number,
  { marker, run, markdown }: KeptComment,
): Promise<'created' | 'updated' | 'unchanged' | 'superseded' | 'not-needed'> {
  const comments = await github.listComments(pull);
  const marked = comments.some(({ body }) => body.startsWith(marker));
  const found = marked ? ownComment(comments, marker, await github.ownLogin()) : undefined;
  const head = headOfComment(marker, run);
  const text = markdown(found !== undefined, longest - Buffer.byteLength(head));
  if (text === undefined) return 'not-needed';
  const body = head + text;
  if (!found) {
    await github.createComment(pull, body);
    return 'created';
  }
  if (isNewer(found.body, run)) return 'superseded';
  if (isSame(found.body, body)) return 'unchanged';
  await github.updateComment(found.id, body);
  return 'updated';
}
