import { count } from '@ci-actions/format/units';
import { harmless } from '@ci-actions/kit/escape';
import { columns } from './columns.ts';
import type { HeldVersion } from './read-versions.ts';

/** The newest are shown: a repository of many years has hundreds. */
const shown = 10;
/** Of the notes, in characters. */
const width = 50;

/** The table at the end: which versions a library has. */
export function renderVersions(versions: readonly HeldVersion[]): string {
  if (versions.length === 0) return 'None: no commit has a tag.';
  const newest = versions.slice(-shown);
  const rows = newest.map(({ tag, says, commit, source, release, notes, recorded }) => [
    plain(tag),
    plain(says) || 'none',
    commit.slice(0, 12),
    source === commit ? '' : source.slice(0, 12),
    release,
    shorten(plain(withoutMarkdown(notes))),
    recorded.join(', ') || 'no',
  ]);
  const table = columns([['Tag', 'Its files say', 'Commit', 'Made from', 'Release', 'Notes', 'Recorded'], ...rows]);
  const left = versions.length - newest.length;
  return left === 0 ? table : `${table}\n${count(left, 'older tag')} left out.`;
}

/** What commits and tags say is for a terminal here: without what it would obey. */
const plain = (text: string) => harmless(text).replace(/\s+/g, ' ');
/** Links by their text. */
const withoutMarkdown = (text: string) => text.replace(/\[([^\]]*)\]\([^)\s]*\)/g, '$1').replace(/\*\*|`/g, '');
const shorten = (text: string) => (text.length > width ? `${text.slice(0, width - 1)}…` : text);
