/**
 * Whether a first line is that of a merge as git and the forges write it. What a merge brought is in the history itself,
 * so nothing that stands in its body counts. A merge under any other first line, as a pull request's title, is read like
 * every commit.
 *
 * @param header the first line of a message
 * @see https://git-scm.com/docs/git-fmt-merge-msg
 */
export function isMerge(header: string): boolean {
  return merge.test(header);
}

const merge =
  /^(?:Merge (?:pull request [#!]?\d|(?:remote-tracking )?branch(?:es)? |tag |commit |[0-9a-f]{7,64} into )|Merged in \S+ \(pull request #)/;
