import { text } from '@ci-actions/format/markdown';
import { thousands } from '@ci-actions/format/units';
import type { Report } from '../conclude.ts';
import { failureName } from '../words.ts';
import { type Place, placeLink, shortened } from './failure.ts';
import type { Section } from './sections.ts';
import { tableSection } from './table.ts';

/** The tests that passed only after they had failed: how often they were run, and what the first failure said. */
export function flaky({ flaky: tests, counts }: Report, place: Place): Section {
  const maxRows = 100;
  const rows = tests
    .slice(0, maxRows)
    .map((test) => [
      text(shortened(failureName(test), 300)),
      test.attempts > 1 ? thousands(test.attempts) : '',
      text(shortened(test.message.trim().split('\n', 1)[0] ?? '', 300)),
      placeLink(place(test)),
    ]);
  const header = ['Test', 'Attempts:', 'First failure', 'File'];
  const total = Math.max(counts.flaky, tests.length);
  return tableSection({ title: 'Flaky', noun: 'flaky test', header, rows, total, maxRows, openRows: 25 });
}
