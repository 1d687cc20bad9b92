import { code } from '@ci-actions/format/markdown';
import type { Verdict } from '../commits/judge-commits.ts';
import { fitItems } from './fit-items.ts';
import { linksTo } from './links.ts';
import { quiet } from './plain.ts';
import { renderItem } from './render-item.ts';
import { renderVerdicts } from './render-verdicts.ts';

/** The most that GitHub takes for a comment. In bytes, to be right under any reading of its "characters". */
export const commentLimit = 65_536;

export interface PreviewOptions {
  /** What merging would release; undefined for nothing. */
  version: string | undefined;
  previousTag: string | undefined;
  verdicts: readonly Verdict[];
  /** How many bytes of UTF-8 it may have. */
  limit?: number;
}

/**
 * The comment on a pull request that says what merging it would release, and why: the version, what breaks and how to
 * upgrade, and each commit with its bump. Nothing of a commit's text becomes markup.
 */
export function renderPreview({ version, previousTag, verdicts, limit = commentLimit }: PreviewOptions): string {
  const since =
    previousTag === undefined ? 'There is no release yet.' : `The last release is ${code(quiet(previousTag))}.`;
  const head =
    version === undefined
      ? `### Merging this releases nothing\n\n${since} ${how}\n`
      : `### Merging this releases ${code(quiet(version))}\n\n${since}\n`;
  if (Buffer.byteLength(head) > limit) return '';

  // A character has three bytes at most for each of its units; half of the room is the table's.
  const breaking = version === undefined ? [] : verdicts.filter(({ bump }) => bump === 'major');
  const { markdown, leftOut } = fitItems(
    [
      {
        title: '⚠️ Breaking changes',
        noun: ['breaking change', 'breaking changes'],
        size: breaking.length,
        item: (at) => renderItem(breaking[at] as Verdict, noLinks),
      },
    ],
    Math.floor((limit - Buffer.byteLength(head)) / 6),
  );
  const breaks = markdown === '' ? '' : `\n${markdown}\n`;
  const more = leftOut.length === 0 ? '' : `\n> Left out, as there is no room for them: ${leftOut.join(', ')}.\n`;
  const above = [`${head}${breaks}${more}`, head].find((text) => Buffer.byteLength(text) <= limit) ?? '';
  const title = above === head ? '\n' : '\n### Commits\n\n';
  const commits = renderVerdicts(verdicts, limit - Buffer.byteLength(above) - title.length);
  return commits === '' ? above : `${above}${title}${commits}`;
}

const noLinks = linksTo('');

const how =
  'A commit releases when its first line has a type: `fix: …` makes a patch, `feat: …` a minor version, and a `!` ' +
  'before the colon, or a footer `BREAKING CHANGE: …`, a major one.';
