import { describe, expect, test } from '@jest/globals';
import { child, childText, escapeXml, fitsXml, parseXml, XmlError } from './xml.ts';

test('reads elements, texts and entities', () => {
  const root = parseXml(
    '<?xml version="1.0"?>\n<A xmlns="x"><B>1 &amp; &#50; &lt;</B><C/><B>3</B><D><![CDATA[<x>]]></D></A>',
    'A',
  );
  expect(root.children.map(({ name, text }) => [name, text])).toEqual([
    ['B', '1 & 2 <'],
    ['C', ''],
    ['B', '3'],
    ['D', '<x>'],
  ]);
  expect(childText(root, 'B')).toBe('1 & 2 <');
  expect(childText(root, 'E')).toBe('');
  expect(child(root, 'E')).toBeUndefined();
});

describe('what is no whole document is an error', () => {
  test.each([
    ['', 'it holds no element'],
    ['hello', 'it holds no element'],
    ['<A><B>1</B>', 'it ends inside <A>'],
    ['<A><B>1</A>', 'it does not close <B>'],
    ['<A><B></A>', 'it does not close <B>'],
    ['<A><B/>', 'it ends inside <A>'],
    ['<A><B>1</B', 'it ends inside'],
    ['<html><body>busy</body></html>', 'it begins with <html>'],
    ['<A>'.repeat(50) + '</A>'.repeat(50), 'it is nested too deep'],
  ])('%p: %s', (text, sentence) => {
    expect(() => parseXml(text, 'A')).toThrow(XmlError);
    expect(() => parseXml(text, 'A')).toThrow(sentence);
  });
});

test.each(['a', `&<>"'`, '\t\n\r', ']]>', 'ünï 日本 \u{1F600}', ' a '])('%p comes back as it was written', (text) => {
  expect(fitsXml(text)).toBe(true);
  expect(parseXml(`<A>${escapeXml(text)}</A>`, 'A').text).toBe(text);
});

test.each(['\u0000', 'a\u001fb', '\uffff', 'a\ud800'])('%p cannot be written', (text) => {
  expect(fitsXml(text)).toBe(false);
});
