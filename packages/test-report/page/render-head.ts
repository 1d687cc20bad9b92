import { count, thousands } from '@ci-actions/format/units';
import type { Conclusion } from '../conclude.ts';
import { type Html, html } from './html.ts';
import type { PageHead, PageLink } from './page-head.ts';
import { icon } from './render-icons.ts';
import { shownDate, shownTime } from './shown.ts';
import { webLink } from './source-link.ts';
import type { RowState } from './wire.ts';

/** Which state's mark and colour stands for a conclusion. */
export const marks: Record<Conclusion, RowState> = {
  success: 'passed',
  failure: 'failed',
  incomplete: 'flaky',
  empty: 'skipped',
};

/** The verdict, and which run it is of. */
export function renderHeader({ title, verdict, conclusion, links = [], created }: PageHead): Html {
  const mark = marks[conclusion];
  return html`<header class="page-header ${mark}">
<div class="verdict">${icon(mark)}<div><p class="title">${title}</p><h1>${sentence(verdict)}</h1></div></div>
<button type="button" id="theme" hidden>Dark</button>
<ul class="facts">${links.map((link) => html`<li>${link.label} ${anchor(link)}</li>`)}
<li><time datetime="${created}">${shownDate(created)}</time></li></ul>
</header>`;
}

/** The numbers, and the same as one bar. */
export function renderTotals({ counts, durationMs, coverage = [] }: PageHead): Html {
  const { tests, passed, failed, skipped, flaky } = counts;
  const shares = { failed, flaky, passed: passed - flaky, skipped };
  const numbers: [label: string, value: string, state: RowState | ''][] = [
    ['Tests', thousands(tests), ''],
    ['Failed', thousands(failed), 'failed'],
    ['Flaky', thousands(flaky), 'flaky'],
    ['Skipped', thousands(skipped), 'skipped'],
    ['Passed', thousands(passed), 'passed'],
  ];
  return html`<section class="totals" aria-labelledby="totals"><h2 id="totals" class="unseen">Totals</h2>
<dl class="numbers">${numbers.map(
    ([label, value, state]) =>
      html`<div class="${value === '0' ? 'none' : state}"><dt>${label}</dt><dd>${value}</dd></div>`,
  )}<div><dt>Duration</dt><dd>${shownTime(durationMs) || '–'}</dd></div>${coverage.map(
    ({ what, covered, total }) =>
      html`<div><dt>Coverage, ${what}</dt><dd>${percent(covered, total)}</dd>
<dd class="more">${thousands(covered)} of ${thousands(total)}</dd></div>`,
  )}</dl>
${tests > 0 && totalsBar(shares)}
</section>`;
}

function totalsBar(shares: Partial<Record<RowState, number>>): Html {
  const parts = (Object.entries(shares) as [RowState, number][]).filter(([, number]) => number > 0);
  // A single failure among a hundred thousand tests is still seen.
  const widths = parts.map(([, number]) => Math.max(number / parts.reduce((sum, [, of]) => sum + of, 0), 0.004));
  const whole = widths.reduce((sum, width) => sum + width, 0);
  let at = 0;
  const bars = parts.map(([state], index) => {
    const width = (100 * (widths[index] ?? 0)) / whole;
    at += width;
    return html`<rect class="${state}" x="${(at - width).toFixed(3)}" width="${width.toFixed(3)}" height="1"/>`;
  });
  const said = parts.map(([state, number]) => `${thousands(number)} ${state}`).join(', ');
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${said}">${bars}</svg>`;
}

/** @returns a fact as a link, as text where its address is none of the web */
function anchor({ text, url }: PageLink): Html {
  const href = webLink(url);
  if (href === undefined) return html`<bdi>${text}</bdi>`;
  return html`<a href="${href}" rel="noopener noreferrer"><bdi>${text}</bdi></a>`;
}

/** @returns a share, rounded down, so that only the whole is 100 % */
function percent(part: number, total: number): string {
  return total > 0 ? `${(Math.floor((1000 * part) / total) / 10).toFixed(1)} %` : '–';
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** @returns the title of the window: the mark first, as tabs are narrow */
export function windowTitle({ title, verdict, conclusion, counts }: PageHead): string {
  const mark = { success: '✓', failure: '✗', incomplete: '!', empty: '∅' }[conclusion];
  return `${mark} ${verdict || count(counts.tests, 'test')} · ${title}`;
}
