import { count, thousands } from '@ci-actions/format/units';
import { type Html, html } from './html.ts';
import { shownTime } from './shown.ts';
import type { Timings } from './timings.ts';

/**
 * How long the tests took, as two charts of bars: how many took how long, and the slowest. Each is a table whose bars are
 * drawn in its cells, so that everyone reads the same figures.
 *
 * @param isOpen whether it is unfolded at first
 */
export function renderTimings({ bars, slowest, untimed }: Timings, isOpen: boolean): Html {
  if (bars.length === 0) return html``;
  const most = Math.max(...bars.map(({ tests }) => tests));
  const time = bars.reduce((sum, { ms }) => sum + ms, 0);
  return html`<details class="card timings" id="timings"${isOpen && html` open`}><summary><h2>Timings</h2></summary>
<table class="chart"><caption>Tests by duration</caption>
<thead><tr><th scope="col"><span class="unseen">Duration</span></th><th scope="col"><span class="unseen">Chart</span></th><th scope="col"><span class="unseen">Tests</span></th><th scope="col"><span class="unseen">Share of the time</span></th></tr></thead>
<tbody>${bars.map(
    ({ label, tests, ms }) => html`<tr><th scope="row">${label}</th><td>${bar(tests / most)}</td>
<td class="number">${thousands(tests)}</td><td class="number muted">${share(ms / time)}</td></tr>`,
  )}</tbody></table>
<p class="muted">The last column is the share of the whole time.${untimed > 0 && ` ${count(untimed, 'test')} came without a time.`}</p>
<table class="chart slowest"><caption>Slowest tests</caption>
<thead><tr><th scope="col"><span class="unseen">Test</span></th><th scope="col"><span class="unseen">Duration</span></th></tr></thead>
<tbody>${slowest.map(
    ({ row, name, ms }) =>
      html`<tr><th scope="row">${
        row === undefined ? html`<bdi>${name}</bdi>` : html`<a href="#test=${row}"><bdi>${name}</bdi></a>`
      }${bar(ms / (slowest[0]?.ms ?? ms))}</th><td class="number">${shownTime(ms)}</td></tr>`,
  )}</tbody></table></details>`;
}

function bar(part: number): Html {
  // What is there is seen, however little.
  const width = part > 0 ? Math.max(100 * part, 1) : 0;
  return html`<svg class="bar" aria-hidden="true"><rect width="${width.toFixed(1)}%" height="100%" rx="2"/></svg>`;
}

const share = (part: number) => (part > 0 && part < 0.01 ? '< 1 %' : `${Math.round(100 * part)} %`);
