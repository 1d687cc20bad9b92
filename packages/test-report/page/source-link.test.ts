import { describe, expect, test } from '@jest/globals';
import { sourceLink, webLink } from './source-link.ts';

const base = 'https://github.com/o/r/blob/abc/';

describe('the page of a source line', () => {
  test.each([
    ['a file', 'src/a.ts', 0, `${base}src/a.ts`],
    ['a line', 'src/a.ts', 12, `${base}src/a.ts#L12`],
    ['marks of an address', 'a b/#?"<>.ts', 1, `${base}a%20b/%23%3F%22%3C%3E.ts#L1`],
    ['what looks like a script stays a path', 'javascript:alert(1)', 0, `${base}javascript%3Aalert(1)`],
    ['half a character', 'a\ud800', 0, `${base}a%EF%BF%BD`],
    ['no file', '', 3, undefined],
    ['above the repository', '../../x', 0, undefined],
    ['above it by a detour', 'a/../../x', 0, undefined],
    ['from the root', '/etc/passwd', 0, undefined],
  ])('%s', (_, file, line, expected) => {
    expect(sourceLink(base, file, line)).toBe(expected);
  });

  test('none without a base', () => {
    expect(sourceLink('', 'a.ts', 1)).toBeUndefined();
  });
});

test.each([
  ['https://github.com/o/r', 'https://github.com/o/r'],
  ['http://ghe.test/o', 'http://ghe.test/o'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  [' java\nscript:alert(1)', undefined],
  ['//github.com', undefined],
  ['', undefined],
])('the link %j', (url, expected) => {
  expect(webLink(url)).toBe(expected);
});
