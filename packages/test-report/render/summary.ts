import type { Report } from '../conclude.ts';
import { blocks } from './blocks.ts';
import { chart } from './chart.ts';
import { comparison } from './comparison.ts';
import { failures } from './failures.ts';
import { flaky } from './flaky.ts';
import { compose, type RenderOptions } from './sections.ts';
import { slowest } from './slowest.ts';
import { suites } from './suites.ts';
import { unreadable } from './unreadable.ts';
import { counts, heading } from './verdict.ts';

/**
 * The report as Markdown, for the step's summary: the verdict, what is new since the base, the failures, then all the rest.
 * It has at most `limit` bytes: failures come first, what has no room is left out as a whole block, and the text says so.
 */
export function renderSummary(report: Report, options: RenderOptions): string {
  const { title, limit, place } = options;
  return compose('summary', limit, {
    heading: heading(report, title),
    before: [counts(report), comparison(options.comparison, options.baseName), unreadable(report)],
    main: failures(report, { place, isNew: options.comparison?.isNew, form: 'full' }),
    after: [
      flaky(report, place),
      slowest(report, place),
      blocks('Coverage', options.coverage),
      chart(report),
      suites(report),
    ],
  });
}
