import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conclude } from '../conclude.ts';
import { failed, file, suite } from '../test-tools.ts';
import { checkLimit, renderCheck } from './check.ts';
import { commentLimit, renderCleared, renderComment } from './comment.ts';
import { comparison, faults, place } from './test-tools.ts';

const options = { title: 'Tests', place, runUrl: 'https://host/org/repo/actions/runs/42' };
const many = conclude([
  file({
    suites: [suite({ failed: 33, passed: 2 })],
    failures: Array.from({ length: 33 }, (_, index) => failed({ name: `t${index}`, file: 'a.py', line: index + 1 })),
  }),
]);

test('the comment: the verdict, the counts, what is new, twenty failures, the link', () => {
  const markdown = renderComment(many, {
    ...options,
    coverage: ['Coverage: 80% of lines', 'a table of files'],
    comparison: comparison({
      newFailures: { count: 1, names: ['suite › t32'] },
      stillFailing: { count: 32, names: [] },
      fixed: { count: 1, names: ['suite › x'] },
      isNew: ({ name }) => name === 't32',
    }),
  });
  expect(
    markdown.startsWith(`## ❌ Tests: 33 of 35 tests failed

**2** passed · **33** failed · **0** skipped · 0 ms · 1 file

**Since the base**: **1** new failure · **32** still failing · **1** fixed

[The whole report](https://host/org/repo/actions/runs/42)

### New failures

#### ❌ 🆕 suite › t32

[\`a.py:33\`](https://host/a.py)

expected 1

### Still failing

#### ❌ suite › t0
`),
  ).toBe(true);
  expect(markdown.match(/^#### /gm)).toHaveLength(20);
  expect(markdown.endsWith('\n\n> Left out: 13 more failures.\n\n### Coverage\n\nCoverage: 80% of lines\n')).toBe(true);
  expect(markdown).not.toContain('<details>');
});

test('the check: the summary of the step without a chart, with a link', () => {
  const markdown = renderCheck(many, options);
  expect(markdown.match(/^#### /gm)).toHaveLength(33);
  expect(markdown).toContain('[The whole report](https://host/org/repo/actions/runs/42)');
  expect(markdown).toContain('<details><summary>Details</summary>');
  expect(markdown).toContain('### Suites');
  expect(markdown).not.toContain('mermaid');
});

test.each([
  [
    'where all is well',
    [suite({ passed: 3 })],
    '✅ Tests: 3 tests passed. Nothing fails any more; see [the run](https://host/org/repo/actions/runs/42).',
  ],
  [
    'where there are no tests',
    [],
    '⚠️ Tests: no tests were found. Nothing fails any more; see [the run](https://host/org/repo/actions/runs/42).',
  ],
])('a cleared comment is one line: %s', (_what, suites, line) => {
  expect(renderCleared(conclude([file({ suites })]), options)).toBe(line);
});

test('outside of a run there is no link', () => {
  const bare = { title: 'Tests', place, runUrl: '' };
  for (const markdown of [renderCheck(many, bare), renderComment(many, bare), renderCleared(many, bare)]) {
    expect(markdown).not.toContain('/runs/');
    expect(faults(markdown)).toEqual([]);
  }
});

test('nothing ends the link too early', () => {
  const runUrl = 'https://host/a)b (c)<d>\n[x](javascript:y)';
  expect(renderCleared(many, { title: 'T', runUrl })).toContain(
    '[the run](https://host/a%29b%20%28c%29%3Cd%3E%0A[x]%28javascript:y%29)',
  );
});

describe.each([
  ['comment', renderComment, commentLimit],
  ['check', renderCheck, checkLimit],
])('the limit of a %s', (_what, render, most) => {
  const long = Array.from({ length: 900 }, (_, index) =>
    failed({ name: `${'漢'.repeat(290)}${index}`, message: '🎉'.repeat(190), details: 'é'.repeat(9_000) }),
  );
  const report = conclude([file({ suites: [suite({ failed: 900 })], failures: long })]);

  test('holds whatever is asked for', () => {
    for (const limit of [undefined, 10_000_000]) {
      const markdown = render(report, limit === undefined ? options : { ...options, limit });
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(most);
      expect(markdown).toContain('> Left out: ');
    }
  });

  test('holds for any number of bytes, and every element is whole', () => {
    fc.assert(
      fc.property(fc.nat(70_000), (limit) => {
        const markdown = render(report, { ...options, limit });
        expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
        expect(faults(markdown)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
