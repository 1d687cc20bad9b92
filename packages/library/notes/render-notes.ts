import { listed } from '@ci-actions/format/units';
import { isMerge } from '../commits/is-merge.ts';
import type { Verdict } from '../commits/judge-commits.ts';
import { fitItems, type Group } from './fit-items.ts';
import { linksTo } from './links.ts';
import { plain } from './plain.ts';
import { renderItem } from './render-item.ts';

/** The most that GitHub takes for the text of a release, in characters. */
export const notesLimit = 125_000;

export interface NotesOptions {
  version: string;
  tag: string;
  previousTag: string | undefined;
  /** `https://github.com/owner/name`; empty where it is not known. */
  repositoryUrl: string;
  /** Its day, in UTC, is in the title. */
  date: Date;
  verdicts: readonly Verdict[];
  /** How many characters the text may have. */
  limit?: number;
}

const groups: readonly [title: string, one: string, more: string, of: (verdict: Verdict) => boolean][] = [
  ['⚠️ Breaking changes', 'breaking change', 'breaking changes', ({ bump }) => bump === 'major'],
  ['Features', 'feature', 'features', ({ type }) => type === 'feat'],
  ['Fixes', 'fix', 'fixes', ({ type }) => type === 'fix'],
  ['Performance', 'gain in performance', 'gains in performance', ({ type }) => type === 'perf'],
  ['Reverts', 'revert', 'reverts', ({ type }) => type === 'revert'],
  ['Other changes', 'other change', 'other changes', () => true],
];

/**
 * The notes of a release as GitHub's Markdown: what breaks and how to upgrade first, then by kind, with links to pull
 * requests and commits, and the authors. What releases nothing is not in them; where nothing does, as for a version by
 * hand, all commits are. The same input gives the same text.
 *
 * Commits are anyone's text: nothing of it becomes markup, a link, an image, a mention, a reference to an issue, or a
 * command of the runner.
 */
export function renderNotes(options: NotesOptions): string {
  const { version, tag, previousTag, repositoryUrl, date, verdicts, limit = notesLimit } = options;
  const links = linksTo(repositoryUrl);
  const head = `## ${name(version)} (${date.toISOString().slice(0, 10)})\n`;
  const shown = previousTag === undefined ? name(tag) : `${name(previousTag)}...${name(tag)}`;
  const foot = repositoryUrl === '' ? '' : `\n**All changes:** [${shown}](${links.compare(previousTag, tag)})\n`;
  if (head.length + foot.length > limit) return head.length > limit ? '' : head;

  const all = group(verdicts).map(
    ([title, one, more, chosen]): Group => ({
      title,
      noun: [one, more],
      size: chosen.length,
      item: (at) => renderItem(chosen[at] as Verdict, links, untitled.has(title)),
    }),
  );
  const body = (room: number) => fitItems(all, room);
  const room = limit - head.length - foot.length - 2;
  const whole = body(room);
  if (whole.leftOut.length === 0) return `${head}${block(whole.markdown)}${foot}`;

  const { markdown, leftOut } = body(room - longestRemark);
  const remark = `\n> Left out, as there is no room for them: ${listed(leftOut)}.\n`;
  const cut = `${head}${block(markdown)}${remark}${foot}`;
  return cut.length > limit ? `${head}${foot}` : cut;
}

/** Titles that do not say the type. */
const untitled: ReadonlySet<string> = new Set(['Other changes', 'Changes']);

/** What is said of the left out is no longer. */
const longestRemark = 300;

const block = (markdown: string) => (markdown === '' ? '' : `\n${markdown}\n`);

function group(verdicts: readonly Verdict[]): [title: string, one: string, more: string, chosen: Verdict[]][] {
  const releasing = verdicts.filter(({ bump }) => bump !== 'none');
  if (releasing.length === 0) {
    // As in a repository that does not use Conventional Commits.
    const chosen = verdicts.filter(
      ({ revertedBy, type, description }) => !revertedBy && !(type === '' && isMerge(description)),
    );
    return [['Changes', 'change', 'changes', chosen]];
  }
  const chosen = new Map(groups.map(([title]): [string, Verdict[]] => [title, []]));
  for (const verdict of releasing) {
    const [title = ''] = groups.find(([, , , of]) => of(verdict)) ?? [];
    chosen.get(title)?.push(verdict);
  }
  return groups.map(([title, one, more]) => [title, one, more, chosen.get(title) ?? []]);
}

/** A version or a tag; most of them need no escape. */
function name(version: string): string {
  return /^v?\d[0-9A-Za-z.+-]*$/.test(version) ? version : plain(version);
}
