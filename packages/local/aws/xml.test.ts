import { describe, expect, test } from '@jest/globals';
import { elements, parseXml, textOf, xmlDocument } from './xml.ts';

test('a document that was written reads back, with every character that XML cares for', () => {
  const Key = `a&b<c>"d" 'e' ü日本\u{1f600}`;
  const found = parseXml(
    Buffer.from(xmlDocument('Root', 'http://x/', elements({ Key, Left: undefined, Size: 3 }))),
    'Root',
  );
  expect(found.children.map(({ name, text }) => [name, text])).toEqual([
    ['Key', Key],
    ['Size', '3'],
  ]);
  expect(textOf(found, 'Missing')).toBeUndefined();
});

test('control characters are written as references, as S3 does', () => {
  expect(elements({ Key: 'a\u0001b\r\n' })).toBe('<Key>a&#x1;b&#xd;&#xa;</Key>');
});

describe('refused as MalformedXML', () => {
  for (const text of [
    '',
    'text',
    '<Other/>',
    '<Root>',
    '<Root><Key></Root>',
    '<Root/><Root/>',
    '<!DOCTYPE Root [<!ENTITY x "y">]><Root>&x;</Root>',
  ]) {
    test(JSON.stringify(text), () => {
      expect(() => parseXml(Buffer.from(text), 'Root')).toThrow('not well-formed');
    });
  }
});
