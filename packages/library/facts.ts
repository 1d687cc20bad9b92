import { code } from '@ci-actions/format/markdown';
import type { LibraryArtifact, LibraryPlan } from './artifact.ts';

/** What a summary says of a version beside the usual: which bump it is, of which version. */
export function libraryFacts(
  { tag, tagged, commit }: LibraryArtifact,
  { history, decision }: LibraryPlan,
): readonly (readonly [title: string, markdown: string])[] {
  return [
    ['Tag', code(tag)],
    ['Bump', history.base ? `${decision.bump}, after ${code(history.base.name)}` : 'the first version'],
    ['Commits', String(history.commits.length)],
    ...(tagged === commit ? [] : [['Tagged commit', code(tagged.slice(0, 12))] as const]),
  ];
}
