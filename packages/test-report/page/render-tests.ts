import { count } from '@ci-actions/format/units';
import type { Row } from '../row.ts';
import type { Gathered } from './gather-rows.ts';
import { type Html, html } from './html.ts';
import { icon } from './render-icons.ts';
import { texts } from './render-notices.ts';
import { shownPlace, shownTime } from './shown.ts';
import { sourceLink } from './source-link.ts';
import { rowStates } from './wire.ts';

/** The empty list of tests with its filters, for the page's script to fill and show. */
export function renderTests(): Html {
  return html`<section class="tests" id="tests" aria-labelledby="tests-title" hidden>
<h2 id="tests-title">Tests</h2>
<form class="filters" id="filters" role="search" aria-label="Filter the tests">
<label class="search"><span class="unseen">Search in names, classes, suites and files</span>
<input type="search" id="search" placeholder="Search names, classes, suites" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label>
<div class="states" role="group" aria-label="State">
<button type="button" data-state="all" aria-pressed="true">All <span></span></button>
${rowStates.map((state) => html`<button type="button" data-state="${state}" aria-pressed="false">${icon(state)} ${name(state)} <span></span></button>`)}
</div>
<label class="pick"><span>In</span> <select id="within" aria-label="In"><option value="">all files and suites</option></select></label>
<label class="pick"><span>Order</span> <select id="order" aria-label="Order"><option value="failures">failures first</option><option value="slowest">slowest first</option><option value="reported">as reported</option></select></label>
</form>
<div class="found"><p role="status" id="found"></p><button type="button" id="clear" hidden>Clear filters</button><button type="button" id="fold">Close all</button></div>
<div id="list" class="list"><table aria-labelledby="tests-title"><thead><tr><th scope="col" class="state"><span class="unseen">State</span></th><th scope="col"><span class="unseen">Test</span></th><th scope="col" class="time"><span class="unseen">Duration</span></th></tr></thead></table></div>
<p class="keys muted">Keys: <kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> or arrows move, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> clears.</p>
</section>`;
}

/** The first failures as plain HTML: while the page loads, without its script, and in print. */
export function renderFailures({ printed, failed }: Gathered, sourceBase: string): Html {
  return html`<section class="plain" aria-labelledby="failures"><noscript><p class="notice">Without JavaScript this page shows its totals and the first failures only.</p></noscript>
${
  failed > 0 &&
  html`<h2 id="failures">${failed > printed.length ? `The first ${printed.length} of ${count(failed, 'failure')}` : 'Failures'}</h2>
${printed.map((row) => renderFailure(row, sourceBase))}`
}</section>`;
}

function renderFailure(row: Row, sourceBase: string): Html {
  const { name: test, suite, className, message, details, file, line, durationMs } = row;
  const label = `${file}${line === undefined ? '' : `:${line}`}`;
  const href = sourceLink(sourceBase, file, line ?? 0);
  return html`<article class="failure">
<h3>${icon('failed', 'failed')} <bdi>${test || '(no name)'}</bdi></h3>
<p class="muted"><bdi>${shownPlace(suite, className)}</bdi> ${shownTime(durationMs)}</p>
${file !== '' && html`<p>${href === undefined ? html`<bdi>${label}</bdi>` : html`<a href="${href}" rel="noopener noreferrer"><bdi>${label}</bdi></a>`}</p>`}
${texts(message, details)}
</article>`;
}

const name = (state: string) => state.charAt(0).toUpperCase() + state.slice(1);
