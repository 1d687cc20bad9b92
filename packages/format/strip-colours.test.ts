import { expect, test } from '@jest/globals';
import { stripColours } from './strip-colours.ts';

test.each([
  ['plain [31m text', 'plain [31m text'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b[38;2;255;0;0mred\u009b0m', 'red'],
  ['\u001b[2K\u001b[1Gline', 'line'],
  ['\u001b]8;;https://example.com\u0007link\u001b]8;;\u001b\\', 'link'],
  ['\u001b]0;never ended\nnext', ']0;never ended\nnext'],
  ['\u001b', ''],
  ['\u001b[31', '[31'],
])('%j is %j', (text, expected) => {
  expect(stripColours(text)).toBe(expected);
});

test.each([['\u001b]'], ['\u001b['], ['\u001b]a;a;a;'], ['\u001b[1;'], ['\u009b;']])(
  'very many %j that never end take no time that grows with their square',
  (start) => {
    expect(stripColours(start.repeat(200_000))).toBe(start.slice(1).repeat(200_000));
  },
);
