import { describe, expect, test } from '@jest/globals';
import { plainLine, plainText } from './plain-text.ts';

describe('plain text', () => {
  test.each([
    ['colours', '\u001b[31mred\u001b[0m and \u001b[1;38;5;208mmore\u001b[m', 'red and more'],
    ['a terminal link', '\u001b]8;;https://x.test\u0007here\u001b]8;;\u0007', 'here'],
    ['a cut colour', 'a\u001b', 'a'],
    ['controls', 'a\u0000b\u0007c\u007f\u0085', 'a�b�c��'],
    ['tabs and lines', 'a\tb\r\nc\rd', 'a\tb\nc\nd'],
    ['changes of direction', 'admin\u202e\u2066gpj.exe', 'admin��gpj.exe'],
    ['invisible marks', 'pass\u200bword\ufeff', 'pass�word�'],
    ['other line ends', 'a\u2028b\u2029c', 'a�b�c'],
    ['half a character', 'a\ud83d', 'a�'],
    ['whole characters, also joined ones', 'grün 👩‍💻 日本', 'grün 👩‍💻 日本'],
    ['markup', '<b>&amp;</b> @user', '<b>&amp;</b> @user'],
  ])('%s', (_, given, expected) => {
    expect(plainText(given)).toBe(expected);
  });

  test('a line', () => {
    expect(plainLine('a\tb\r\n\nc')).toBe('a b c');
  });
});
