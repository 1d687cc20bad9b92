import { createHash } from 'node:crypto';
import { script, style } from './assets.generated.ts';
import type { Gathered } from './gather-rows.ts';
import { Html, html, scriptJson } from './html.ts';
import type { PageHead } from './page-head.ts';
import { renderHeader, renderTotals, windowTitle } from './render-head.ts';
import { icons } from './render-icons.ts';
import { renderComparison, renderNotices } from './render-notices.ts';
import { renderFailures, renderTests } from './render-tests.ts';
import { renderTimings } from './render-timings.ts';
import { webLink } from './source-link.ts';
import type { PageMeta } from './wire.ts';

/**
 * The page up to its data: all that can be read without its script.
 * Nothing is loaded from anywhere, and only this style and this script are run: https://www.w3.org/TR/CSP3/
 */
export function renderStart(head: PageHead, gathered: Gathered): string {
  const policy = [
    "default-src 'none'",
    `style-src '${digest(style)}'`,
    `script-src '${digest(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const side = html`${renderComparison(head)}${renderTimings(gathered.timings, head.conclusion === 'success')}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${windowTitle(head)}</title>
<style>${new Html(style)}</style>
</head>
<body>
${icons}
<a class="skip" href="#main">Skip to the tests</a>
${renderHeader(head)}
<main>
${renderTotals(head)}
${renderNotices(head, gathered)}
<div class="columns">
${side.text !== '' && html`<aside aria-label="Comparison and timings">${side}</aside>`}
<div class="main" id="main" tabindex="-1">
${renderTests()}
${renderFailures(gathered, sourceBase(head))}
</div>
</div>
</main>
`.text;
}

/** The page after its data. */
export function renderEnd(head: PageHead): string {
  const meta: PageMeta = { sourceBase: sourceBase(head) };
  return html`<script type="application/json" id="meta">${new Html(scriptJson(JSON.stringify(meta)))}</script>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

function sourceBase({ sourceBase: base = '' }: PageHead): string {
  const href = webLink(base);
  return href === undefined || href.endsWith('/') ? (href ?? '') : `${href}/`;
}

const digest = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
