/**
 * The runner refuses a step summary above 1 MiB, and near the limit it drops one in silence (runner#4337), so all
 * that a step writes stays within this. In bytes.
 */
export const summaryLimit = 1_000_000;

/**
 * Markdown that fits into what is left of a step's summary. What is too long is cut between blocks (at a blank line
 * outside a code fence) or, where one table is longer than the room, between its rows; a last line says what is left out.
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
  const said = (left: number) =>
    `\n> ${left.toLocaleString('en-US')} more lines did not fit into the summary; the file has all.\n`;
  const forSaid = Buffer.byteLength(said(lines.length));
  let size = 0;
  let fence = '';
  let kept = 0;
  for (const [index, line] of lines.entries()) {
    size += Buffer.byteLength(line) + 1;
    if (size + forSaid > room) break;
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (fence === '') fence = mark;
    else if (mark.startsWith(fence)) fence = '';
    const next = lines[index + 1] ?? '';
    const inTableHead = line.startsWith('|') && /^\|[\s:|-]+$/.test(next);
    if (fence === '' && !inTableHead && !/^\|[\s:|-]+$/.test(line) && isBoundary(line, next)) kept = index + 1;
  }
  if (kept === 0) return forSaid <= room ? said(lines.length) : '';
  return `${lines.slice(0, kept).join('\n')}\n${said(lines.length - kept)}`;
}

/** Whether a cut between the two lines leaves both sides whole. Inside HTML (`<details>`) there is no boundary. */
function isBoundary(line: string, next: string): boolean {
  return line === '' || (line.startsWith('|') && (next.startsWith('|') || next === ''));
}
