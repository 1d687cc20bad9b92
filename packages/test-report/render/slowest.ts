import { text } from '@ci-actions/format/markdown';
import { duration } from '@ci-actions/format/units';
import type { Report } from '../conclude.ts';
import { failureName } from '../words.ts';
import { type Place, placeLink, shortened } from './failure.ts';
import type { Section } from './sections.ts';
import { tableSection } from './table.ts';

/** The slowest tests, folded: they are of interest when one looks for them. Those that took no time at all are none. */
export function slowest({ slowest: tests }: Report, place: Place): Section {
  const rows = tests
    .filter(({ durationMs }) => durationMs >= 1)
    .map((test) => [
      text(shortened(failureName(test), 300)),
      duration(test.durationMs),
      placeLink(place({ ...test, message: '', details: '' })),
    ]);
  const header = ['Test', 'Time:', 'File'];
  return tableSection({ title: 'Slowest', noun: 'slow test', header, rows, maxRows: 100, openRows: 10 });
}
