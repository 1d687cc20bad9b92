/** @import { Rows } from '../decode-rows.ts' */
import { rowAt } from '../decode-rows.ts';
import { Layout } from '../layout.ts';
import { readText } from './data.js';
import { byId } from './dom.js';
import { makeDetails, makeLine } from './row.js';

/** How far beyond the window rows are drawn, in pixels. */
const beyond = 400;
/** A browser lays out no list higher than about this, in pixels. */
const highest = 15_000_000;
/** How many failures are open at first. */
const openAtFirst = 50;
/** What an open row adds to the list before it is measured, in pixels. */
const guess = 160;

/** The list of tests. Only the rows in the window are elements; each has a tbody of its own. */
export class Table {
  #rows;
  #sourceBase;
  #list = byId('list', HTMLElement);
  #table = /** @type {HTMLTableElement} */ (this.#list.querySelector('table'));
  #height = 0;
  #width = 0;
  #found = /** @type {Uint32Array} */ (new Uint32Array());
  /** Rows by number: those that are open, those whose stack trace is, and what being open adds to their height. */
  #open = /** @type {Set<number>} */ (new Set());
  #unfolded = /** @type {Set<number>} */ (new Set());
  #extras = /** @type {Map<number, number>} */ (new Map());
  /** The positions of the open rows. */
  #opened = /** @type {number[]} */ ([]);
  #layout = new Layout(0, 1, []);
  /** The elements of the rows in the window, by number. */
  #drawn = /** @type {Map<number, HTMLTableSectionElement>} */ (new Map());
  #active = 0;

