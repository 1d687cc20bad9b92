import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conclude, type Report } from '../conclude.ts';
import { failed, file, suite, unreadable } from '../test-tools.ts';
import { renderCheck } from './check.ts';
import { renderCleared, renderComment } from './comment.ts';
import type { RenderOptions } from './sections.ts';
import { renderSummary } from './summary.ts';
import { comparison, faults, place } from './test-tools.ts';

/** Everything that a report shows is this text. */
function everything(text: string): [Report, RenderOptions] {
  const place_ = { suite: { path: [text, text], declaredMs: 0 }, file: text, line: 3 };
  const hostile = failed({ ...place_, name: text, className: text, message: text, details: text });
  const report = conclude([
    file({
      file: text,
      suites: [suite({ path: [text], failed: 5, passed: 5, flaky: 1 })],
      failures: [hostile],
      flaky: [{ ...hostile, state: 'passed', flaky: true, attempts: 2 }],
      slowest: [{ ...hostile, durationMs: 5_000 }],
      suiteFailures: [{ suite: place_.suite, message: text, details: text }],
    }),
    unreadable(text, text),
  ]);
  const listed = { count: 2, names: [text, text] };
  const options = {
    title: text,
    limit: 1_000_000,
    place,
    baseName: text,
    comparison: comparison({
      newFailures: listed,
      fixed: listed,
      added: listed,
      removed: listed,
      slower: { count: 1, tests: [{ name: text, beforeMs: 1, afterMs: 5_000 }] },
      isNew: () => true,
    }),
  };
  return [report, options];
}

const forms: [string, (report: Report, options: RenderOptions) => string][] = [
  ['summary', renderSummary],
  ['comment', renderComment],
  ['check', renderCheck],
  ['cleared', renderCleared],
];

const known = [
  '</details><script>alert(1)</script>',
  '</summary></details>',
  '```\n</details>\n# owned',
  '~~~\n<img src=x onerror=alert(1)>',
  '@octocat ![x](http://evil/x.png) [l](javascript:x)',
  '[a]: http://evil\n[a]',
  '<https://evil>',
  'https://evil www.evil.com org/repo#1 #1 GH-1',
  '| a | b |\n|---|---|',
  '\\| a \\\\| b',
  '<!-- ',
  '&lt;b&gt; &#64;octocat',
  '````````',
  '`` ` ```',
  '`<b>`',
  '\n::error::x\n##[error]y',
  '<testsuite>',
  '\r\n# owned\r> x\u2028y',
  '%%{init: {"securityLevel":"loose"}}%%\n```mermaid\ngraph TD\nclick A "javascript:alert(1)"',
  '$\\href{javascript:alert(1)}{x}$',
  '\u202ereversed\u0000',
  '- [ ] task\n1. one\n---\n===',
  '@org/team, (@octocat) _@octocat_ \\@octocat',
];

describe.each(forms)('the %s', (_what, render) => {
  test.each(known)('%j stays text', (text) => {
    const markdown = render(...everything(text));
    expect(faults(markdown)).toEqual([]);
  });

  test('any text, in any room', () => {
    const piece = fc.oneof(
      fc.constantFrom(...known),
      fc.constantFrom('`', '```', '~~~', '<', '>', '&', '|', '\\', '@a', '#1', '](', '![', '://', '\n', '\r', ' ', '$'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.oneof(fc.constant(1_000_000), fc.nat(8_000)), (hostile, limit) => {
        const [report, options] = everything(hostile);
        const markdown = render(report, { ...options, limit });
        expect(faults(markdown)).toEqual([]);
        if (render !== renderCleared) expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['<b>', ['HTML: <b>']],
  ['</details>', ['</details> closes nothing']],
  ['<details><summary>', ['not closed: details, summary']],
  ['```text\nx', ['a fence is not closed']],
  ['```js\nx\n```', ['a fence of js']],
  ['```mermaid\ngraph TD\n```', ['a chart with foreign words']],
  ['hello @octocat', ['a mention']],
  ['see #12', ['a reference to an issue']],
  ['[x](javascript:y)', ['a link to javascript:y']],
  ['![x](https://host/x)', ['an image']],
  ['https://evil', ['an address that becomes a link']],
  ['`<b> @a` and ``` `<b>` ```', []],
])('what would be wrong is seen: %j', (markdown, expected) => {
  expect(faults(markdown)).toEqual(expected);
});

test('a cleared comment is one line whatever its title', () => {
  expect(renderCleared(...everything('a\nb\r\nc')).split('\n')).toHaveLength(1);
});
