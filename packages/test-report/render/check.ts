import type { Report } from '../conclude.ts';
import { blocks } from './blocks.ts';
import { comparison } from './comparison.ts';
import { failures } from './failures.ts';
import { flaky } from './flaky.ts';
import { compose, type RenderOptions } from './sections.ts';
import { slowest } from './slowest.ts';
import { suites } from './suites.ts';
import { unreadable } from './unreadable.ts';
import { counts, heading, runLink } from './verdict.ts';

/** How many bytes GitHub takes as the summary of a check run. */
export const checkLimit = 65_535;

/** The report as the summary of a check run: like that of the step, with a link to it, and within a sixteenth of its room. */
export function renderCheck(report: Report, options: Omit<RenderOptions, 'limit'> & { limit?: number }): string {
  const { title, place, limit = checkLimit } = options;
  return compose('check', Math.min(limit, checkLimit), {
    heading: heading(report, title),
    before: [
      counts(report),
      comparison(options.comparison, options.baseName),
      runLink(options.runUrl),
      unreadable(report),
    ],
    main: failures(report, { place, isNew: options.comparison?.isNew, form: 'full' }),
    after: [blocks('Coverage', options.coverage), flaky(report, place), slowest(report, place), suites(report)],
  });
}
