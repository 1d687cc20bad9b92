import { table, text } from '@ci-actions/format/markdown';
import { bytes, count, duration } from '@ci-actions/format/units';
import type { Report } from './conclude.ts';
import { type Place, renderFailure } from './render-failure.ts';
import { maxRows, openRows, suiteHeader, suiteRows } from './render-suites.ts';
import { Room } from './room.ts';
import { unreadableSentence, verdict } from './words.ts';

export interface SummaryOptions {
  /** What stands before the verdict; untrusted like everything else. */
  title: string;
  /** How many bytes of UTF-8 it may have. */
  limit: number;
  place: Place;
}

const icons = { success: '✅', failure: '❌', incomplete: '⚠️', empty: '⚠️' } as const;

/** More files that could not be read than this are counted, not named. */
const maxUnreadable = 50;

/**
 * The report as Markdown, for the step's summary: the verdict, the counts, the failures, a table of the suites. It has
 * at most `limit` bytes: failures come first, what has no room is left out as a whole block, and the text says so.
 */
export function renderSummary(report: Report, { title, limit, place }: SummaryOptions): string {
  const heading = `## ${icons[report.conclusion]} ${text(title.slice(0, 200))}: ${verdict(report)}`;
  // What is said of the left out has room in any case.
  const room = new Room(limit, 400);
  if (!room.add(heading)) return Buffer.byteLength(heading) < limit ? `${heading}\n` : '';
  room.add(countsLine(report));
  addUnreadable(room, report);
  addFailures(room, report, place, limit);
  addSuites(room, report, limit);
  return room.text;
}

function countsLine({ counts, durationMs, files, unreadable }: Report): string {
  const part = (number: number, word: string) => `**${number.toLocaleString('en-US')}** ${word}`;
  return [
    part(counts.passed, 'passed'),
    part(counts.failed, 'failed'),
    part(counts.skipped, 'skipped'),
    duration(durationMs),
    count(files.length + unreadable.length, 'file'),
  ].join(' · ');
}

function addUnreadable(room: Room, { unreadable }: Report): void {
  if (unreadable.length === 0) return;
  room.add('### Could not be read');
  const lines = unreadable.slice(0, maxUnreadable).map((file) => `- ${text(unreadableSentence(file).slice(0, 1_000))}`);
  let shown = 0;
  while (shown < lines.length && room.add(lines[shown] ?? '')) shown++;
  if (shown < unreadable.length) room.say(`- ${count(unreadable.length - shown, 'more file')}`);
}

function addFailures(room: Room, { failures }: Report, place: Place, limit: number): void {
  if (failures.length === 0 || !room.add('### Failures')) return;
  let shown = 0;
  let brief = 0;
  for (const failure of failures) {
    // Once a stack trace had no room, names and messages of the others are worth more than a short one among them.
    if (brief > 0 || !room.add(renderFailure(failure, place, 'full'))) {
      if (!room.add(renderFailure(failure, place, 'brief'))) break;
      brief++;
    }
    shown++;
  }
  const left = failures.length - shown;
  if (brief + left === 0) return;
  const said = [
    ...(left > 0 ? [`${count(left, 'more failure')}`] : []),
    ...(brief > 0 ? [`the details of ${count(brief, 'failure')}`] : []),
  ].join(' and ');
  room.say(`> Left out: ${said}; a summary may hold ${bytes(limit)}.`);
}

function addSuites(room: Room, { files }: Report, limit: number): void {
  const rows = suiteRows(files);
  if (rows.length === 0) return;
  const folded = rows.length > openRows;
  const wrap = (shown: number) => {
    const whole = table(suiteHeader, rows.slice(0, shown));
    return folded ? `<details><summary>${count(rows.length, 'suite')}</summary>\n\n${whole}\n\n</details>` : whole;
  };
  // A row takes what it takes, whatever stands around it.
  let left = room.left - Buffer.byteLength(`### Suites${wrap(0)}`) - 10;
  let shown = 0;
  for (const row of rows.slice(0, maxRows)) {
    left -= Buffer.byteLength(`| ${row.join(' | ')} |\n`);
    if (left < 0) break;
    shown++;
  }
  if (shown > 0) {
    room.add('### Suites');
    room.add(wrap(shown));
  }
  if (shown === rows.length) return;
  const why = shown === maxRows ? '' : `; a summary may hold ${bytes(limit)}`;
  room.say(`> Left out: ${count(rows.length - shown, shown === 0 ? 'suite' : 'more suite')}${why}.`);
}
