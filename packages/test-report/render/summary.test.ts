import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conclude } from '../conclude.ts';
import { failed, file, suite, unreadable } from '../test-tools.ts';
import type { RenderOptions } from './sections.ts';
import { renderSummary } from './summary.ts';
import { comparison, faults, place } from './test-tools.ts';

const options: RenderOptions = { title: 'Tests', limit: 1_000_000, place };

test('a report with failures', () => {
  const report = conclude([
    file({
      file: 'a/junit.xml',
      suites: [suite({ passed: 1, durationMs: 1500 }), suite({ path: ['outer', 'in | ner'], failed: 1 })],
      failures: [failed({ suite: { path: ['outer', 'in | ner'], declaredMs: 0 }, file: 'a.py', line: 12 })],
    }),
    unreadable(),
  ]);
  expect(renderSummary(report, options)).toBe(`## ❌ Tests: 1 of 2 tests failed

**1** passed · **1** failed · **0** skipped · 1.5 s · 2 files

### Could not be read

- broken.xml ends inside &lt;testcase&gt; \\(line 3\\).

### Failures

#### ❌ outer › in \\| ner › case

[\`a.py:12\`](https://host/a.py)

expected 1

<details><summary>Details</summary>

\`\`\`text
at line 1
at line 2
\`\`\`

</details>

### Suites

|  | Suite | Passed | Failed | Skipped | Time | File |
| --- | --- | ---: | ---: | ---: | ---: | --- |
| ❌ | outer › in \\| ner | 0 | 1 | 0 | 0 ms | \`a/junit.xml\` |
| ✅ | suite | 1 | 0 | 0 | 1.5 s | \`a/junit.xml\` |
`);
});

