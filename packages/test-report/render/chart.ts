import type { Counts } from '@ci-actions/test-results/model';
import type { Report } from '../conclude.ts';
import type { Section } from './sections.ts';

/** A pie of few tests says less than their counts, and a slice that is too thin is not seen. */
const leastTests = 10;
const leastPart = 0.03;

const slices = [
  { name: 'Passed', color: '#2da44e', of: ({ passed, flaky }: Counts) => passed - flaky },
  { name: 'Failed', color: '#cf222e', of: ({ failed }: Counts) => failed },
  { name: 'Skipped', color: '#8c959f', of: ({ skipped }: Counts) => skipped },
  { name: 'Flaky', color: '#bf8700', of: ({ flaky }: Counts) => flaky },
];

/**
 * A pie of the states, where it shows something: when there is more than one state, and it is not all but one. Holds
 * numbers and fixed words alone.
 *
 * @see https://mermaid.js.org/syntax/pie.html
 */
export function chart({ counts }: Report): Section {
  return (room) => {
    // Colours go by the size of a slice, so they are given in that order.
    const shown = slices
      .map(({ name, color, of }) => ({ name, color, value: of(counts) }))
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value);
    const rest = counts.tests - (shown[0]?.value ?? 0);
    if (counts.tests < leastTests || rest < counts.tests * leastPart) return;
    const colors = shown.map(({ color }, index) => `"pie${index + 1}":"${color}"`);
    room.add(
      [
        '```mermaid',
        `%%{init: {"theme":"base","themeVariables":{${colors.join(',')}}}}%%`,
        'pie showData',
        ...shown.map(({ name, value }) => `  "${name}" : ${value}`),
        '```',
      ].join('\n'),
    );
  };
}
