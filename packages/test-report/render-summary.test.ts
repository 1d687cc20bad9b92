import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conclude } from './conclude.ts';
import { renderSummary } from './render-summary.ts';
import { failed, file, suite, unreadable } from './test-tools.ts';

const options = {
  title: 'Tests',
  limit: 1_000_000,
  place: ({ file: name }: { file: string }) => (name === '' ? undefined : { file: name, url: `https://host/${name}` }),
};

/** The parts of Markdown that a reader would take as structure: fences open and close, `<details>` likewise. */
function structure(markdown: string): { html: string[]; openFence: boolean; outside: string } {
  let fence = '';
  const html: string[] = [];
  const outside: string[] = [];
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,})/.exec(line)?.[1] ?? '';
    if (fence === '' && mark !== '') fence = mark;
    else if (fence !== '' && mark.length >= fence.length && line.trim() === mark) fence = '';
    else if (fence === '') {
      html.push(...(line.replace(/(`+)[^`]*\1/g, '').match(/<\/?[a-z][^>]*>/gi) ?? []));
      outside.push(line);
    }
  }
  return { html, openFence: fence !== '', outside: outside.join('\n') };
}

test('a report with failures', () => {
  const report = conclude([
    file({
      file: 'a/junit.xml',
      suites: [suite({ passed: 1, durationMs: 1500 }), suite({ path: ['outer', 'in | ner'], failed: 1 })],
      failures: [failed({ suite: { path: ['outer', 'in | ner'], declaredMs: 0 }, file: 'tests/a.py', line: 12 })],
    }),
    unreadable(),
  ]);
  expect(renderSummary(report, options)).toBe(`## ❌ Tests: 1 of 2 tests failed

**1** passed · **1** failed · **0** skipped · 1.5 s · 2 files

### Could not be read

- broken.xml ends inside &lt;testcase&gt; \\(line 3\\).

### Failures

#### ❌ outer › in \\| ner › case

[\`tests/a.py:12\`](https://host/tests/a.py)

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

test.each([
  ['success', [file({ suites: [suite({ passed: 3 })] })], '## ✅ Tests: 3 tests passed'],
  ['incomplete', [unreadable()], '## ⚠️ Tests: 1 file of test results could not be read'],
  ['empty', [file()], '## ⚠️ Tests: no tests were found'],
  ['no files', [], '## ⚠️ Tests: no tests were found'],
])('the verdict of %s', (_what, outcomes, heading) => {
  expect(renderSummary(conclude(outcomes), options).split('\n')[0]).toBe(heading);
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
    expect(renderSummary(conclude([file({ failures: [failed({ details: 'expected 1' })] })]), options)).not.toContain(
      'details',
    );
  });
});

describe('hostile text', () => {
  const hostile = [
    '</details><script>alert(1)</script>',
    '```\n</details>\n# owned',
    '~~~\n<img src=x onerror=alert(1)>',
    '@octocat ![x](http://evil/x.png) [l](javascript:x)',
    '| a | b |\n|---|---|',
    '<!-- ',
    '````````',
    '`<b>`',
    '\n::error::x\n##[error]y',
    '<testsuite>',
  ];

  test.each(hostile)('%j stays text', (text) => {
    const report = conclude([
      file({
        file: text,
        suites: [suite({ path: [text], failed: 1 })],
        failures: [failed({ name: text, suite: { path: [text], declaredMs: 0 }, message: text, details: text })],
      }),
      unreadable(text, text),
    ]);
    const { html, openFence, outside } = structure(renderSummary(report, { ...options, title: text }));
    expect(openFence).toBe(false);
    expect(html.filter((tag) => !['<details>', '<summary>', '</summary>', '</details>'].includes(tag))).toEqual([]);
    expect(outside).not.toMatch(/^# owned|^~~~/m);
    // Code spans show all as it is; elsewhere nothing may mention or link.
    const prose = outside.replace(/(`+)[^`]*\1/g, '');
    expect(prose).not.toMatch(/@octocat|(?<!\\)\]\(|:\/\/evil/);
  });
});

describe('the limit', () => {
  const big = conclude([
    ...Array.from({ length: 40 }, (_, index) =>
      file({
        file: `r${index}.xml`,
        suites: [suite({ path: [`suite ${index}`], failed: 2, passed: 1 })],
        failures: [failed({ name: 'ä'.repeat(50) }), failed({ details: `${'漢字\n'.repeat(40)}\`\`\`` })],
      }),
    ),
    ...Array.from({ length: 60 }, (_, index) => unreadable(`b${index}.xml`)),
  ]);

  test('holds for any number of bytes, and every element is whole', () => {
    fc.assert(
      fc.property(fc.nat(40_000), (limit) => {
        const markdown = renderSummary(big, { ...options, limit });
        const { html, openFence } = structure(markdown);
        expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
        expect(openFence).toBe(false);
        const tags = (name: string) => html.filter((tag) => tag === name).length;
        expect(tags('<details>')).toBe(tags('</details>'));
      }),
    );
  });

  test('what is left out is said, and failures come before suites', () => {
    const markdown = renderSummary(big, { ...options, limit: 12_000 });
    expect(markdown).toMatch(/- 10 more files\n/);
    expect(markdown).toMatch(
      /> Left out: \d+ more failures and the details of \d+ failures; a summary may hold 12\.0 kB\./,
    );
    expect(markdown).toMatch(/> Left out: 40 suites; a summary may hold 12\.0 kB\./);
    expect(markdown).not.toContain('| Suite |');
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