test('all there is, in the order of its worth', () => {
  const shaky = failed({ name: 'shaky', state: 'passed', flaky: true, attempts: 3, message: 'timed out\nmore' });
  const report = conclude([
    file({
      suites: [suite({ passed: 8, failed: 2, skipped: 1, flaky: 1, durationMs: 9_000 })],
      failures: [failed({ name: 'old' }), failed({ name: 'new', file: 'a.py', line: 3 })],
      flaky: [shaky],
      slowest: [
        failed({ name: 'slow', durationMs: 6_000, file: 'a.py', line: 7 }),
        failed({ name: 'quick', durationMs: 0 }),
      ],
    }),
  ]);
  const markdown = renderSummary(report, {
    ...options,
    coverage: ['Coverage: 80.0% of lines', '<details><summary>Files</summary>\n\n</details>'],
    baseName: 'main at 1a2b3c4',
    comparison: comparison({
      newFailures: { count: 1, names: ['suite › new'] },
      stillFailing: { count: 1, names: ['suite › old'] },
      fixed: { count: 1, names: ['suite › mended'] },
      added: { count: 102, names: ['suite › a', 'suite › b'] },
      slower: { count: 1, tests: [{ name: 'suite › slow', beforeMs: 1_000, afterMs: 6_000 }] },
      isNew: ({ name }) => name === 'new',
    }),
  });
  expect(markdown.replace(/\n\n#### .*?\n\n(?=###)/gs, (failures) => failures.replace(/\n\nexpected.*/s, '\n\n'))).toBe(
    `## ❌ Tests: 2 of 11 tests failed

**8** passed · **2** failed · **1** skipped · **1** flaky · 9.0 s · 1 file

**Since \`main at 1a2b3c4\`**: **1** new failure · **1** still failing · **1** fixed · **102** added · **1** slower

<details><summary>Fixed: 1</summary>

| Test |
| --- |
| suite › mended |

</details>

<details><summary>Added: 102</summary>

| Test |
| --- |
| suite › a |
| suite › b |

> And 100 more.

</details>

<details><summary>Slower: 1</summary>

| Test | Before | Now |
| --- | ---: | ---: |
| suite › slow | 1.0 s | 6.0 s |

</details>

### New failures

#### ❌ 🆕 suite › new

[\`a.py:3\`](https://host/a.py)

### Still failing

#### ❌ suite › old

### Flaky

| Test | Attempts | First failure | File |
| --- | ---: | --- | --- |
| suite › shaky | 3 | timed out |  |

### Slowest

| Test | Time | File |
| --- | ---: | --- |
| suite › slow | 6.0 s | [\`a.py:7\`](https://host/a.py) |

### Coverage

Coverage: 80.0% of lines

<details><summary>Files</summary>

</details>

\`\`\`mermaid
%%{init: {"theme":"base","themeVariables":{"pie1":"#2da44e","pie2":"#cf222e","pie3":"#8c959f","pie4":"#bf8700"}}}%%
pie showData
  "Passed" : 7
  "Failed" : 2
  "Skipped" : 1
  "Flaky" : 1
\`\`\`

### Suites

|  | Suite | Passed | Failed | Skipped | Time | File |
| --- | --- | ---: | ---: | ---: | ---: | --- |
| ❌ | suite | 8 | 2 | 1 | 9.0 s | \`junit.xml\` |
`,
  );
});

test.each([
  ['success', [file({ suites: [suite({ passed: 3 })] })], '## ✅ Tests: 3 tests passed'],
  ['incomplete', [unreadable()], '## ⚠️ Tests: 1 file of test results could not be read'],
  ['empty', [file()], '## ⚠️ Tests: no tests were found'],
  ['no files', [], '## ⚠️ Tests: no tests were found'],
])('the verdict of %s', (_what, outcomes, heading) => {
  expect(renderSummary(conclude(outcomes), options).split('\n')[0]).toBe(heading);
});

test.each([
  ['nothing has changed', {}, '**Since the base**: nothing has changed'],
  [
    'an empty base',
    { baseTests: 0, common: 0 },
    '**Since the base**: it has no tests, so there is nothing to compare with.',
  ],
  [
    'a base of other tests',
    { common: 0, added: { count: 1, names: [] } },
    '**Since the base**: **1** added. None of its 9 tests is in this run.',
  ],
])('the comparison with %s', (_what, over, line) => {
  const markdown = renderSummary(conclude([]), { ...options, comparison: comparison(over) });
  expect(markdown.split('\n\n')[2]?.trim()).toBe(line);
});

test.each([
  ['one state', { passed: 100 }, false],
  ['few tests', { passed: 5, failed: 4 }, false],
  ['a slice that is not seen', { passed: 98, failed: 2 }, false],
  ['several states', { passed: 97, failed: 3 }, true],
  ['flaky tests', { passed: 90, flaky: 20 }, true],
  ['all skipped', { skipped: 20 }, false],
])('a chart of %s', (_what, counts, isThere) => {
  expect(renderSummary(conclude([file({ suites: [suite(counts)] })]), options).includes('```mermaid')).toBe(isThere);
});

test('the slowest: none where none is kept', () => {
  const outcomes = [file({ suites: [suite({ passed: 1 })], slowest: [failed({ durationMs: 50 })] })];
  expect(renderSummary(conclude(outcomes, 1), options)).toContain('### Slowest');
  expect(renderSummary(conclude(outcomes, 0), options)).not.toContain('### Slowest');
});

describe('what the fold of a failure holds', () => {
  test.each([
    ['a message of several lines stands whole before the details', 'first\nsecond', 'trace', 'first\nsecond\n\ntrace'],
    [
      'a message that the details repeat stands there once',
      'first\nsecond',
      'X: first\nsecond\ntrace',
      'X: first\nsecond\ntrace',
    ],
    ['terminal colours go', 'm', '\u001b[31mred\u001b[0m\u0007', 'red�'],
    ['a message without details', 'first\nsecond', '', 'first\nsecond'],
  ])('%s', (_what, message, details, held) => {
    const markdown = renderSummary(conclude([file({ failures: [failed({ message, details })] })]), options);
    expect(/```text\n(.*?)\n```/s.exec(markdown)?.[1]).toBe(held);
  });

  test('nothing more than the message: no fold', () => {
    const report = conclude([file({ failures: [failed({ details: 'expected 1' })] })]);
    expect(renderSummary(report, options)).not.toContain('details');
  });
});

describe('the limit', () => {
  const big = conclude([
    ...Array.from({ length: 40 }, (_, index) =>
      file({
        file: `r${index}.xml`,
        suites: [suite({ path: [`suite ${index}`], failed: 2, passed: 1, flaky: 1 })],
        failures: [failed({ name: 'ä'.repeat(50) }), failed({ details: `${'漢字\n'.repeat(40)}\`\`\`` })],
        flaky: [failed({ name: `shaky ${index}`, state: 'passed', flaky: true, attempts: 2 })],
        slowest: [failed({ durationMs: 1_000 + index })],
      }),
    ),
    ...Array.from({ length: 60 }, (_, index) => unreadable(`b${index}.xml`)),
  ]);
  const names = Array.from({ length: 100 }, (_, index) => `suite › test ${index}`);
  const all: RenderOptions = {
    ...options,
    coverage: ['Coverage: 80% of lines', `<details><summary>Files</summary>\n\n${'x\n'.repeat(500)}\n</details>`],
    comparison: comparison({ fixed: { count: 100, names }, isNew: ({ name }) => name === 'case' }),
  };

  test('holds for any number of bytes, and every element is whole', () => {
    fc.assert(
      fc.property(fc.nat(60_000), (limit) => {
        const markdown = renderSummary(big, { ...all, limit });
        expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
        expect(faults(markdown)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('what is left out is said, and failures come before the rest', () => {
    const markdown = renderSummary(big, { ...options, limit: 9_000 });
    expect(markdown).toMatch(/- 10 more files\n/);
    expect(markdown).toMatch(
      /> Left out: \d+ more failures and the details of \d+ failures; a summary may hold 9\.0 kB\./,
    );
    expect(markdown).toMatch(/> Left out: (?:\d+ more suites|40 suites); a summary may hold 9\.0 kB\./);
  });

  test('long failures do not hide what comes after them', () => {
    const failures = Array.from({ length: 500 }, () => failed({ details: 'x\n'.repeat(4_000) }));
    const markdown = renderSummary(conclude([file({ suites: [suite({ failed: 500 })], failures })]), all);
    expect(markdown).toContain('> Left out: the details of ');
    expect(markdown).toContain('### Coverage');
    expect(markdown).toContain('### Suites');
  });

  test('every failure has its name before the first has its stack trace', () => {
    const failures = Array.from({ length: 100 }, () => failed({ details: 'x\n'.repeat(900) }));
    const report = conclude([file({ suites: [suite({ failed: 100 })], failures })]);
    const markdown = renderSummary(report, { ...options, limit: 20_000 });
    expect(markdown.match(/^#### /gm)).toHaveLength(100);
    expect(markdown.match(/^<details><summary>Details/gm)?.length).toBeGreaterThan(3);
    expect(markdown).toMatch(/> Left out: the details of \d+ failures;/);
    // Where there is room for neither, both have half of it.
    const little = renderSummary(report, { ...options, limit: 8_000 });
    expect(little.match(/^#### /gm)?.length).toBeGreaterThan(40);
    expect(little).toContain('<details><summary>Details');
  });

  test('failures that were counted but not kept are said to be left out', () => {
    const kept = file({ suites: [suite({ failed: 9 })], failures: [failed()], failuresDropped: 8 });
    expect(renderSummary(conclude([kept]), options)).toContain('\n> Left out: 8 more failures.\n');
  });

  test('a long table is folded and has an end', () => {
    const suites = Array.from({ length: 700 }, (_, index) => suite({ path: [`s${index}`], passed: 1 }));
    const markdown = renderSummary(conclude([file({ suites })]), options);
    expect(markdown).toContain('<details><summary>700 suites</summary>');
    expect(markdown.match(/^\| ✅/gm)).toHaveLength(500);
    expect(markdown).toContain('> Left out: 200 more suites.');
  });

  test('details are cut at a length and say so', () => {
    const report = conclude([file({ failures: [failed({ details: 'x'.repeat(12_345) })] })]);
    expect(renderSummary(report, options)).toContain('\n… 2,345 more characters\n```');
  });
});
