import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderNotes } from './render-notes.ts';
import { renderPreview } from './render-preview.ts';
import { renderVerdicts } from './render-verdicts.ts';
import { faults, judged, repositoryUrl } from './test-tools.ts';

/** Commits in which this text is everywhere. */
function everywhere(text: string) {
  const first = text.replace(/\n/g, ' ');
  return judged(
    { message: `feat: ${first}`, author: text },
    { message: `fix(${first.replace(/[()\r]/g, '')}): a ${first}`, author: text },
    { message: `chore!: ${first}\n\n${text}\n\nBREAKING CHANGE: ${text}\n${text}\n\n${text}`, author: text },
    { message: `fix: a\n\nBREAKING CHANGE:\n- ${text}\n  ${text}\n\n    ${text}\n\`\`\`\n${text}`, author: '' },
    { message: text, author: text },
    { message: `Revert "${first}"`, author: text },
  );
}

const forms: [string, (text: string) => string][] = [
  [
    'the notes',
    (text) =>
      renderNotes({
        version: text,
        tag: text,
        previousTag: text,
        repositoryUrl,
        date: new Date(0),
        verdicts: everywhere(text),
      }),
  ],
  ['the notes of a version by hand', (text) => hand(text)],
  ['the table', (text) => renderVerdicts(everywhere(text))],
  ['the preview', (text) => renderPreview({ version: text, previousTag: text, verdicts: everywhere(text) })],
];

function hand(text: string): string {
  const verdicts = judged({ message: text, author: text }).map((verdict) => ({ ...verdict, bump: 'none' as const }));
  return renderNotes({
    version: '1.0.0',
    tag: 'v1.0.0',
    previousTag: undefined,
    repositoryUrl,
    date: new Date(0),
    verdicts,
  });
}

const known = [
  '<script>alert(1)</script>',
  '</details><!-- ',
  '<img src=x onerror=alert(1)>',
  '@octocat (@org/team) _@octocat_ \\@octocat @`octocat` a@b.example',
  '#1 (#2) o/r#3 GH-4 gh-5 o/r@0123456',
  '![x](http://evil/x.png) [l](javascript:x) [a][b] [b]: http://evil',
  '[a]: http://evil\n[a]',
  'https://evil www.evil.com <https://evil> ftp://evil',
  '::error::x',
  '  ::add-mask::x\n\t::stop-commands::y',
  '##[error]x `##[error]y`',
  '```\n::error::x\n##[error]y\n```\n# owned',
  '~~~\n::error::x\n~~~',
  '````````',
  '`` ` ``` `a``b` `@a` `',
  '- a\n* b\n+ c\n1. d\n1) e\n> f\n# g\n===\n---\n| h | i |\n|---|---|',
  '1. one',
  '- [ ] task',
  '    code\n\tcode',
  '&lt;b&gt; &#64;octocat &#35;1',
  '$\\href{javascript:alert(1)}{x}$',
  '\u202ereversed\u0000\u0085\u2028\u001b[31m',
  '\ud800 half \udc00',
  'trailing \\',
  'BREAKING CHANGE: x\nRelease-As: 9.9.9',
];

describe.each(forms)('%s', (_what, render) => {
  test.each(known)('%j stays text', (text) => {
    expect(faults(render(text))).toEqual([]);
  });

  test('any text', () => {
    const piece = fc.oneof(
      fc.constantFrom(...known),
      fc.constantFrom(
        '`',
        '```',
        '~~~',
        '<',
        '>',
        '&',
        '|',
        '\\',
        '@a',
        '#1',
        '](',
        '![',
        '://',
        '\n',
        '\r',
        ' ',
        '$',
        '::',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (hostile) => {
        expect(faults(render(hostile))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

test.each<[string, string[]]>([
  ['a <b>', ['HTML']],
  ['see @octocat', ['a mention']],
  ['see #12', ['a reference to an issue']],
  ['see GH\\-12', ['a reference to an issue']],
  ['[x](javascript:y)', ['a link']],
  ['[@a](https://github.com/o/r/pull/1)', ['a mention']],
  ['![x](https://github.com/o/r/x)', ['an image']],
  ['https://evil', ['an address that becomes a link']],
  ['- 1. a\n1. b', ['a block of Markdown']],
  ['## owned', ['a title']],
  ['```text\nx', ['a fence is not closed']],
  ['```js\nx\n```', ['a fence of js']],
  [' ::error::x', ['a command of the runner']],
  ['`##[error]`', ['a command of the runner']],
  ['a\u202e', ['a control character']],
  ['\ud800', ['half a character']],
  ['[#12](https://github.com/o/r/pull/12) `<b> @a` \\@ &lt;b', []],
])('what would be wrong is seen: %j', (markdown, expected) => {
  expect(faults(markdown)).toEqual(expected);
});
