import { type Html, html } from './html.ts';
import type { RowState } from './wire.ts';

/** The marks of the states, drawn once. They differ in shape too, not in colour alone. */
export const icons = html`<svg class="icons" aria-hidden="true">
<symbol id="icon-failed" viewBox="0 0 16 16"><circle class="disc" cx="8" cy="8" r="8"/><path class="sign" d="M5 5l6 6M11 5l-6 6"/></symbol>
<symbol id="icon-flaky" viewBox="0 0 16 16"><path class="disc" d="M8 1.5l6.8 12.6h-13.6z"/><path class="sign" d="M8 6.2v3.6M8 12.1v0.1"/></symbol>
<symbol id="icon-skipped" viewBox="0 0 16 16"><circle class="ring" cx="8" cy="8" r="6.8"/><path class="ring" d="M4.8 8h6.4"/></symbol>
<symbol id="icon-passed" viewBox="0 0 16 16"><circle class="disc" cx="8" cy="8" r="8"/><path class="sign" d="M4.5 8.2l2.5 2.6 4.6-5.2"/></symbol>
</svg>`;

/** @returns the mark of a state, with its name for those who do not see it where there is one */
export function icon(state: RowState, name = ''): Html {
  return html`<svg class="icon ${state}" aria-hidden="true"><use href="#icon-${state}"/></svg>${
    name !== '' && html`<span class="unseen">${name}</span>`
  }`;
}
