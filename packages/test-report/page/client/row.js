/** @import { ShownRow } from '../decode-rows.ts' */
/** @import { RowText } from '../wire.ts' */
import { shownPlace, shownTime } from '../shown.ts';
import { sourceLink } from '../source-link.ts';
import { make, mark } from './dom.js';

/**
 * The line of one test.
 *
 * @param {ShownRow} row
 * @param {boolean} isOpen
 */
export function makeLine(row, isOpen) {
  const name = make(
    'button',
    { type: 'button', 'aria-expanded': String(isOpen) },
    make('bdi', {}, row.name || '(no name)'),
  );
  const place = make('span', { class: 'place' }, make('bdi', {}, shownPlace(row.suite, row.className)));
  return make(
    'tr',
    { class: `line ${row.state}` },
    make('td', { class: 'state' }, mark(row.state)),
    make('td', { class: 'test' }, make('div', {}, name, place)),
    make('td', { class: 'time' }, shownTime(row.ms)),
  );
}

/**
 * What is shown below the line of a test that is open.
 *
 * @param {ShownRow} row
 * @param {number} number
 * @param {RowText | undefined} text
 * @param {string} sourceBase
 * @param {boolean} isUnfolded whether its stack trace is
 */
export function makeDetails(row, number, text, sourceBase, isUnfolded) {
  const cell = make('td', { colspan: '3' }, makeFacts(row, number, sourceBase));
  const [message, details, leftOut] = text ?? ['', '', 1];
  if (message !== '') cell.append(make('pre', { class: 'message' }, message));
  if (details !== '') {
    const fold = make('details', { class: 'trace' }, make('summary', {}, 'Details'), make('pre', {}, details));
    fold.open = isUnfolded;
    cell.append(fold);
  }
  if (leftOut) cell.append(make('p', { class: 'muted' }, 'More of its text had no room in this page.'));
  if (row.state === 'failed' && message === '' && details === '' && !leftOut) {
    cell.append(make('p', { class: 'muted' }, 'The report says nothing of why it failed.'));
  }
  return make('tr', { class: 'details' }, cell);
}

/**
 * @param {ShownRow} row
 * @param {number} number
 * @param {string} sourceBase
 */
function makeFacts({ file, line, report, suite, attempts, state }, number, sourceBase) {
  const facts = make('ul', { class: 'facts' });
  if (file !== '') {
    const label = make('bdi', {}, line > 0 ? `${file}:${line}` : file);
    const href = sourceLink(sourceBase, file, line);
    const link = href && make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, label);
    facts.append(make('li', { class: 'source' }, link || label));
  }
  if (attempts > 1) {
    facts.append(make('li', {}, state === 'flaky' ? `passed after ${attempts} attempts` : `${attempts} attempts`));
  }
  if (report !== '') facts.append(make('li', {}, 'from ', pick('report', 'Show only the tests of this file', report)));
  if (suite.length > 0)
    facts.append(make('li', {}, pick('suite', 'Show only the tests of this suite', 'only this suite')));
  facts.append(make('li', {}, make('a', { href: `#test=${number}` }, 'link to this test')));
  return facts;
}

/**
 * A button that shows only the tests of the same file or suite.
 *
 * @param {string} what
 * @param {string} title
 * @param {string} text
 */
function pick(what, title, text) {
  return make('button', { type: 'button', class: 'pick', 'data-pick': what, title }, make('bdi', {}, text));
}
