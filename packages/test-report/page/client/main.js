/** @import { View } from '../hash-state.ts' */
import { thousands } from '@ci-actions/format/units';
import { rowAt } from '../decode-rows.ts';
import { RowFilter } from '../filter-rows.ts';
import { readHash, writeHash } from '../hash-state.ts';
import { readMeta, readRows } from './data.js';
import { byId } from './dom.js';
import { Filters } from './filters.js';
import { watchKeys } from './keys.js';
import { numberOf, Table } from './table.js';
import { watchTheme } from './theme.js';

watchTheme();
const rows = readRows();
if (rows.count > 0) start();

function start() {
  document.documentElement.classList.add('live');
  byId('tests', HTMLElement).hidden = false;
  const timings = document.getElementById('timings');
  if (timings instanceof HTMLDetailsElement && matchMedia('(min-width: 1100px)').matches) timings.open = true;

  const table = new Table(rows, readMeta().sourceBase);
  const filter = new RowFilter(rows);
  const filters = new Filters(rows, change);
  const found = byId('found', HTMLElement);
  const clear = byId('clear', HTMLButtonElement);
  const fold = byId('fold', HTMLButtonElement);
  const list = byId('list', HTMLElement);
  let view = readHash(location.hash);
  let saving = 0;

  function show() {
    filters.show(view);
    const numbers = filter.find(view, view.order);
    table.show(numbers);
    const all = numbers.length === rows.count;
    const shown = numbers.length > table.limit ? `; the first ${thousands(table.limit)} are listed` : '';
    found.textContent =
      numbers.length === 0
        ? 'No test matches'
        : all
          ? `${thousands(rows.count)} ${rows.count === 1 ? 'test' : 'tests'}${shown}`
          : `${thousands(numbers.length)} of ${thousands(rows.count)} tests${shown}`;
    clear.hidden = all && view.query === '';
    sayFold();
  }

  function sayFold() {
    fold.textContent = table.isAnyOpen ? 'Close all' : 'Open failures';
    fold.hidden = !table.isAnyOpen && !rows.states.includes(0);
  }

  /** @param {Partial<View>} said */
  function change(said) {
    view = { ...view, test: undefined, ...said };
    show();
    const top = byId('tests', HTMLElement).getBoundingClientRect().top;
    if (top < 0) scrollBy({ top, behavior: 'instant' });
    clearTimeout(saving);
    saving = setTimeout(() => history.replaceState(null, '', `#${writeHash(view)}`), 200);
  }

  const clearAll = () => change({ state: 'all', query: '', report: '', suite: [] });

  /** Shows what the address says. */
  function follow() {
    clearTimeout(saving);
    view = readHash(location.hash);
    show();
    if (view.test === undefined || table.goTo(view.test)) return;
    const { test } = view;
    view = { ...view, state: 'all', query: '', report: '', suite: [] };
    show();
    table.goTo(test);
  }

  addEventListener('hashchange', () => {
    if (!document.getElementById(location.hash.slice(1))) follow();
  });
  clear.addEventListener('click', clearAll);
  fold.addEventListener('click', () => {
    table.openFailures(!table.isAnyOpen);
    sayFold();
  });
  list.addEventListener('open-changed', sayFold);
  list.addEventListener('click', ({ target }) => {
    const picked = target instanceof Element ? target.closest('[data-pick]') : null;
    if (!(picked instanceof HTMLElement)) return;
    const { report, suite } = rowAt(rows, numberOf(picked));
    change(picked.dataset.pick === 'report' ? { report, suite: [] } : { suite, report: '' });
  });
  watchKeys(table, clearAll);
  follow();
  setTimeout(() => filter.prepare(), 300);
}
