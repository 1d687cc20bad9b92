import { count } from '@ci-actions/format/units';
import type { Gathered } from './gather-rows.ts';
import { type Html, html } from './html.ts';
import type { PageHead } from './page-head.ts';
import { icon } from './render-icons.ts';

/** How many entries of one list the page shows, and how much of one text in characters. */
const most = { entries: 200, text: 8_000 };

/** What a reader must know before the tests: files that could not be read, suites that failed, what has no room. */
export function renderNotices(head: PageHead, { leftOut, textsLeftOut }: Gathered): Html {
  const { unreadable = [], suiteFailures = [] } = head;
  const room = [
    leftOut > 0 && `${count(leftOut, 'test')} had no room in this page; the totals and the timings count them.`,
    textsLeftOut > 0 && `The texts of ${count(textsLeftOut, 'test')} had no room in this page, or not whole.`,
  ].filter((said) => said !== false);
  return html`${
    head.conclusion === 'empty' &&
    html`<section class="notice" aria-label="No tests"><p>There is no test in what was read. Did the tests run before this report was made, and did they write their results where it looks for them?</p></section>`
  }${
    unreadable.length > 0 &&
    html`<section class="notice flaky" aria-labelledby="unreadable"><h2 id="unreadable">${icon('flaky')}
${count(unreadable.length, 'file')} could not be read</h2>
<p>What is in ${unreadable.length === 1 ? 'it' : 'them'} is not known, so the run is no success.</p>
${list(unreadable)}</section>`
  }${
    suiteFailures.length > 0 &&
    html`<section class="notice failed" aria-labelledby="suites"><h2 id="suites">${icon('failed')}
${count(suiteFailures.length, 'suite')} failed outside of the tests</h2>
<ul>${suiteFailures
      .slice(0, most.entries)
      .map(
        ({ suite, message, details }) =>
          html`<li><strong><bdi>${suite.join(' › ') || 'A suite without a name'}</bdi></strong>${texts(message, details)}</li>`,
      )}${more(suiteFailures)}</ul></section>`
  }${room.length > 0 && html`<section class="notice" aria-label="Left out">${room.map((said) => html`<p>${said}</p>`)}</section>`}`;
}

/** What changed since another run. */
export function renderComparison({ comparison }: PageHead): Html {
  if (!comparison) return html``;
  const { newFailures, fixed, slower } = comparison;
  const part = (title: string, names: readonly string[], isOpen: boolean) =>
    names.length === 0
      ? html`<p class="muted">No ${title}</p>`
      : html`<details${isOpen && html` open`}><summary>${names.length} ${title}</summary>${list(names)}</details>`;
  return html`<section class="card" aria-labelledby="comparison"><h2 id="comparison">Compared with <bdi>${comparison.with}</bdi></h2>
${part(newFailures.length === 1 ? 'new failure' : 'new failures', newFailures, true)}
${part('fixed', fixed, false)}
${part('slower', slower, false)}</section>`;
}

/** A message, and the details folded below it; both cut to what can be read. */
export function texts(message: string, details: string): Html {
  const cut = (text: string) => (text.length > most.text ? `${text.slice(0, most.text)}\n…` : text);
  return html`${message.trim() !== '' && html`<pre class="message">${cut(message.trim())}</pre>`}${
    details.trim() !== '' &&
    html`<details class="trace"><summary>Details</summary><pre>${cut(details.replace(/^\n+|\s+$/g, ''))}</pre></details>`
  }`;
}

function list(entries: readonly string[]): Html {
  return html`<ul>${entries.slice(0, most.entries).map((entry) => html`<li><bdi>${entry}</bdi></li>`)}${more(entries)}</ul>`;
}

function more(entries: readonly unknown[]): Html {
  const rest = entries.length - most.entries;
  return rest > 0 ? html`<li>… and ${count(rest, 'other')}</li>` : html``;
}
