/** @import { Table } from './table.js' */
import { byId } from './dom.js';

/**
 * The keys of the page: `/` searches, j and k or the arrows move in the list, Escape clears. Enter opens a row, as it is a button.
 *
 * @param {Table} table
 * @param {() => void} clear shows everything again
 */
export function watchKeys(table, clear) {
  const search = byId('search', HTMLInputElement);
  const list = byId('list', HTMLElement);

  /** @type {Record<string, () => void>} */
  const anywhere = {
    '/': () => {
      search.focus();
      search.select();
    },
    j: () => table.move(1),
    k: () => table.move(-1),
    Escape: clear,
  };
  /** @type {Record<string, () => void>} */
  const inList = {
    ArrowDown: () => table.move(1),
    ArrowUp: () => table.move(-1),
    PageDown: () => table.move(10),
    PageUp: () => table.move(-10),
    Home: () => table.focus(0),
    End: () => table.focus(Number.POSITIVE_INFINITY),
  };
  /** @type {Record<string, () => void>} */
  const inSearch = {
    ArrowDown: () => table.focus(0),
    Enter: () => table.focus(0),
    Escape: () => (search.value === '' ? search.blur() : clear()),
  };

  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target instanceof HTMLSelectElement)
      return;
    const isInList = target instanceof Node && list.contains(target);
    const keys = target === search ? inSearch : isInList ? { ...anywhere, ...inList } : anywhere;
    const act = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  });
}
