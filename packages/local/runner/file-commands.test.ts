import { describe, expect, test } from '@jest/globals';
import { parseKeyValues } from './file-commands.ts';

describe('a file of names and values', () => {
  test.each([
    ['a=1\nb=2=3\n\nc=\n', { a: '1', b: '2=3', c: '' }],
    ['a<<END\none\n\ntwo\nEND\nb=x\n', { a: 'one\n\ntwo', b: 'x' }],
    ['a<<END\nEND\n', { a: '' }],
    ['a=b<<c\n', { a: 'b<<c' }],
    ['a<<E=F\nx\nE=F\n', { a: 'x' }],
    ['a=1\r\nb<<E\r\nx\r\nE\r\n', { a: '1', b: 'x' }],
    ['a=1\na=2', { a: '2' }],
  ])('%j', (content, values) => {
    expect(parseKeyValues(content)).toEqual(values);
  });

  test.each([
    ['word\n', "Invalid format 'word'"],
    ['=x\n', 'Name must not be empty'],
    ['<<E\nx\nE\n', 'delimiter must not be empty'],
    ['a<<\n', 'delimiter must not be empty'],
    ['a<<E\nx\n', "Matching delimiter not found 'E'"],
  ])('%j is refused', (content, message) => {
    expect(() => parseKeyValues(content)).toThrow(message);
  });
});
