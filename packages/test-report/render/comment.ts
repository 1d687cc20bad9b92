import { text } from '@ci-actions/format/markdown';
import type { Report } from '../conclude.ts';
import { verdict } from '../words.ts';
import { blocks } from './blocks.ts';
import { comparison } from './comparison.ts';
import { failures } from './failures.ts';
import { compose, type RenderOptions } from './sections.ts';
import { unreadable } from './unreadable.ts';
import { counts, heading, icons, linkTo, runLink } from './verdict.ts';

/** How many bytes a comment may have; what else stands in it is to be taken off. */
export const commentLimit = 65_536;

/** Whoever wants more of them follows the link. */
const mostFailures = 20;

/** The report as a comment of a pull request: the verdict, the counts, what is new, and the first failures in short. */
export function renderComment(report: Report, options: Omit<RenderOptions, 'limit'> & { limit?: number }): string {
  const { title, place, limit = commentLimit } = options;
  return compose('comment', Math.min(limit, commentLimit), {
    heading: heading(report, title),
    before: [
      counts(report),
      comparison(options.comparison, options.baseName, 'brief'),
      runLink(options.runUrl),
      unreadable(report),
    ],
    main: failures(report, { place, isNew: options.comparison?.isNew, form: 'brief', most: mostFailures }),
    // The totals.
    after: [blocks('Coverage', options.coverage, 1)],
  });
}

/**
 * What takes the place of a comment about failures when all is well again: one line.
 *
 * @param title untrusted
 */
export function renderCleared(report: Report, { title, runUrl = '' }: Pick<RenderOptions, 'title' | 'runUrl'>): string {
  const link = runUrl === '' ? '' : `; see ${linkTo(runUrl, 'the run')}`;
  return `${icons[report.conclusion]} ${text(title.slice(0, 200))}: ${verdict(report)}. Nothing fails any more${link}.`;
}