  /**
   * @param {Rows} rows
   * @param {string} sourceBase
   */
  constructor(rows, sourceBase) {
    this.#rows = rows;
    this.#sourceBase = sourceBase;
    for (let row = 0; row < rows.count && this.#open.size < openAtFirst; row++) {
      if (rows.states[row] === 0) this.#open.add(row);
    }
    let isWaiting = false;
    const soon = () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        this.#draw();
      });
    };
    addEventListener('scroll', soon, { passive: true });
    new ResizeObserver(() => this.#resize()).observe(this.#list);
    addEventListener('resize', soon);
    this.#table.addEventListener('click', (event) => this.#click(event));
    this.#table.addEventListener('focusin', ({ target }) => {
      const position = this.#found.indexOf(numberOf(target));
      if (position >= 0) this.#active = position;
    });
    this.#table.addEventListener('toggle', (event) => this.#fold(event), true);
  }

  /** How many rows the list can show. */
  get limit() {
    return Math.floor(highest / this.#height);
  }

  /** Whether any row of the list is open. */
  get isAnyOpen() {
    return this.#opened.length > 0;
  }

  /** @param {Uint32Array} found the rows to show */
  show(found) {
    this.#measureRow();
    this.#width = this.#list.clientWidth;
    this.#found = found.subarray(0, this.limit);
    this.#active = 0;
    this.#clear();
    this.#arrange();
    this.#table.setAttribute('aria-rowcount', String(this.#found.length + 1));
    this.#draw();
  }

  /** Closes all rows, or opens the failures of the list. */
  openFailures(isOpen = true) {
    this.#open.clear();
    for (const row of isOpen ? this.#found : []) {
      if (this.#rows.states[row] === 0 && this.#open.size < 1000) this.#open.add(row);
    }
    this.#clear();
    this.#arrange();
    this.#draw();
  }

  /**
   * Opens a row and goes there.
   *
   * @param {number} row
   * @returns {boolean} whether it is in the list
   */
  goTo(row) {
    const position = this.#found.indexOf(row);
    if (position < 0) return false;
    if (!this.#open.has(row)) this.#toggle(row);
    this.focus(position);
    return true;
  }

  /** @param {number} step how many rows further */
  move(step) {
    const isHere = this.#table.contains(document.activeElement);
    this.focus(isHere ? this.#active + step : this.#active);
  }

  /** @param {number} position of the row to focus; the first or last where there is none */
  focus(position) {
    if (this.#found.length === 0) return;
    this.#active = Math.min(Math.max(position, 0), this.#found.length - 1);
    // Rows on the way may turn out higher than they were thought to be.
    for (let turn = 0; turn < 3; turn++) this.#reveal(this.#active);
    const row = this.#found[this.#active] ?? 0;
    this.#drawn.get(row)?.querySelector('button')?.focus({ preventScroll: true });
  }

  /** @param {number} position */
  #reveal(position) {
    const start = this.#list.getBoundingClientRect().top;
    const covered = byId('filters', HTMLElement).getBoundingClientRect().height + 8;
    const top = start + this.#layout.top(position);
    const bottom = Math.min(start + this.#layout.top(position + 1), top + innerHeight / 2);
    if (top < covered) scrollBy({ top: top - covered, behavior: 'instant' });
    else if (bottom > innerHeight - 8) scrollBy({ top: bottom - innerHeight + 8, behavior: 'instant' });
    this.#draw();
  }

  /** @param {MouseEvent} event */
  #click({ target }) {
    if (!(target instanceof Element) || !target.closest('.line') || String(getSelection()) !== '') return;
    this.#toggle(numberOf(target));
  }

  /** @param {Event} event */
  #fold({ target }) {
    if (!(target instanceof HTMLDetailsElement)) return;
    const row = numberOf(target);
    if (target.open) this.#unfolded.add(row);
    else this.#unfolded.delete(row);
    this.#draw();
  }

  /** @param {number} row */
  #toggle(row) {
    if (!this.#open.delete(row)) this.#open.add(row);
    const body = this.#drawn.get(row);
    const hadFocus = body?.contains(document.activeElement);
    body?.remove();
    this.#drawn.delete(row);
    this.#arrange();
    this.#draw();
    if (hadFocus) this.#drawn.get(row)?.querySelector('button')?.focus({ preventScroll: true });
    this.#list.dispatchEvent(new Event('open-changed'));
  }

  #resize() {
    if (this.#width === this.#list.clientWidth) return;
    this.#width = this.#list.clientWidth;
    const first = this.#layout.at(-this.#list.getBoundingClientRect().top);
    const before = this.#layout.top(first);
    this.#measureRow();
    this.#extras.clear();
    this.#measure();
    // The row at the top of the window stays there.
    if (first > 0) scrollBy({ top: this.#layout.top(first) - before, behavior: 'instant' });
    this.#draw();
  }

  #measureRow() {
    this.#height = Number.parseFloat(getComputedStyle(this.#list).getPropertyValue('--row'));
  }

  /** Finds the open rows of the list. */
  #arrange() {
    this.#opened = [];
    for (let position = 0; position < this.#found.length; position++) {
      if (this.#open.has(this.#found[position] ?? 0)) this.#opened.push(position);
    }
    this.#measure();
  }

  /** Works out where each row stands. */
  #measure() {
    const open = this.#opened.map((position) => ({
      position,
      extra: this.#extras.get(this.#found[position] ?? 0) ?? guess,
    }));
    this.#layout = new Layout(this.#found.length, this.#height, open);
    this.#list.style.height = `${this.#layout.top(this.#found.length)}px`;
  }

  #clear() {
    for (const body of this.#drawn.values()) body.remove();
    this.#drawn.clear();
  }

  /** Draws the rows in the window, again when one has another height than it was thought to have. */
  #draw(turns = 4) {
    const above = -this.#list.getBoundingClientRect().top;
    const from = this.#layout.at(above - beyond);
    const to = Math.min(this.#found.length, this.#layout.at(above + innerHeight + beyond) + 1);
    this.#table.style.top = `${this.#layout.top(from)}px`;
    const wanted = this.#found.subarray(from, to);
    const stays = new Set(wanted);
    for (const [row, body] of this.#drawn) {
      if (stays.has(row)) continue;
      body.remove();
      this.#drawn.delete(row);
    }
    const first = this.#layout.at(above);
    const stop = this.#active >= from && this.#active < to ? this.#active : first;
    let before = /** @type {Element | null} */ (this.#table.tHead);
    wanted.forEach((row, index) => {
      const body = this.#drawn.get(row) ?? this.#make(row);
      if (before?.nextElementSibling !== body) before?.after(body);
      before = body;
      body.rows[0]?.setAttribute('aria-rowindex', String(from + index + 2));
      body.querySelector('button')?.setAttribute('tabindex', from + index === stop ? '0' : '-1');
    });
    let moved = 0;
    let isOff = false;
    wanted.forEach((row, index) => {
      if (!this.#open.has(row)) return;
      const extra = (this.#drawn.get(row)?.getBoundingClientRect().height ?? 0) - this.#height;
      const known = this.#extras.get(row) ?? guess;
      if (Math.abs(extra - known) < 0.5) return;
      this.#extras.set(row, extra);
      isOff = true;
      if (from + index < first) moved += extra - known;
    });
    if (!isOff || turns === 0) return;
    this.#measure();
    if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' });
    this.#draw(turns - 1);
  }

  /** @param {number} row */
  #make(row) {
    const isOpen = this.#open.has(row);
    const body = document.createElement('tbody');
    const shown = rowAt(this.#rows, row);
    body.dataset.row = String(row);
    body.className = isOpen ? 'open' : '';
    body.append(makeLine(shown, isOpen));
    if (isOpen) {
      const text = readText(this.#rows.texts[row] ?? 0);
      body.append(makeDetails(shown, row, text, this.#sourceBase, this.#unfolded.has(row)));
    }
    this.#drawn.set(row, body);
    return body;
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {number} the row that an element belongs to, -1 for none
 */
export function numberOf(target) {
  const body = target instanceof Element ? target.closest('tbody') : null;
  return Number(body?.dataset.row ?? -1);
}
