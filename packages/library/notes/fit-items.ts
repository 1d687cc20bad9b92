import { count } from '@ci-actions/format/units';
import type { Item } from './render-item.ts';

/** A list under a title. */
export interface Group {
  title: string;
  /** What an item is, for one and for more. */
  noun: readonly [one: string, more: string];
  /** How many there are. */
  size: number;
  /** Makes one, so that what has no room is not made. */
  item(at: number): Item;
}

/**
 * Lists under their titles, as far as there is room. An item is there whole, or in short, or not at all, and from the
 * first that is not there on none is, so that the order says what matters.
 *
 * @param room how many characters it may have
 * @returns the lists, and what was left out, in words
 */
export function fitItems(groups: readonly Group[], room: number): { markdown: string; leftOut: readonly string[] } {
  const leftOut: string[] = [];
  const parts: string[] = [];
  let left = room;
  let full = false;
  let shortened = 0;
  for (const { title, noun, size, item } of groups) {
    let shown = 0;
    let apart = '';
    for (; !full && shown < size; shown++) {
      const { whole, short } = item(shown);
      const lead = shown > 0 ? `\n${apart}` : `${parts.length > 0 ? '\n\n' : ''}### ${title}\n\n`;
      const form = [whole, short].find((form) => lead.length + form.length <= left);
      full = form === undefined;
      if (form === undefined) break;
      parts.push(lead, form);
      left -= lead.length + form.length;
      if (form !== whole) shortened += 1;
      // What follows an upgrade note begins after a blank line.
      apart = form === short ? '' : '\n';
    }
    if (shown < size) leftOut.push(count(size - shown, ...noun));
  }
  if (shortened > 0) leftOut.unshift(count(shortened, 'upgrade note'));
  return { markdown: parts.join(''), leftOut };
}
