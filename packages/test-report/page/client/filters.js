/** @import { Rows } from '../decode-rows.ts' */
/** @import { View } from '../hash-state.ts' */
/** @import { Choice } from '../count-choices.ts' */
import { thousands } from '@ci-actions/format/units';
import { countChoices } from '../count-choices.ts';
import { orders, stateFilters } from '../filter-rows.ts';
import { rowStates } from '../wire.ts';
import { byId, make } from './dom.js';

/** How many files and how many suites the list offers; others are chosen from a test of theirs. */
const most = 300;

/** The controls above the list. They show the view, and say what the reader makes of it. */
export class Filters {
  #search = byId('search', HTMLInputElement);
  #within = byId('within', HTMLSelectElement);
  #order = byId('order', HTMLSelectElement);
  #states = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('button[data-state]')]);
  /** @type {Map<string, Choice>} by the value of their option */
  #choices = new Map();

  /**
   * @param {Rows} rows
   * @param {(change: Partial<View>) => void} onChange
   */
  constructor(rows, onChange) {
    this.#countStates(rows);
    const { reports, suites } = countChoices(rows, most);
    if (reports.length > 1) this.#offer('Files', reports);
    if (suites.length > 1) this.#offer('Suites', suites);
    this.#search.addEventListener('input', () => onChange({ query: this.#search.value }));
    this.#search.form?.addEventListener('submit', (event) => event.preventDefault());
    this.#within.addEventListener('change', () => {
      const { kind, path = [] } = this.#choices.get(this.#within.value) ?? {};
      onChange({ report: kind === 'report' ? (path[0] ?? '') : '', suite: kind === 'suite' ? path : [] });
    });
    this.#order.addEventListener('change', () => {
      onChange({ order: orders.find((order) => order === this.#order.value) ?? 'failures' });
    });
    for (const button of this.#states) {
      button.addEventListener('click', () => {
        const { state } = button.dataset;
        onChange({ state: stateFilters.find((known) => known === state) ?? 'all' });
      });
    }
  }

  /** @param {View} view */
  show({ state, query, report, suite, order }) {
    if (this.#search.value !== query) this.#search.value = query;
    for (const button of this.#states) button.setAttribute('aria-pressed', String(button.dataset.state === state));
    this.#order.value = order;
    this.#within.value = report !== '' ? this.#value('report', [report]) : this.#value('suite', suite);
  }

  /**
   * @param {Choice['kind']} kind
   * @param {readonly string[]} path
   * @returns {string} the value of the option, which is made where it is not offered
   */
  #value(kind, path) {
    if (path.length === 0) return '';
    for (const [value, choice] of this.#choices) {
      if (choice.kind === kind && choice.path.join('\n') === path.join('\n')) return value;
    }
    return this.#add(this.#within, { kind, path, tests: 0, failed: 0 });
  }

  /**
   * @param {string} label
   * @param {Choice[]} choices
   */
  #offer(label, choices) {
    const group = make('optgroup', { label });
    for (const choice of choices) this.#add(group, choice);
    this.#within.append(group);
  }

  /**
   * @param {HTMLElement} parent
   * @param {Choice} choice
   */
  #add(parent, choice) {
    const value = String(this.#choices.size + 1);
    const failed = choice.failed > 0 ? ` (${thousands(choice.failed)} failed)` : '';
    this.#choices.set(value, choice);
    parent.append(make('option', { value }, `${choice.path.join(' › ')}${failed}`));
    return value;
  }

  /** @param {Rows} rows */
  #countStates(rows) {
    const counts = rowStates.map(() => 0);
    for (const state of rows.states) counts[state] = (counts[state] ?? 0) + 1;
    for (const button of this.#states) {
      const index = /** @type {readonly string[]} */ (rowStates).indexOf(button.dataset.state ?? '');
      const flaky = button.dataset.state === 'passed' ? (counts[1] ?? 0) : 0;
      const count = index < 0 ? rows.count : (counts[index] ?? 0) + flaky;
      button.querySelector('span:last-child')?.append(thousands(count));
      button.disabled = count === 0 && index >= 0;
    }
  }
}
