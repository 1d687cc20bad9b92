import { thousands } from '@ci-actions/format/units';

/**
 * The runner refuses a step summary above 1 MiB, and near the limit it drops one in silence (runner#4337), so all
 * that a step writes stays within this. In bytes.
 */
export const summaryLimit = 1_000_000;

/**
 * Markdown that fits into what is left of a step's summary. What is too long is cut where both sides stay whole: at a
 * blank line outside code and folded details, or between the rows of a table. A last line says what is left out.
 *
 * @param markdown the whole text
 * @param used how many bytes the step's summary holds already
 * @param limit how many it may hold
 * @returns the text that may be appended; empty when not even the last line fits
 */
export function fitSummary(markdown: string, used: number, limit = summaryLimit): string {
  const room = limit - used;
  const whole = markdown.endsWith('\n') ? markdown : `${markdown}\n`;
  if (Buffer.byteLength(whole) <= room) return whole;

  const lines = whole.split('\n');
  const leftOut = (count: number) =>
    `\n> ${thousands(count)} more lines did not fit into the summary; the file has all.\n`;
  const cut = lastCut(lines, room - Buffer.byteLength(leftOut(lines.length)));
  if (cut === undefined) return '';
  return `${lines.slice(0, cut).join('\n')}\n${leftOut(lines.length - cut)}`.replace(/^\n+/, '');
}

/** @returns after how many lines the text can be cut so that it has at most `room` bytes; undefined for no room at all */
function lastCut(lines: readonly string[], room: number): number | undefined {
  if (room < 0) return undefined;
  let cut = 0;
  let size = 0;
  let fence = '';
  let details = 0;
  for (const [index, line] of lines.entries()) {
    size += Buffer.byteLength(line) + 1;
    if (size > room) break;
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (fence === '') fence = mark;
    else if (mark.startsWith(fence)) fence = '';
    if (fence !== '' || mark !== '') continue;
    details += (line.match(/<details\b/g)?.length ?? 0) - (line.match(/<\/details>/g)?.length ?? 0);
    if (details === 0 && (line === '' || endsRow(line, lines[index + 1] ?? ''))) cut = index + 1;
  }
  return cut;
}

const isRow = (line: string) => line.startsWith('|');
const isRule = (line: string) => /^\|[\s:|-]+$/.test(line);

/** Whether a table may end after this line: not after its head, which would be left without rows. */
function endsRow(line: string, next: string): boolean {
  return isRow(line) && !isRule(line) && !isRule(next) && (isRow(next) || next === '');
}
