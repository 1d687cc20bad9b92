import type { Coverage } from '@ci-actions/test-results/coverage/model';
import { describe, expect, test } from '@jest/globals';
import { belowThreshold, renderCoverage } from './coverage.ts';

function coverage(files: Record<string, [number, number]>, over: Partial<Coverage> = {}): Coverage {
  const all = Object.entries(files).map(([file, [covered, total]]) => ({
    file,
    lines: { covered, total },
    branches: undefined,
  }));
  const sum = (key: 'covered' | 'total') => all.reduce((number, { lines }) => number + lines[key], 0);
  return {
    files: all,
    lines: { covered: sum('covered'), total: sum('total') },
    branches: undefined,
    unreadable: [],
    ...over,
  };
}

test('totals, and the files with the lowest first', () => {
  const blocks = renderCoverage(
    coverage(
      {
        'whole.js': [1000, 1000],
        'half.js': [100, 200],
        'also.js': [50, 100],
        'nothing.js': [0, 0],
        'most.js': [84, 166],
      },
      { branches: { covered: 71, total: 100 } },
    ),
    { limitRows: 10 },
  );
  expect(blocks).toEqual([
    'Coverage: 84.1% of lines (1,234 of 1,466), 71% of branches',
    [
      '<details><summary>Coverage of 4 files, the lowest first</summary>',
      '',
      '| File | Coverage | Lines | Branches |',
      '| --- | ---: | ---: | ---: |',
      '| `half.js` | 50% | 100 of 200 |  |',
      '| `also.js` | 50% | 50 of 100 |  |',
      '| `most.js` | 50.6% | 84 of 166 |  |',
      '| `whole.js` | 100% | 1,000 of 1,000 |  |',
      '',
      '</details>',
    ].join('\n'),
  ]);
});

test('a table that is cut says so', () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, [index, 100]]));
  const [, block = ''] = renderCoverage(coverage(files as Record<string, [number, number]>), { limitRows: 3 });
  expect(block.match(/^\| `/gm)).toHaveLength(3);
  expect(block).toContain('| `f0` | 0% |');
  expect(block).toContain('\n\n> Left out: 27 more files with as much coverage or more.\n\n</details>');
  expect(renderCoverage(coverage(files as Record<string, [number, number]>), { limitRows: 0 })).toHaveLength(1);
});

test.each([
  [79_999, 100_000, 80, true],
  [80, 100, 80, false],
  [0, 10, 0, false],
  [571, 1000, 57.1, false],
  [570, 1000, 57.1, true],
  [9999, 10_000, 100, true],
  [0, 0, 1, true],
  [0, 0, 0, false],
])('%d of %d is below %d%%: %s', (covered, total, threshold, expected) => {
  const made = coverage({ a: [covered, total] });
  expect(belowThreshold(made, threshold)).toBe(expected);
  expect(
    renderCoverage(made, { threshold, limitRows: 0 }).includes(
      `❌ The coverage is below the threshold of ${threshold}%.`,
    ),
  ).toBe(expected);
});

test('a part that is not whole never looks whole', () => {
  expect(renderCoverage(coverage({ a: [99_999, 100_000] }), { limitRows: 0 })[0]).toContain('Coverage: 99.9% of lines');
});

test('nothing to cover', () => {
  expect(renderCoverage(coverage({}), { limitRows: 5 })).toEqual([
    'Coverage: no lines that could be covered were found.',
  ]);
});

test('reports that could not be read are named', () => {
  const unreadable = Array.from({ length: 25 }, (_, index) => ({
    readable: false as const,
    file: `<b>${index}`,
    reason: 'is empty',
    line: undefined,
  }));
  const [, block = ''] = renderCoverage(coverage({ a: [1, 1] }, { unreadable }), { limitRows: 0 });
  expect(block).toContain('⚠️ 25 files of coverage could not be read, so the numbers are not whole:');
  expect(block).toContain('- &lt;b&gt;0 is empty.');
  expect(block).toContain('- 5 more files');
});

describe('a hostile name', () => {
  test.each([
    ['a|b`c', '| `` a\\|b`c `` |'],
    ['</details><img src=x>\n| x', '| `</details><img src=x> \\| x` |'],
    [`${'x'.repeat(5000)}/end.js`, `| \`…${'x'.repeat(193)}/end.js\` |`],
  ])('%j', (name, cell) => {
    const [, block = ''] = renderCoverage(coverage({ [name]: [1, 2] }), { limitRows: 5 });
    expect(block).toContain(cell);
    expect(block.split('\n')).toHaveLength(7);
  });
});
