import { table } from '@ci-actions/format/markdown';
import { count } from '@ci-actions/format/units';
import type { Section } from './sections.ts';

export interface TableOptions {
  /** A heading: `Suites`. */
  title: string;
  /** What a row is: `suite`. */
  noun: string;
  header: readonly string[];
  /** Cells that are Markdown already. */
  rows: readonly (readonly string[])[];
  /** How many there are in all, where `rows` are only the first of them. */
  total?: number;
  /** More rows than this nobody reads, and GitHub shows them slowly. */
  maxRows: number;
  /** A longer table is folded. */
  openRows: number;
}

/** A table under a heading, with as many rows as there is room for; the rest is counted. */
export function tableSection({
  title,
  noun,
  header,
  rows,
  total = rows.length,
  maxRows,
  openRows,
}: TableOptions): Section {
  return (room) => {
    if (rows.length === 0) return;
    const wrap = (shown: number) => {
      const whole = table(header, rows.slice(0, shown));
      return total > openRows ? `<details><summary>${count(total, noun)}</summary>\n\n${whole}\n\n</details>` : whole;
    };
    // A row takes what it takes, whatever stands around it.
    let left = room.left - Buffer.byteLength(`### ${title}${wrap(0)}`) - 10;
    let shown = 0;
    for (const row of rows.slice(0, maxRows)) {
      left -= Buffer.byteLength(table([], [row])) - emptyTable;
      if (left < 0) break;
      shown++;
    }
    if (shown > 0) {
      room.add(`### ${title}`);
      room.add(wrap(shown));
    }
    if (shown === total) return;
    const said = count(total - shown, shown === 0 ? noun : `more ${noun}`);
    if (shown === Math.min(maxRows, rows.length)) room.say(`> Left out: ${said}.`);
    else room.leftOut(said);
  };
}

/** What a table of one row has around it. */
const emptyTable = Buffer.byteLength(table([], []));
