/** One line `ok …` or `not ok …`. */
export interface TestPoint {
  ok: boolean;
  id: number | undefined;
  description: string;
  /** Neither counts as a failure: what is skipped did not run, and what is to do may fail. */
  directive: 'skip' | 'todo' | undefined;
  reason: string;
  durationMs: number;
  /** Whether its subtest follows, in braces, instead of standing before it. */
  opens: boolean;
}

export type TapLine =
  | { kind: 'version' }
  | { kind: 'plan'; count: number }
  | { kind: 'bail'; reason: string }
  | { kind: 'subtest'; name: string }
  | { kind: 'comment'; text: string }
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'point'; point: TestPoint };

/** Most other lines are told from TAP by their first letter. */
const beginning = /^[on#1TBtb{}]/;

/**
 * @param line without the blanks of its level
 * @returns what the line is; undefined for a line that is no TAP, which is to be passed over
 * @see https://testanything.org/tap-version-14-specification.html
 */
export function tapLine(line: string): TapLine | undefined {
  if (!beginning.test(line)) return undefined;
  const point = testPoint(line);
  if (point) return { kind: 'point', point };
  if (/^#/.test(line)) {
    const subtest = /^# Subtest(?:: ?(.*))?$/s.exec(line);
    return subtest ? { kind: 'subtest', name: unescaped(subtest[1] ?? '').trim() } : { kind: 'comment', text: line };
  }
  const plan = /^1\.\.(\d{1,9})\s*(?:#.*)?$/s.exec(line);
  if (plan) return { kind: 'plan', count: Number(plan[1]) };
  if (/^TAP version \d+\s*$/i.test(line)) return { kind: 'version' };
  const bail = /^Bail out!(.*)$/is.exec(line);
  if (bail) return { kind: 'bail', reason: unescaped(bail[1] ?? '').trim() };
  if (/^\{\s*$/.test(line)) return { kind: 'open' };
  if (/^\}\s*$/.test(line)) return { kind: 'close' };
  return undefined;
}

function testPoint(line: string): TestPoint | undefined {
  const match = /^(not )?ok(?!\S)\s*(?:(\d{1,9})(?!\S))?\s*(?:-(?!\S))?\s*(.*)$/s.exec(line);
  if (!match) return undefined;
  const opens = (match[3] ?? '').includes('{') && /(?:^|\s)\{\s*$/.test(match[3] ?? '');
  const rest = opens ? (match[3] ?? '').trimEnd().slice(0, -1).trimEnd() : (match[3] ?? '');
  const { text, durationMs } = withoutTime(rest);
  const at = delimiter(text);
  const directive = at === -1 ? null : /^#\s*(skip|todo)(?:\S*)(?:\s+(.*))?$/is.exec(text.slice(at));
  return {
    ok: match[1] === undefined,
    id: match[2] === undefined ? undefined : Number(match[2]),
    description: unescaped(directive ? text.slice(0, at) : text).trim(),
    directive: directive ? (directive[1]?.toLowerCase() === 'skip' ? 'skip' : 'todo') : undefined,
    reason: unescaped(directive?.[2] ?? '').trim(),
    durationMs,
    opens,
  };
}

/** node-tap writes ` # time=5.1ms` at the end. */
function withoutTime(text: string): { text: string; durationMs: number } {
  if (!text.includes('# time=')) return { text, durationMs: 0 };
  const time = /(?:^|\s)# time=(\d{1,12}(?:\.\d{1,12})?)ms\s*$/.exec(text);
  return time ? { text: text.slice(0, time.index), durationMs: Number(time[1]) } : { text, durationMs: 0 };
}

/** Where the first `#` stands that is not escaped and has a blank before it, or an escaped backslash, as in the specification. */
function delimiter(text: string): number {
  if (!text.includes('#')) return -1;
  let delimits = true;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '#' && delimits) return at;
    const isEscape = text[at] === '\\' && /[\\#]/.test(text[at + 1] ?? '');
    delimits = isEscape ? text[at + 1] === '\\' : /\s/.test(text[at] ?? '');
    if (isEscape) at += 1;
  }
  return -1;
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([\\#])/g, '$1');
}
