import type { Rows } from './decode-rows.ts';

/** A file of results or a suite that can be chosen. */
export interface Choice {
  kind: 'report' | 'suite';
  path: readonly string[];
  tests: number;
  failed: number;
}

/**
 * What the tests can be narrowed to: those with failures first, then as reported.
 *
 * @param most how many of each kind
 */
export function countChoices(rows: Rows, most: number): { reports: Choice[]; suites: Choice[] } {
  const places = rows.reports.length;
  const tests = new Uint32Array(places);
  const failed = new Uint32Array(places);
  for (let row = 0; row < rows.count; row++) {
    const place = rows.places[row] ?? 0;
    tests[place] = (tests[place] ?? 0) + 1;
    if (rows.states[row] === 0) failed[place] = (failed[place] ?? 0) + 1;
  }
  const count = (kind: Choice['kind'], column: Uint32Array): Choice[] => {
    const choices = new Map<string, Choice>();
    // A string may stand in the page more than once.
    for (let place = 0; place < places; place++) {
      const entry = rows.strings[column[place] ?? 0] ?? '';
      const path = typeof entry === 'string' ? [entry] : entry;
      const key = path.join('\n');
      if (key === '') continue;
      const choice = choices.get(key) ?? { kind, path, tests: 0, failed: 0 };
      choice.tests += tests[place] ?? 0;
      choice.failed += failed[place] ?? 0;
      choices.set(key, choice);
    }
    return [...choices.values()].sort((a, b) => b.failed - a.failed).slice(0, most);
  };
  return { reports: count('report', rows.reports), suites: count('suite', rows.suites) };
}
