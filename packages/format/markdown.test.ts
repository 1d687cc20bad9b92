import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { code, codeBlock, table, text } from './markdown.ts';

describe('text is shown as it is', () => {
  test.each([
    ['plain words', 'plain words, 1.5 %', 'plain words, 1.5 %'],
    ['emphasis', '*a* _b_ ~c~', '\\*a\\* \\_b\\_ \\~c\\~'],
    ['HTML', '<b>&amp;</b>', '&lt;b&gt;&amp;amp;&lt;/b&gt;'],
    ['a table cell', 'a|b', 'a\\|b'],
    ['a link', '[x](javascript:y)', '\\[x\\]\\(javascript:y\\)'],
    ['a bare link', 'https://evil.example www.evil.example', 'https:&#47;&#47;evil.example www&#46;evil.example'],
    ['a mention', '@org/team a@b.example', '@\u200borg/team a@\u200bb.example'],
    ['an issue', '#12', '\\#\u200b12'],
    ['line ends', 'a\r\nb\rc', 'a b c'],
    ['text that runs the other way', 'a\u202eb', 'a�b'],
  ])('%s', (_what, given, expected) => expect(text(given)).toBe(expected));
});

describe('code is one code span', () => {
  test.each([
    ['a word', 'a.py', '`a.py`'],
    ['backticks', '``', '``` `` ```'],
    ['blanks at the ends', ' a ', '`  a  `'],
    ['nothing', '', ''],
    ['only a blank', ' ', '` `'],
    ['a bar', 'a|b', '`a|b`'],
  ])('%s', (_what, given, expected) => expect(code(given)).toBe(expected));

  test('no text closes its fence', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '\n'), minLength: 1 }), (given) => {
        const span = code(given);
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const runs: string[] = span.slice(fence.length, -fence.length).match(/`+/g) ?? [];
        return span.endsWith(fence) && !runs.includes(fence) && !span.includes('\n');
      }),
    );
  });
});

test('no text closes a code block', () => {
  expect(codeBlock('a\n```\nb\n', 'text')).toBe('````text\na\n```\nb\n````');
});

test('a bar ends no cell', () => {
  expect(table(['Name'], [[code('a|b')], [text('a|b')]])).toBe('| Name |\n| --- |\n| `a\\|b` |\n| a\\|b |');
});

test('a table, with a column to the right', () => {
  expect(table(['Name', 'Size:'], [['a', '1']])).toBe('| Name | Size |\n| --- | ---: |\n| a | 1 |');
});
