import { code, table, text } from '@ci-actions/format/markdown';
import { count, duration, thousands } from '@ci-actions/format/units';
import type { Comparison } from '../compare/compare-rows.ts';
import type { Listed } from '../compare/lists.ts';
import { shortened } from './failure.ts';
import type { Section } from './sections.ts';

/** A list of names takes at most this part of the room that is left: failures are worth more. */
const listPart = 0.1;

/**
 * What has changed since the base: a line of counts, and folded lists. New failures and old ones are not listed here, as
 * they have sections of their own.
 *
 * @param baseName untrusted; empty where it has none
 * @param form `brief` leaves the lists out
 */
export function comparison(found: Comparison | undefined, baseName = '', form: 'full' | 'brief' = 'full'): Section {
  return (room) => {
    if (!found) return;
    room.add(line(found, baseName));
    if (form === 'brief') return;
    for (const [title, header, rows, total] of lists(found)) {
      const block = fitted(title, header, rows, total, room.left * listPart);
      if (block !== undefined) room.add(block);
    }
  };
}

function line(found: Comparison, baseName: string): string {
  const since = `**Since ${baseName.trim() === '' ? 'the base' : code(shortened(baseName, 200))}**`;
  if (found.baseTests === 0) return `${since}: it has no tests, so there is nothing to compare with.`;
  const { newFailures, stillFailing, fixed, added, removed, slower } = found;
  const part = ({ count: number }: { count: number }, one: string, many = one) =>
    number === 0 ? [] : [`**${thousands(number)}** ${number === 1 ? one : many}`];
  const parts = [
    ...part(newFailures, 'new failure', 'new failures'),
    ...part(stillFailing, 'still failing'),
    ...part(fixed, 'fixed'),
    ...part(added, 'added'),
    ...part(removed, 'removed'),
    ...part(slower, 'slower'),
  ];
  const said = `${since}: ${parts.length === 0 ? 'nothing has changed' : parts.join(' · ')}`;
  return found.common > 0 ? said : `${said}. None of its ${count(found.baseTests, 'test')} is in this run.`;
}

function lists(found: Comparison): [title: string, header: string[], rows: string[][], total: number][] {
  const names = (title: string, { count: total, names: some }: Listed): ReturnType<typeof lists>[number] => [
    title,
    ['Test'],
    some.map((name) => [text(shortened(name, 300))]),
    total,
  ];
  const slower = found.slower.tests.map(({ name, beforeMs, afterMs }) => [
    text(shortened(name, 300)),
    duration(beforeMs),
    duration(afterMs),
  ]);
  return [
    names('Fixed', found.fixed),
    names('Added', found.added),
    names('Removed', found.removed),
    ['Slower', ['Test', 'Before:', 'Now:'], slower, found.slower.count],
  ];
}

/** @returns a folded list with as many rows as have room; undefined where there is none */
function fitted(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  total: number,
  room: number,
): string | undefined {
  const wrap = (some: readonly (readonly string[])[]) => {
    const left = total - some.length;
    const more = left > 0 ? `\n\n> And ${thousands(left)} more.` : '';
    return `<details><summary>${title}: ${thousands(total)}</summary>\n\n${table(header, some)}${more}\n\n</details>`;
  };
  let size = Buffer.byteLength(wrap([]));
  const shown = rows.filter((row) => {
    size += Buffer.byteLength(table([], [row]));
    return size <= room;
  });
  return shown.length === 0 ? undefined : wrap(shown);
}
