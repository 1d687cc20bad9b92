import { checkedOutCommit } from '@ci-actions/git/checked-out';
import type { Host } from '@ci-actions/kit/host';

/**
 * What a publishing action publishes: the commit whose files are checked out, and its version for people.
 *
 * @returns the version: the tag that the run is of, otherwise the first 12 digits of the commit
 */
export async function sourceOf({ context, log }: Host): Promise<{ commit: string; version: string }> {
  const commit = await checkedOutCommit(context.workspace, context.sha);
  if (commit !== context.sha) {
    log.info(
      `The checkout is commit ${commit.slice(0, 12)}, not the ${context.sha.slice(0, 12)} of this run; that is what is published.`,
    );
  }
  const tagged = context.refType === 'tag' && commit === context.sha;
  return { commit, version: tagged ? context.refName : commit.slice(0, 12) };
}
