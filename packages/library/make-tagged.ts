import { makeCommit } from '@ci-actions/git/make-commit';
import type { Log } from '@ci-actions/log/log';
import { writeVersionFiles } from './version-files/write-version-files.ts';

export interface TaggedOptions {
  /** The checkout. */
  workspace: string;
  /** The commit of the source. */
  head: string;
  /** A folder that becomes the whole tree of the tag; empty: the source does. */
  tree: string;
  /** Files that get the version in the tagged commit; none: it stays as it is. */
  writtenFiles: readonly string[];
  log: Log;
}

/**
 * The commit that the tag is put on. One that is made here depends on nothing but the source and the version, so that
 * making it again gives the same commit.
 *
 * @returns the source commit itself, or one whose parent it is and whose message ends with `Source-Commit: <id>`
 */
export async function makeTagged(
  { workspace, head, tree, writtenFiles, log }: TaggedOptions,
  version: string,
): Promise<string> {
  if (tree === '' && writtenFiles.length === 0) return head;
  const files = writtenFiles.length === 0 ? [] : await writeVersionFiles(workspace, writtenFiles, version, log);
  if (tree === '' && files.length === 0) return head;
  const what = tree === '' ? `Version ${version}` : `The folder ${tree}`;
  return makeCommit(workspace, {
    parent: head,
    ...(tree === '' ? {} : { tree }),
    ...(files.length === 0 ? {} : { files }),
    message: `${what} of ${head.slice(0, 12)}\n\nSource-Commit: ${head}\n`,
  });
}
